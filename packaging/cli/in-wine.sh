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

step "Debian packages for the .zip" .ci/packages unzip gcc-mingw-w64-x86-64
step "a Windows" new_windows
step "Windows, .zip: version" unpack
step "Windows, .zip: exit codes" exit_codes
step "Windows, .zip: receive and upload" upload
