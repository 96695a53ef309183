#!/usr/bin/env bash
# Checks the packages for Linux and tries them in a temporary Debian root.
#
#   packaging/linux/verify.sh FOLDER
#
# The environment may hold DEBIAN_ROOT, a fresh Debian root to copy instead of fetching one, and MIRROR.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh
. packaging/linux/root.sh

dist=$(realpath "$1")
id=io.github.sendoff.Sendoff
deb=$(echo "$dist"/sendoff_*_amd64.deb)
version=$(dpkg-deb -f "$deb" Version | tr '~' -)
rpm=$dist/sendoff-$version.x86_64.rpm
tar=$dist/sendoff-$version-linux-amd64.tar.xz
work=$(mktemp -d)
root=$work/root
trap 'as_root rm -rf --one-file-system "$work"' EXIT

lint() {
  lintian --tag-display-limit 0 --display-info --pedantic --fail-on error,warning,info,pedantic --allow-root "$deb"
  rpmlint -r packaging/linux/rpmlintrc "$rpm" | tee "$work/rpmlint"
  grep -q '0 errors, 0 warnings' "$work/rpmlint"
  mkdir "$work/deb"
  dpkg-deb -x "$deb" "$work/deb"
  desktop-file-validate "$work/deb/usr/share/applications/$id.desktop"
  # The program's ID is permanent, and has a capital letter like those of many programs.
  appstreamcli validate --no-net --pedantic --override=cid-contains-uppercase-letter=info \
    "$work/deb/usr/share/metainfo/$id.metainfo.xml" | tee "$work/appstream"
  ! grep -qE '^[EWP]:' "$work/appstream"
}

# The same source with a lower version, for the upgrade. Its size does not matter.
previous() {
  mkdir "$work/previous"
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) LEVEL=0 packaging/linux/build.sh 0.0.9 "$work/previous"
}

built() {
  make --no-print-directory build PROGRAM="$work/built/sendoff"
}

step "Debian packages for trying them" .ci/packages debootstrap lintian rpm rpmlint desktop-file-utils appstream \
  xvfb xdotool imagemagick x11-utils libgl1-mesa-dri util-linux
step "lintian, rpmlint, desktop entry, metainfo" lint
step "a version before this one" previous
step "the program as make builds it" built
step "a Debian root" new_root "$root"
mkdir -p .demo/packages
enter packaging/linux/in-root.sh "$root" "$deb" "$rpm" "$tar" "$work" "$PWD/.demo/packages"
as_root chown -R "$(id -u):$(id -g)" .demo/packages
