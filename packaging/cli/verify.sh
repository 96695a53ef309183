#!/usr/bin/env bash
# Checks the command line's packages and tries them: the .deb, the .rpm and the archive for Linux in a Debian root that is
# made for it and thrown away, the program for arm64 in an emulator, the one for Windows in Wine if that is there. It wants
# the packages with the window beside them: they take each other's place. Nothing here runs what is for macOS, or for Windows
# on arm64.
#
#   packaging/cli/verify.sh FOLDER
#
# The environment may hold DEBIAN_ROOT, a fresh Debian root to copy instead of fetching one, and MIRROR.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh
. packaging/screen.sh
. packaging/linux/root.sh

dist=$(realpath "$1")
deb=$(echo "$dist"/sendoff-cli_*_amd64.deb)
version=$(dpkg-deb -f "$deb" Version | tr '~' -)
base=$dist/sendoff-cli-$version
work=$(mktemp -d)
root=$work/root
emulated=(qemu-aarch64 "$work/sendoff-cli-$version-linux-arm64/bin/sendoff" --dir "$work/queue")
trap 'as_root rm -rf --one-file-system "$work"' EXIT
for window in "$dist/sendoff_${version}_amd64.deb" "$dist/sendoff-$version.x86_64.rpm"; do
  [ -e "$window" ] || fail "$window is not there: packaging/build.sh linux cli"
done

lint() {
  lintian --tag-display-limit 0 --display-info --pedantic --fail-on error,warning,info,pedantic --allow-root "$deb"
  [ -z "$(dpkg-deb -f "$deb" Depends)" ] || fail "the .deb needs $(dpkg-deb -f "$deb" Depends)"
  cat packaging/linux/rpmlintrc packaging/cli/rpmlintrc >"$work/rpmlintrc" # it takes one only
  rpmlint -r "$work/rpmlintrc" "$base.x86_64.rpm" | tee "$work/rpmlint"
  grep -q '0 errors, 0 warnings' "$work/rpmlint"
  ! rpm -qpR "$base.x86_64.rpm" | grep -vE '^(rpmlib|config)\(' || fail "the .rpm needs something"
}

# kind ARCHIVE PROGRAM WORDS: what sort of file the program in it is, and that its texts are there.
kind() {
  local folder=$work/unpacked/$1 inner
  mkdir -p "$folder"
  case $1 in
  *.zip) unzip -q "$base-$1" -d "$folder" ;;
  *) tar -xf "$base-$1" -C "$folder" ;;
  esac
  inner=$(echo "$folder"/*)
  command file -b "$inner/$2" | tee /dev/stderr | grep -q "$3" || fail "$1 has another program"
  grep -q 'The Go standard library' "$inner"/THIRD-PARTY-LICENSES* || fail "$1 has no licences"
  ! find "$inner" -iname '*.desktop' -o -name '*.svg' -o -name '*.png' | grep . || fail "$1 has parts of a desktop"
}

# Each for its system; the bill of each lists what was linked into that one, and no toolkit.
archives() {
  kind linux-amd64.tar.xz bin/sendoff 'ELF 64-bit.*x86-64.*statically linked'
  kind linux-arm64.tar.xz bin/sendoff 'ELF 64-bit.*aarch64.*statically linked'
  kind macos-amd64.tar.xz bin/sendoff 'Mach-O 64-bit.*x86_64'
  kind macos-arm64.tar.xz bin/sendoff 'Mach-O 64-bit.*arm64'
  kind windows-amd64.zip sendoff.exe 'PE32+.*(console).*x86-64'
  kind windows-arm64.zip sendoff.exe 'PE32+.*(console).*Aarch64'
  local bill program
  for bill in "$base"-*.cdx.json; do
    grep -q '"pkg:golang/go.etcd.io/bbolt' "$bill" || fail "$bill is incomplete"
    ! grep -iE 'fyne|go-gl/' "$bill" || fail "$bill names the window's toolkit"
    program=$(basename "${bill%.cdx.json}")
    program=$(find "$work/unpacked/${program#"sendoff-cli-$version-"}".* -name sendoff -path '*/bin/*' -o -name sendoff.exe)
    grep -q "$(sha256sum <"$program" | cut -d' ' -f1)" "$bill" || fail "$bill is that of another program"
  done
}

# arm64: the program receives, and sends itself what is compared.
arm64() {
  local url server
  tar -C "$work" -xf "$base-linux-arm64.tar.xz"
  [ "$("${emulated[@]}" version)" = "sendoff $version linux/arm64 $(go version | cut -d' ' -f3)" ]
  mkdir "$work/arm64"
  "${emulated[@]}" serve "$work/arm64" --listen 127.0.0.1:0 >"$work/arm64.log" 2>&1 &
  server=$!
  until_true 60 "the start of the server" grep -q http:// "$work/arm64.log"
  url=$(grep -o 'http://[^ ]*' "$work/arm64.log" | head -n 1)
  head -c 3000000 /dev/urandom >"$work/arm64.bin"
  "${emulated[@]}" upload --to "$url" "$work/arm64.bin"
  cmp "$work/arm64.bin" "$work/arm64/arm64.bin"
  kill "$server"
  wait "$server" || true
}

step "Debian packages for trying them" .ci/packages debootstrap lintian rpm rpmlint util-linux qemu-user unzip file
step "lintian, rpmlint" lint
step "archives, bills" archives
step "Linux, arm64: receive and upload" arm64
if command -v wine >/dev/null; then
  packaging/cli/in-wine.sh "$base-windows-amd64.zip"
else
  echo "There is no Wine here; the .zip for Windows was not tried."
fi
step "a Debian root" new_root "$root"
enter packaging/cli/in-root.sh "$root" "$deb" "$work" "$dist"
