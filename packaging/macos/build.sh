#!/usr/bin/env bash
# Makes Sendoff.app in a .dmg to drag it out of, one for Apple and one for Intel processors, on a Mac with Xcode's
# command line tools. One for both would be twice as large.
#
#   packaging/macos/build.sh [FOLDER]
#
# FOLDER is dist unless named. The environment may hold
#   SIGN_IDENTITY    a Developer ID Application in the keychain; without one the program is signed ad hoc, which
#                    Apple processors insist on, and macOS asks people before it is first opened
#   NOTARY_PROFILE   what "xcrun notarytool store-credentials" stored; the .dmg is then notarised
# Two builds differ: signatures and disk images contain times.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh

[ "$(uname -s)" = Darwin ] || fail "this needs a Mac"
version=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
dist=${1:-dist}
identity=${SIGN_IDENTITY:--}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH VERSION="$version" MACOSX_DEPLOYMENT_TARGET=12.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$dist"

# program ARCH: arm64 or amd64; the compiler of either kind of Mac makes both.
program() {
  GOARCH=$1 CGO_ENABLED=1 make --no-print-directory build PROGRAM="$work/$1/sendoff" STRIP='-s -w -buildid='
}

bundle() {
  go run ./packaging/bill -sbom "$dist/sendoff-$version-macos-$1.cdx.json" -licences "$work/$1/licences" "$work/$1/sendoff"
  packaging/macos/bundle.sh "$version" "$work/$1/sendoff" "$work/$1/disk"
  cp "$work/$1/licences" "$work/$1/disk/Sendoff.app/Contents/Resources/THIRD-PARTY-LICENSES"
}

sign() {
  local time=--timestamp
  [ "$identity" != - ] || time=--timestamp=none
  codesign --force --options runtime "$time" --sign "$identity" "$work/$1/disk/Sendoff.app"
  codesign --verify --strict --verbose=2 "$work/$1/disk/Sendoff.app"
}

image() {
  ln -s /Applications "$work/$1/disk/Applications"
  hdiutil create -quiet -volname Sendoff -srcfolder "$work/$1/disk" -fs HFS+ -format ULMO -ov "$(dmg "$1")"
  [ "$identity" = - ] || codesign --timestamp --sign "$identity" "$(dmg "$1")"
}

notarise() {
  xcrun notarytool submit "$(dmg "$1")" --keychain-profile "$NOTARY_PROFILE" --wait
  xcrun stapler staple "$(dmg "$1")"
}

dmg() { echo "$dist/sendoff-$version-macos-$1.dmg"; }

for arch in arm64 amd64; do
  step "$arch: program" program $arch
  step "$arch: Sendoff.app" bundle $arch
  step "$arch: signature" sign $arch
  step "$arch: .dmg" image $arch
  [ -z "${NOTARY_PROFILE:-}" ] || step "$arch: notarisation" notarise $arch
done
(cd "$dist" && shasum -a 256 sendoff-*-macos-* >SHA256SUMS)
