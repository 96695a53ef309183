#!/usr/bin/env bash
# The part of packaging/cli/verify.sh that needs to be root, in a name space of its own:
#
#   packaging/cli/in-root.sh ROOT DEB WORK DIST
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh
. packaging/screen.sh

trap 'exit 130' INT TERM # the first process of a name space is spared by signals that it does not ask for
root=$1 deb=$2 work=$3 dist=$4
version=$(dpkg-deb -f "$deb" Version | tr '~' -)
rpm=$dist/sendoff-cli-$version.x86_64.rpm
tar=$dist/sendoff-cli-$version-linux-amd64.tar.xz
window_deb=$dist/sendoff_${version}_amd64.deb
window_rpm=$dist/sendoff-$version.x86_64.rpm
. packaging/linux/root.sh

# installed PACKAGE
# shellcheck disable=SC2016 # dpkg expands it
installed() { [ "$(inside dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = "install ok installed" ]; }

# An empty root: nothing but the package is installed.
bare() {
  inside apt-get install --simulate --no-install-recommends "/packages/$(basename "$deb")" | tee "$work/simulated"
  grep -q '0 upgraded, 1 newly installed, 0 to remove' "$work/simulated" || fail "it does not come alone"
  install_deb "$deb"
  says_version "$version"
}

no_window() {
  local code=0
  person sendoff >"$work/window.log" 2>&1 || code=$?
  [ "$code" = 3 ] || fail "without its window it ended with $code"
  grep -q 'install the package sendoff in place of sendoff-cli' "$work/window.log"
}

# use NAME: uploads one file, and cancels another one while it is uploaded.
use() {
  local url server running id
  file "$1.bin" 3000000
  file "$1.iso" 60000000
  serve "$work/$1.log" received
  person sendoff upload --to "$url" "$1.bin"
  same "$root/home/person/$1.bin" "$root/home/person/received/$1.bin"
  "${as_person[@]}" sendoff run --limit 1M >"$work/run.log" 2>&1 &
  running=$!
  until_true 20 "the start of the engine" grep -q Working "$work/run.log"
  id=$(person sendoff add --to "$url" "$1.iso")
  until_true 60 "a part of the upload" job "$1.iso" '"acked":[1-9]'
  person sendoff cancel "$id"
  job "$1.iso" '"outcome":"confirmed"' || fail "the cancel was not confirmed: $(person sendoff list --all --json)"
  grep -q "Cancel-Session /$1.iso -> 200" "$work/$1.log" || fail "the server knows of no cancel"
  [ -z "$(find "$root/home/person/received" -name "$1.iso" -o -name '*.data')" ] || fail "a part of the cancelled upload stayed"
  person sendoff quit
  wait "$running"
  kill "$server"
  wait "$server" || true
}

# The README's steps, with a network of its own.
service_steps() {
  inside apt-get install -y -qq --no-install-recommends apache2-utils openssl
  unshare --net packaging/service/in-root.sh "$root" "$work"
}

queue_stays() {
  [ -s "$root/home/person/.local/share/sendoff/queue.db" ] || fail "the queue is gone"
}

# Installs what the other package needs first, so that only the two replacements follow.
other_needs() {
  local list
  list=$(dpkg-deb -f "$window_deb" Depends | sed 's/([^)]*)//g; s/,/ /g')
  # shellcheck disable=SC2086
  inside apt-get install -y -qq --no-install-recommends $list
}

# replace: the program with its window replaces the one without, and the other way round, with apt and dpkg. Both
# use the same queue.
replace() {
  inventory >"$work/with-neither"
  install_deb "$deb"
  inventory >"$work/with-cli"
  file later.iso 1000
  person sendoff add --paused --to http://127.0.0.1:9/ later.iso
  install_deb "$window_deb"
  replaced sendoff sendoff-cli
  [ -e "$root/usr/share/applications/io.github.sendoff.Sendoff.desktop" ] || fail "the desktop entry is missing"
  install_deb "$deb"
  replaced sendoff-cli sendoff
  inventory | diff "$work/with-cli" - || fail "the program with the window left something behind"
  inside dpkg --install "/packages/$(basename "$window_deb")"
  replaced sendoff sendoff-cli
  inside dpkg --install "/packages/$(basename "$deb")"
  replaced sendoff-cli sendoff
  inside apt-get purge -y -qq sendoff-cli
  queue_stays
  nothing_left "$work/with-neither"
}

# replaced NEW OLD
replaced() {
  installed "$1" || fail "$1 is not installed"
  ! installed "$2" || fail "$2 is still installed beside $1"
  inside dpkg --audit | { ! grep .; } || fail "dpkg is not content"
  says_version "$version"
  job later.iso '"state":"paused"' || fail "the paused job is gone"
}

# conflicts PACKAGE.rpm WITH: rpm refuses the package while the other one is installed, and says so.
conflicts() {
  ! rpm_inside -i --test "$1" >"$work/conflict" 2>&1 || fail "rpm lets both in"
  cat "$work/conflict"
  grep -qE "conflicts with (\(installed\) )?$2-" "$work/conflict" || fail "rpm says nothing of a conflict with $2"
}

# Without --nodeps: the package must install into a root whose rpm database is empty.
try_rpm() {
  mkdir -p "$root/usr/share/licenses"
  inventory >"$work/before-rpm"
  rpm -K --nosignature "$rpm"
  rpm_inside -i "$rpm"
  rpm_inside -V sendoff-cli
  says_version "$version"
  use rpm
  conflicts "$window_rpm" sendoff-cli
  rpm_inside -e sendoff-cli
  nothing_left_but_rpm
  rpm_inside -i --nodeps "$window_rpm"
  conflicts "$rpm" sendoff
  rpm_inside -e sendoff
  rpm_inside -i "$rpm"
  job later.iso '"state":"paused"' || fail "the paused job is gone"
  rpm_inside -e sendoff-cli
  rm -rf "$root/var/lib/rpm"
}
nothing_left_but_rpm() {
  inventory | grep -v "^$root/var/lib/rpm" | diff "$work/before-rpm" - || fail "files were left behind, or taken away"
}

# The README's instructions.
try_tar() {
  local unpacked=$root/home/person/unpacked
  tar -C "$work" -xf "$tar"
  cp -r "$work/$(basename "$tar" .tar.xz)" "$unpacked"
  chown -R 1000:1000 "$unpacked"
  person sh -c 'cd unpacked && mkdir -p ~/.local && cp -r --remove-destination bin share ~/.local'
  says_version "$version"
  use tar
  person sh -c 'cd unpacked && find bin share -depth | (cd ~/.local && xargs rm -d 2>/dev/null)' || true # the queue is in the way
  queue_stays
  [ "$(cd "$root/home/person/.local" && find . -type f | grep -v '^./share/sendoff/')" = "" ] || fail "files were left behind at home"
}

step "a person in the root" prepare_root "$deb" "$window_deb"
inventory >"$work/before"
step "install into a bare Debian" bare
step "no window, and how to get it" no_window
step "receive, upload and cancel" use deb
step "remove" inside apt-get purge -y -qq sendoff-cli
step "what is left at home: the queue" queue_stays
step "what is left: nothing" nothing_left "$work/before"
step "what the program with its window needs" other_needs
step "each takes the place of the other, and back" replace
step ".rpm: install, use, conflict, erase" try_rpm
step ".tar.xz: copy, use, remove" try_tar
step ".deb again" install_deb "$deb"
step "a server, by the steps of the README" service_steps
step "man page, completions" shells
