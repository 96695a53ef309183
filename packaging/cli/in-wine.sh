#!/usr/bin/env bash
# Tries the .zip of the command line for Windows in Wine, without a display. Shells wait for a console program, so
# no helper is needed beside it.
#
#   packaging/cli/in-wine.sh ZIP
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh
. packaging/screen.sh

zip=$1
version=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
work=$(mktemp -d)
. packaging/windows/wine.sh
unset DISPLAY WAYLAND_DISPLAY
trap 'end_windows; rm -rf "$work"' EXIT
program='C:\sendoff-cli-'$version'\sendoff.exe'

sendoff() { wine "$program" "$@" | tr -d '\r'; }
# code ARGUMENT...: prints the exit code that cmd sees, and sets said to the output.
code() {
  (cd "$work" && wine cmd /c "$program $* >said 2>&1 & call echo %^ERRORLEVEL%") | tr -d ' \r'
}

unpack() {
  unzip -q "$zip" -d "$drive"
  same "$(sendoff version | cut -d' ' -f1-3)" "sendoff $version windows/amd64"
}

exit_codes() {
  same "$(code version)" 0
  same "$(code list)" 0
  same "$(code upload)" 2
  same "$(code)" 3 # there is no window
  grep -q 'without its window' "$work/said"
}

upload() {
  local url
  mkdir "$work/received"
  (exec wine "$program" serve "$(path_of "$work/received")" --listen 127.0.0.1:0 >"$work/serve.log" 2>&1) &
  until_true 60 "a receiver" grep -q http:// "$work/serve.log"
  url=$(grep -o 'http://[^ ]*' "$work/serve.log" | head -n 1)
  head -c 3000000 /dev/urandom >"$work/sent.bin"
  same "$(code upload --to "$url" "$(path_of "$work/sent.bin")")" 0
  cmp "$work/sent.bin" "$work/received/sent.bin"
  sendoff list --all --json | grep -q '"outcome":"done"'
}

# service: Wine starts what is installed with its next program. It has no accounts of services, and its sc does not ask one to
# read its settings again.
service() {
  local port=$((20000 + RANDOM % 20000)) line
  mkdir "$work/drop"
  printf 'listen 127.0.0.1:%s\r\nlog-file %s\r\nmax-upload 1k\r\n' "$port" "$(path_of "$work/packets.log")" >"$work/serve.conf"
  same "$(code serve install "$(path_of "$work/drop")" --config "$(path_of "$work/serve.conf")")" 0
  grep -q 'NT SERVICE' "$work/said" || fail "installing says: $(cat "$work/said")"
  sendoff serve start || true
  until_true 60 "the start of the service" test -e "$work/packets.log"
  same "$(code upload --to "http://127.0.0.1:$port/" "$(path_of "$work/sent.bin")")" 1
  same "$(code serve stop)" 0
  sed -i 's/^max-upload.*/max-upload 10M\r/' "$work/serve.conf"
  same "$(code serve start)" 0
  cp "$work/sent.bin" "$work/again.bin"
  same "$(code upload --to "http://127.0.0.1:$port/" "$(path_of "$work/again.bin")")" 0
  cmp "$work/sent.bin" "$work/drop/again.bin"
  same "$(code serve stop)" 0
  same "$(code serve remove)" 0
  same "$(code serve start)" 1
  for line in Create-Session Close-Session; do grep -q "$line /again.bin" "$work/packets.log" || fail "no $line in the file of packets"; done
}

step "Debian packages for the .zip" .ci/packages unzip gcc-mingw-w64-x86-64
step "a Windows" new_windows
step "Windows, .zip: version" unpack
step "Windows, .zip: exit codes" exit_codes
step "Windows, .zip: receive and upload" upload
step "Windows, .zip: a service" service
