#!/usr/bin/env bash
# Makes the packages for Windows, on Debian: an installer for one user, one for all users of a computer, and a
# folder to unpack.
#
#   packaging/windows/build.sh VERSION FOLDER [fast]
#
# "fast" makes only the installers, with less compression for the one-user one: the upgrade test needs no more.
# packaging/build.sh calls it, and sets SOURCE_DATE_EPOCH. sign.sh describes how the files are signed.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh

version=$1 dist=$(realpath -m "$2") fast=${3:-}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
windows=$PWD/packaging/windows
base=$dist/sendoff-$version-windows-amd64
plain=${version%%[-+]*}                                         # 0.1.0: Windows knows numbers only
number=$plain.$(sed -n 's/^Build = \([0-9]*\).*/\1/p' FyneApp.toml) # 0.1.0.1
copyright=$(grep -m1 '^Copyright' LICENSE)
resource=app/rsrc_windows_amd64.syso # the Go linker takes it from there
work=$(mktemp -d)
trap 'rm -rf "$work" "$resource"' EXIT
stage=$work/stage
mkdir -p "$stage" "$dist"

icon() {
  local size
  for size in 16 20 24 32 40 48 64 128 256; do
    rsvg-convert -w $size -h $size assets/icon.svg -o "$work/$size.png"
  done
  icotool -c -o "$stage/sendoff.ico" "$work"/{16,20,24,32,40,48,64,128}.png -r "$work/256.png"
  sed "s/@NUMBER@/$number/" "$windows/sendoff.manifest" >"$stage/sendoff.manifest"
}

# resources FILE WHAT OUTPUT [OPTION...]: icon, manifest and version of a program.
resources() {
  local file=$1 what=$2 output=$3
  shift 3
  (cd "$stage" && x86_64-w64-mingw32-windres -O coff "$@" -DV_COMMA="${number//./,}" -DV_NUMBER="\\\"$number\\\"" \
    -DV_TEXT="\\\"$version\\\"" -DFILE="\\\"$file\\\"" -DWHAT="\\\"$what\\\"" -DCOPYRIGHT="\\\"$copyright\\\"" \
    "$windows/sendoff.rc" "$output")
}

program() {
  resources sendoff.exe "Sendoff" "$PWD/$resource" -DWITH_ICON
  # The flags are those of the build cache: other ones compile the OpenGL binding again.
  GOFLAGS='' CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=x86_64-w64-mingw32-gcc go build -trimpath -buildvcs=false \
    -tags migrated_fynedo -ldflags "-s -w -H windowsgui -X main.version=$version" -o "$stage/sendoff.exe" ./app
  rm "$resource"
}

console() {
  resources sendoff.com "Sendoff for the console" "$work/console.o"
  x86_64-w64-mingw32-gcc -Os -s -Wall -Wextra -Werror -mconsole -Wl,--no-insert-timestamp \
    -o "$stage/sendoff.com" "$windows/console.c" "$work/console.o"
}

# Texts, with Windows line endings.
texts() {
  go run ./packaging/bill -sbom "$base.cdx.json" -licences "$work/licences" "$stage/sendoff.exe"
  sed 's/$/\r/' LICENSE >"$stage/LICENSE.txt"
  sed 's/$/\r/' "$work/licences" >"$stage/THIRD-PARTY-LICENSES.txt"
  sed 's/$/\r/' CHANGELOG.md >"$stage/CHANGELOG.txt"
}

# same_time FOLDER: gives every file the time of the commit.
same_time() { find "$1" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +; }

signed() { "$windows/sign.sh" "$stage/sendoff.exe" "$stage/sendoff.com"; }

setup() {
  makensis -V2 -WX -NOCD -INPUTCHARSET UTF8 -DVERSION="$version" -DNUMBER="$number" -DSOURCE="$stage" \
    -DCOPYRIGHT="$copyright" -DSIGN="$windows/sign.sh" -DOUTPUT="$base-setup.exe" ${fast:+-DFAST} "$windows/installer.nsi"
  "$windows/sign.sh" "$base-setup.exe"
}

# guid WHAT: a GUID that is the same for the same version.
guid() { uuidgen --sha1 --namespace @url --name "https://sendoff.github.io/msi/$1/$number/$version" | tr a-f A-F; }

msi() {
  local file=$base.msi made query queries=()
  rm -f "$file"
  # The file contains its time.
  made=$(date -ud "@$SOURCE_DATE_EPOCH" '+%F %T')
  (cd "$stage" && faketime -f "$made" wixl -a x64 -D VERSION="$plain" -D PRODUCT="$(guid product)" -o "$file" "$windows/installer.wxs")
  # The PATH, and the end of the Sendoff that uses the files (98: run a program, whatever it says), of the
  # user who installs; one of another user goes on with the old file until it ends. The sender of the toasts
  # ('-': the key goes with the program), which Windows keeps for each user, goes for who removes it.
  while read -r query; do queries+=(-q "$query"); done <"$windows/msi.sql"
  msibuild "$file" "${queries[@]}" -s Sendoff Sendoff "x64;1033" "{$(guid package)}"
  "$windows/sign.sh" "$file"
}

portable() {
  local folder=sendoff-$version
  mkdir "$work/$folder"
  cp -p "$stage"/{sendoff.exe,sendoff.com,LICENSE.txt,THIRD-PARTY-LICENSES.txt,CHANGELOG.txt} "$work/$folder"
  same_time "$work/$folder"
  rm -f "$base.zip"
  (cd "$work" && zip -9 -X -q -r "$base.zip" "$folder")
}

step "Debian packages for Windows" .ci/packages gcc-mingw-w64-x86-64 nsis wixl msitools faketime osslsigncode icoutils librsvg2-bin zip uuid-runtime
step "icon" icon
step "program" program
step "console program" console
step "texts" texts
step "signature" signed
same_time "$stage"
step "installer for a user" setup
step "installer for all users (.msi)" msi
[ -n "$fast" ] || step ".zip" portable
