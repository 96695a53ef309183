#!/usr/bin/env bash
# Lays out Sendoff.app around a built program. On Linux it runs too, to check the layout; the result there has no
# icon and does not start.
#
#   packaging/macos/bundle.sh VERSION PROGRAM FOLDER
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh

# icon: makes the icon in all sizes, for normal and for high resolution, from the largest, which was drawn by
#   rsvg-convert -w 1024 -h 1024 assets/icon.svg -o packaging/macos/icon.png
icon() {
  local size set
  set=$(mktemp -d)/sendoff.iconset
  mkdir "$set"
  for size in 16 32 128 256 512; do
    sips -z $size $size packaging/macos/icon.png --out "$set/icon_${size}x$size.png"
    sips -z $((2 * size)) $((2 * size)) packaging/macos/icon.png --out "$set/icon_${size}x$size@2x.png"
  done >/dev/null
  iconutil --convert icns --output "$contents/Resources/sendoff.icns" "$set"
  rm -r "$(dirname "$set")"
}

version=$1 program=$2 contents=$3/Sendoff.app/Contents
mkdir -p "$contents/MacOS" "$contents/Resources"
cp "$program" "$contents/MacOS/sendoff"
chmod 755 "$contents/MacOS/sendoff"
[ "$(uname -s)" != Darwin ] || icon
# macOS allows only numbers in versions.
sed -e "s/@SHORT@/${version%%[-+]*}/" -e "s/@BUILD@/$(sed -n 's/^Build = \([0-9]*\).*/\1/p' FyneApp.toml)/" \
  -e "s/@COPYRIGHT@/$(grep -m1 '^Copyright' LICENSE)/" packaging/macos/Info.plist >"$contents/Info.plist"
cp LICENSE "$contents/Resources/LICENSE"
