#!/usr/bin/env bash
# Makes the packages of Sendoff on Debian 12 or later, into dist/: for Linux and Windows on amd64, and the command
# line without the window for Linux, Windows and macOS on amd64 and arm64:
#
#   packaging/build.sh [linux] [windows] [cli]
#
# Without an argument it makes all. Each part installs the Debian packages it needs. The environment may
# hold VERSION (that of FyneApp.toml unless set), DIST (the folder), SOURCE_DATE_EPOCH (the time of the last
# commit) and, to sign, what packaging/windows/build.sh asks for. Two builds of one commit give the same
# bytes, but for what is signed with a time stamp. Those with the window for macOS need a Mac: packaging/macos.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/steps.sh

VERSION=${VERSION:-$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
dist=$(realpath -m "${DIST:-dist}")
export VERSION SOURCE_DATE_EPOCH
mkdir -p "$dist"

parts=("$@")
[ $# -gt 0 ] || parts=(linux windows cli)
start=$SECONDS
echo "Sendoff $VERSION, ${parts[*]}, into $dist"
find "$dist" -maxdepth 1 -type f \( -name 'sendoff[_-]*' -o -name SHA256SUMS \) -delete
for part in "${parts[@]}"; do
  case $part in
  linux | windows | cli) "packaging/$part/build.sh" "$VERSION" "$dist" ;;
  *) fail "there is no part called $part" ;;
  esac
done

sums() { (cd "$dist" && sha256sum -- sendoff[_-]* >SHA256SUMS); }
step "check sums" sums

# Downloads must stay small: a megabyte is 1,000,000 bytes here.
for file in "$dist"/sendoff[_-]*; do
  most=15
  case $(basename "$file") in
  sendoff-cli*) most=9 ;;
  *.zip | *.msi) most=20 ;; # these formats compress by deflate; the others use xz or lzma
  esac
  size=$(stat -c %s "$file")
  awk -v n="$(basename "$file")" -v s="$size" 'BEGIN { printf "  %-46s %6.2f MB\n", n, s / 1e6 }'
  [ "$size" -le $((most * 1000000)) ] || fail "$file is larger than $most MB"
done
echo "made in $((SECONDS - start)) s"
