#!/usr/bin/env bash
# Tries the .dmg for this Mac's processor: mounted, copied, its signature checked, and a file uploaded with
# the copy.
#
#   packaging/macos/verify.sh [FOLDER]
#
# The window is opened too. A Mac without OpenGL, as in build services, is only reported.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh

[ "$(uname -s)" = Darwin ] || fail "this needs a Mac"
dist=${1:-dist}
version=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
arch=$(go env GOHOSTARCH)
image=$dist/sendoff-$version-macos-$arch.dmg
work=$(mktemp -d)
app=$work/Sendoff.app
program=$app/Contents/MacOS/sendoff
trap 'hdiutil detach -quiet "$work/disk" 2>/dev/null || true; rm -rf "$work"' EXIT

copy() {
  hdiutil attach -quiet -nobrowse -readonly -mountpoint "$work/disk" "$image"
  [ "$(readlink "$work/disk/Applications")" = /Applications ]
  cp -R "$work/disk/Sendoff.app" "$work"
  hdiutil detach -quiet "$work/disk"
}

checks() {
  plutil -lint "$app/Contents/Info.plist"
  codesign --verify --deep --strict "$app"
  iconutil --convert iconset --output "$work/icon.iconset" "$app/Contents/Resources/sendoff.icns"
  [ -s "$work/icon.iconset/icon_512x512@2x.png" ]
  [ "$("$program" version)" = "sendoff $version darwin/$arch $(go version | cut -d' ' -f3)" ]
  [ "$(stat -f %z "$image")" -le 15000000 ]
}

# The receiver prints its address once it listens; read waits for that line.
upload() {
  local line server address
  mkdir "$work/received"
  mkfifo "$work/address"
  "$program" --dir "$work/none" serve "$work/received" --listen 127.0.0.1:0 >"$work/address" &
  server=$!
  read -r line <"$work/address"
  address=$(echo "$line" | grep -o 'http://[^ ]*')
  head -c 3000000 /dev/urandom >"$work/file.bin"
  "$program" --dir "$work/queue" upload --to "$address" "$work/file.bin"
  cmp "$work/file.bin" "$work/received/file.bin"
  kill "$server"
}

# With exit code 3 the program reports that there is no OpenGL.
window() {
  local code=0 pid
  "$program" --dir "$work/queue" &
  pid=$!
  (sleep 15 && kill "$pid" 2>/dev/null) &
  wait "$pid" || code=$?
  case $code in
  3) echo "note: no window, for this Mac has no OpenGL" ;;
  0 | 130 | 143) ;;
  *) fail "the window ended with exit code $code" ;;
  esac
}

step "mount and copy" copy
step "plist, signature, version" checks
step "an upload" upload
step "the window, for 15 s" window
