#!/usr/bin/env bash
# Lays out Sendoff.app around a program that is built already. It runs on Linux too, where the layout can be
# looked at; what comes out there starts nowhere.
#
#   packaging/macos/bundle.sh VERSION PROGRAM FOLDER
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh

version=$1 program=$2 contents=$3/Sendoff.app/Contents
mkdir -p "$contents/MacOS" "$contents/Resources"
cp "$program" "$contents/MacOS/sendoff"
chmod 755 "$contents/MacOS/sendoff"
go run ./packaging/icns assets/icon.svg "$contents/Resources/sendoff.icns"
# macOS knows versions of numbers only.
sed -e "s/@SHORT@/${version%%[-+]*}/" -e "s/@BUILD@/$(sed -n 's/^Build = \([0-9]*\).*/\1/p' FyneApp.toml)/" \
  -e "s/@COPYRIGHT@/$(grep -m1 '^Copyright' LICENSE)/" packaging/macos/Info.plist >"$contents/Info.plist"
cp LICENSE "$contents/Resources/LICENSE"
