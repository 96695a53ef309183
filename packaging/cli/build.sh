#!/usr/bin/env bash
# Makes the command line, Sendoff without its window: for each system one static program in an archive, with its
# own bill of materials; for Linux on amd64 also a .deb and an .rpm. Everything is cross-compiled; no C compiler
# is needed.
#
#   packaging/cli/build.sh VERSION FOLDER
#
# packaging/build.sh calls it, and sets SOURCE_DATE_EPOCH. packaging/windows/sign.sh describes how the programs
# for Windows are signed.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh

package=sendoff-cli version=$1 dist=$(realpath -m "$2")
here=packaging/cli
work=$(mktemp -d)
resources=app/rsrc_windows # the Go linker takes them from there
trap 'rm -rf "$work" "$resources"_*.syso' EXIT
root=$work/root licences=$work/linux-amd64/licences
. packaging/linux/pack.sh
winres=github.com/tc-hib/go-winres@v0.3.3

# program GOOS GOARCH NAME: the program, its bill of materials and its licences, in a folder NAME.
program() {
  GOOS=$1 GOARCH=$2 make --no-print-directory cli PROGRAM="$work/$3/sendoff" VERSION="$version" STRIP='-s -w -buildid='
  go run ./packaging/bill -sbom "$dist/$package-$version-$3.cdx.json" -licences "$work/$3/licences" "$work/$3/sendoff"
}

# unix NAME WORDS: an archive with bin and share, to be copied to ~/.local or /usr/local. WORDS is a folder with man
# page and completions.
unix() {
  local folder=$work/$package-$version-$1
  install -D "$work/$1/sendoff" "$folder/bin/sendoff"
  cp -r "$2" "$folder/share"
  cp LICENSE CHANGELOG.md "$folder"
  cp "$work/$1/licences" "$folder/THIRD-PARTY-LICENSES"
  tarball "$folder"
}

# The texts come from the program for Linux, which runs here; another system's differ only in the queue's folder.
written() {
  words "$work/linux-amd64/sendoff" "$work/words/linux"
  # shellcheck disable=SC2088 # a tilde for whoever reads it
  words "$work/linux-amd64/sendoff" "$work/words/macos" --queue '~/Library/Application Support/sendoff'
}

stage() {
  install -D "$work/linux-amd64/sendoff" "$root/usr/bin/sendoff"
  cp -r "$work/words/linux" "$root/usr/share"
  service
  same_time "$root"
}

# describe: manifest and version of the programs for Windows. There is no icon: nobody starts them by one.
describe() {
  local plain number arch
  plain=${version%%[-+]*}
  number=$plain.$(sed -n 's/^Build = \([0-9]*\).*/\1/p' FyneApp.toml)
  for arch in amd64 arm64; do
    sed -e "s/@NUMBER@/$number/" -e "s/processorArchitecture=\"amd64\"/processorArchitecture=\"$arch\"/" \
      packaging/windows/sendoff.manifest >"$work/sendoff.manifest"
    sed -e "s/@NUMBER@/$number/" -e "s/@VERSION@/$version/" -e "s/@COPYRIGHT@/$(grep -m1 '^Copyright' LICENSE)/" \
      "$here/resources.json" >"$work/resources.json"
    GOFLAGS=-buildmode=default go run "$winres" make --in "$work/resources.json" --arch $arch --out "$resources"
  done
}

# windows NAME: a folder to unpack, with the line ends of Windows in its texts.
windows() {
  local folder=$work/$1/$package-$version
  mkdir -p "$folder"
  cp "$work/$1/sendoff" "$folder/sendoff.exe"
  sed 's/$/\r/' LICENSE >"$folder/LICENSE.txt"
  sed 's/$/\r/' "$work/$1/licences" >"$folder/THIRD-PARTY-LICENSES.txt"
  sed 's/$/\r/' CHANGELOG.md >"$folder/CHANGELOG.txt"
  packaging/windows/sign.sh "$folder/sendoff.exe"
  same_time "$folder"
  rm -f "$dist/$package-$version-$1.zip"
  (cd "$work/$1" && zip -9 -X -q -r "$dist/$package-$version-$1.zip" "$(basename "$folder")")
}

step "Debian packages for the command line" .ci/packages rpm xz-utils zip osslsigncode
for arch in amd64 arm64; do step "Linux, $arch: program" program linux $arch linux-$arch; done
step "man page, completions" written
step "tree" stage
step ".deb" debian amd64
step ".rpm" redhat
for arch in amd64 arm64; do step "Linux, $arch: .tar.xz" unix linux-$arch "$work/words/linux"; done
for arch in arm64 amd64; do
  step "macOS, $arch: program" program darwin $arch macos-$arch
  step "macOS, $arch: .tar.xz" unix macos-$arch "$work/words/macos"
done
step "Windows: manifest, version" describe
for arch in amd64 arm64; do
  step "Windows, $arch: program" program windows $arch windows-$arch
  step "Windows, $arch: .zip" windows windows-$arch
done
