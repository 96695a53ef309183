#!/usr/bin/env bash
# Makes the .deb, the .rpm and the .tar.xz out of one staged tree, and the bill of materials.
#
#   packaging/linux/build.sh VERSION FOLDER
#
# packaging/build.sh calls it, and sets SOURCE_DATE_EPOCH.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh

version=$1 dist=$2
level=${LEVEL:-6} # of the compression; below 6 the packages are large, and made fast
arch=$(dpkg --print-architecture)
[ "$arch" = amd64 ] || echo "note: nobody has tried this on $arch" >&2
id=io.github.sendoff.Sendoff
linux=packaging/linux
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root share=$work/root/usr/share
who=$(sed -n 's/^Maintainer: //p' $linux/control)
deb_version=${version/-/\~} # 0.1.0~dev comes before 0.1.0

program() {
  make --no-print-directory build PROGRAM="$work/sendoff" VERSION="$version" STRIP='-s -w -buildid= -bindnow'
}

# What stands in /usr, the same for all three packages.
stage() {
  install -D "$work/sendoff" "$root/usr/bin/sendoff"
  install -Dm644 "$linux/$id.desktop" "$share/applications/$id.desktop"
  install -Dm644 "$linux/$id.metainfo.xml" "$share/metainfo/$id.metainfo.xml"
  install -Dm644 assets/icon.svg "$share/icons/hicolor/scalable/apps/$id.svg"
  local size
  for size in 16 22 24 32 48 64 128 256 512; do
    mkdir -p "$share/icons/hicolor/${size}x$size/apps"
    rsvg-convert -w $size -h $size assets/icon.svg -o "$share/icons/hicolor/${size}x$size/apps/$id.png"
  done
  # Send with Sendoff, in the context menus of Dolphin, Nemo and Thunar. Nautilus, and every other file
  # manager, finds the desktop entry under Open With.
  install -Dm644 "$linux/dolphin.desktop" "$share/kio/servicemenus/$id.desktop"
  install -Dm644 "$linux/sendoff.nemo_action" "$share/nemo/actions/sendoff.nemo_action"
  install -Dm644 "$linux/thunar.desktop" "$share/Thunar/sendto/$id.desktop"
  written man "$share/man/man1/sendoff.1"
  gzip -9n "$share/man/man1/sendoff.1"
  written bash "$share/bash-completion/completions/sendoff"
  written zsh "$share/zsh/site-functions/_sendoff"
  written fish "$share/fish/vendor_completions.d/sendoff.fish"
  go run ./packaging/bill -sbom "$dist/sendoff-$version-linux-$arch.cdx.json" -licences "$work/THIRD-PARTY-LICENSES" "$work/sendoff"
}

# written WHAT FILE: the program's own words on itself.
written() {
  mkdir -p "$(dirname "$2")"
  "$work/sendoff" manual "$1" >"$2"
}

# same_time FOLDER: every file is as old as the commit.
same_time() { find "$1" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +; }

tarball() {
  local name=sendoff-$version-linux-$arch
  mkdir "$work/$name"
  cp -r "$root/usr/bin" "$root/usr/share" "$work/$name"
  cp LICENSE "$work/THIRD-PARTY-LICENSES" CHANGELOG.md "$work/$name"
  # In a user's own folders Dolphin shows only what may be run.
  chmod 755 "$work/$name/share/kio/servicemenus/$id.desktop"
  same_time "$work/$name"
  tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --format=gnu -cf - "$name" |
    xz -T1 "-$level" >"$dist/$name.tar.xz"
}

debian() {
  local tree=$work/deb doc=$work/deb/usr/share/doc/sendoff vendor
  cp -r "$root" "$tree"
  # Debian keeps zsh's functions of packages apart from those of the administrator.
  vendor=$tree/usr/share/zsh
  mv "$vendor/site-functions" "$vendor/vendor-completions"
  mkdir -p "$doc" "$tree/DEBIAN" "$tree/usr/share/lintian/overrides"
  cp $linux/copyright "$doc/copyright"
  gzip -9nc "$work/THIRD-PARTY-LICENSES" >"$doc/third-party.gz"
  gzip -9nc CHANGELOG.md >"$doc/NEWS.gz"
  changelog | gzip -9nc >"$doc/changelog.gz"
  cp $linux/lintian-overrides "$tree/usr/share/lintian/overrides/sendoff"
  (cd "$tree" && find usr -type f | sort | xargs md5sum) >"$tree/DEBIAN/md5sums"
  sed -e "s/@VERSION@/$deb_version/" -e "s/@ARCH@/$arch/" \
    -e "s/@SIZE@/$(du -sk --apparent-size "$tree/usr" | cut -f1)/" $linux/control >"$tree/DEBIAN/control"
  same_time "$tree"
  dpkg-deb --root-owner-group --threads-max=1 -Zxz -z "$level" --build "$tree" "$dist/sendoff_${version}_$arch.deb"
}

# Debian's form of the changelog; what people read is in NEWS.gz.
changelog() {
  printf 'sendoff (%s) unstable; urgency=medium\n\n  * Release %s; NEWS.gz tells what changed.\n\n -- %s  %s\n' \
    "$deb_version" "$version" "$who" "$(date -uRd "@$SOURCE_DATE_EPOCH")"
}

redhat() {
  rpmbuild -bb --quiet --target x86_64 \
    --define "_topdir $work/rpm" --define "_builddir $PWD" --define "_rpmdir $work/rpms" \
    --define "tree $root" --define "licences $work/THIRD-PARTY-LICENSES" --define "shown $deb_version" \
    --define "who $who" --define "day $(date -ud "@$SOURCE_DATE_EPOCH" '+%a %b %d %Y')" \
    --define "_buildhost reproducible" --define "use_source_date_epoch_as_buildtime 1" \
    --define "clamp_mtime_to_source_date_epoch 1" --define "_build_id_links none" \
    --define "_binary_payload w$level.xzdio" --define "dist %{nil}" \
    --define "__brp_strip %{nil}" --define "__brp_compress %{nil}" \
    "$linux/sendoff.spec"
  mv "$work"/rpms/x86_64/sendoff-*.rpm "$dist/sendoff-$version.x86_64.rpm"
}

step "Debian packages for Linux" .ci/packages rpm librsvg2-bin xz-utils file
step "program" program
step "tree" stage
same_time "$root"
step ".tar.xz" tarball
step ".deb" debian
step ".rpm" redhat
