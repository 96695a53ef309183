# shellcheck shell=bash
# Sourced by the scripts that make packages for Linux: turns a staged tree into a .deb, an .rpm and a .tar.xz.
#
# They set package (its name), version, dist (where the packages go), work (a folder to work in), root (the tree of what is
# installed, as for the .rpm), licences (the file with those of all parts) and here (the folder with the package's
# control, spec and lintian-overrides). LEVEL is that of the compression; below 6 packages are large, and made fast.
: "${package?}" "${version?}" "${dist?}" "${work?}" "${root?}" "${licences?}" "${here?}"
level=${LEVEL:-6}
deb_version=${version/-/\~} # 0.1.0~dev comes before 0.1.0
who=$(sed -n 's/^Maintainer: //p' "$here/control")

# words PROGRAM SHARE [OPTION...]: the program's man page and completions.
words() {
  local program=$1 share=$2
  shift 2
  mkdir -p "$share"/{man/man1,bash-completion/completions,zsh/site-functions,fish/vendor_completions.d}
  "$program" manual man "$@" | gzip -9n >"$share/man/man1/sendoff.1.gz"
  "$program" manual bash >"$share/bash-completion/completions/sendoff"
  "$program" manual zsh >"$share/zsh/site-functions/_sendoff"
  "$program" manual fish >"$share/fish/vendor_completions.d/sendoff.fish"
}

# service: the units of "sendoff serve", their user and their settings; see packaging/service.
service() {
  local unit
  for unit in sendoff-serve.service sendoff-serve.socket; do
    install -Dm644 "packaging/service/$unit" "$root/usr/lib/systemd/system/$unit"
  done
  install -Dm644 packaging/service/sysusers.conf "$root/usr/lib/sysusers.d/sendoff-serve.conf"
  install -Dm644 packaging/service/serve.conf "$root/etc/sendoff/serve.conf"
}

# service_scripts FOLDER: what dpkg runs for the service, and that its settings are the administrator's.
service_scripts() {
  local script
  for script in postinst prerm postrm; do
    sed -e '/@USER@/{r packaging/service/user.sh' -e 'd}' "packaging/service/deb/$script" >"$1/$script"
    chmod 755 "$1/$script"
  done
  echo /etc/sendoff/serve.conf >"$1/conffiles"
}

# same_time FOLDER: gives every file the time of the commit.
same_time() { find "$1" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +; }

# tarball FOLDER: makes an archive with the name of its folder.
tarball() {
  same_time "$1"
  tar -C "$(dirname "$1")" --sort=name --owner=0 --group=0 --numeric-owner --format=gnu -cf - "$(basename "$1")" |
    xz -T1 "-$level" >"$dist/$(basename "$1").tar.xz"
}

# debian ARCH
debian() {
  local tree=$work/deb doc=$work/deb/usr/share/doc/$package vendor
  cp -r "$root" "$tree"
  # Debian separates zsh functions of packages from the administrator's.
  vendor=$tree/usr/share/zsh
  mv "$vendor/site-functions" "$vendor/vendor-completions"
  # In Debian 12 units are still below /lib.
  mkdir -p "$tree/lib/systemd"
  mv "$tree/usr/lib/systemd/system" "$tree/lib/systemd/system"
  rmdir "$tree/usr/lib/systemd"
  mkdir -p "$doc" "$tree/DEBIAN" "$tree/usr/share/lintian/overrides"
  sed "s/@PACKAGE@/$package/" packaging/linux/copyright >"$doc/copyright"
  gzip -9nc "$licences" >"$doc/third-party.gz"
  gzip -9nc CHANGELOG.md >"$doc/NEWS.gz"
  changelog | gzip -9nc >"$doc/changelog.gz"
  cp "$here/lintian-overrides" "$tree/usr/share/lintian/overrides/$package"
  service_scripts "$tree/DEBIAN"
  (cd "$tree" && find usr lib -type f | sort | xargs md5sum) >"$tree/DEBIAN/md5sums"
  sed -e "s/@VERSION@/$deb_version/" -e "s/@ARCH@/$1/" \
    -e "s/@SIZE@/$(du -sk --apparent-size "$tree/usr" | cut -f1)/" "$here/control" >"$tree/DEBIAN/control"
  same_time "$tree"
  dpkg-deb --root-owner-group --threads-max=1 -Zxz -z "$level" --build "$tree" "$dist/${package}_${version}_$1.deb"
}

# Debian's form of the changelog; the readable one is NEWS.gz.
changelog() {
  printf '%s (%s) unstable; urgency=medium\n\n  * Release %s; NEWS.gz tells what changed.\n\n -- %s  %s\n' \
    "$package" "$deb_version" "$version" "$who" "$(date -uRd "@$SOURCE_DATE_EPOCH")"
}

redhat() {
  rpmbuild -bb --quiet --target x86_64 \
    --define "_topdir $work/rpm" --define "_builddir $PWD" --define "_rpmdir $work/rpms" \
    --define "tree $root" --define "licences $licences" --define "shown $deb_version" \
    --define "who $who" --define "day $(date -ud "@$SOURCE_DATE_EPOCH" '+%a %b %d %Y')" \
    --define "_buildhost reproducible" --define "use_source_date_epoch_as_buildtime 1" \
    --define "clamp_mtime_to_source_date_epoch 1" --define "_build_id_links none" \
    --define "_binary_payload w$level.xzdio" --define "dist %{nil}" \
    --define "__brp_strip %{nil}" --define "__brp_compress %{nil}" \
    "$here/$package.spec"
  mv "$work/rpms/x86_64/$package"-*.rpm "$dist/$package-$version.x86_64.rpm"
}
