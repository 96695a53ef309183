#!/usr/bin/env bash
# Makes the .deb, the .rpm and the .tar.xz out of one staged tree, and the bill of materials.
#
#   packaging/linux/build.sh VERSION FOLDER
#
# packaging/build.sh calls it, and sets SOURCE_DATE_EPOCH.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh

package=sendoff version=$1 dist=$2
arch=$(dpkg --print-architecture)
[ "$arch" = amd64 ] || echo "note: nobody has tried this on $arch" >&2
id=io.github.sendoff.Sendoff
here=packaging/linux
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root share=$work/root/usr/share licences=$work/THIRD-PARTY-LICENSES
. packaging/linux/pack.sh

program() {
  make --no-print-directory build PROGRAM="$work/sendoff" VERSION="$version" STRIP='-s -w -buildid= -bindnow'
}

# The tree below /usr, the same for all three packages.
stage() {
  install -D "$work/sendoff" "$root/usr/bin/sendoff"
  install -Dm644 "$here/$id.desktop" "$share/applications/$id.desktop"
  install -Dm644 "$here/$id.metainfo.xml" "$share/metainfo/$id.metainfo.xml"
  # Opening a .sendoff file asks whether its server is to be added.
  install -Dm644 "$here/$id.mime.xml" "$share/mime/packages/$id.xml"
  install -Dm644 assets/icon.svg "$share/icons/hicolor/scalable/apps/$id.svg"
  local size
  for size in 16 22 24 32 48 64 128 256 512; do
    mkdir -p "$share/icons/hicolor/${size}x$size/apps"
    rsvg-convert -w $size -h $size assets/icon.svg -o "$share/icons/hicolor/${size}x$size/apps/$id.png"
  done
  # Send with Sendoff, in the context menus of Dolphin, Nemo and Thunar. Nautilus, and every other file
  # manager, finds the desktop entry under Open With.
  install -Dm644 "$here/dolphin.desktop" "$share/kio/servicemenus/$id.desktop"
  install -Dm644 "$here/sendoff.nemo_action" "$share/nemo/actions/sendoff.nemo_action"
  install -Dm644 "$here/thunar.desktop" "$share/Thunar/sendto/$id.desktop"
  words "$work/sendoff" "$share"
  service
  go run ./packaging/bill -sbom "$dist/sendoff-$version-linux-$arch.cdx.json" -licences "$licences" "$work/sendoff"
}

archive() {
  local folder=$work/sendoff-$version-linux-$arch
  mkdir "$folder"
  cp -r "$root/usr/bin" "$root/usr/share" "$folder"
  cp LICENSE "$licences" CHANGELOG.md "$folder"
  # In a user's own folders Dolphin shows only executable entries.
  chmod 755 "$folder/share/kio/servicemenus/$id.desktop"
  tarball "$folder"
}

step "Debian packages for Linux" .ci/packages rpm librsvg2-bin xz-utils file
step "program" program
step "tree" stage
same_time "$root"
step ".tar.xz" archive
step ".deb" debian "$arch"
step ".rpm" redhat
