#!/usr/bin/env bash
# The part of packaging/linux/verify.sh that needs to be root, in a name space of its own:
#
#   packaging/linux/in-root.sh ROOT DEB RPM TAR WORK PICTURES
#
# WORK holds previous/, the packages of a lower version, and built/, the program as make builds it.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh
. packaging/screen.sh

trap 'exit 130' INT TERM # the first process of a name space is spared by signals that it does not ask for
root=$1 deb=$2 rpm=$3 tar=$4 work=$5 pictures=$6
. packaging/linux/root.sh
version=$(dpkg-deb -f "$deb" Version | tr '~' -)
id=io.github.sendoff.Sendoff

# --- the root, and a person who lives in it, with a display

as_person+=(FYNE_THEME=light MESA_SHADER_CACHE_DIR=/tmp)

prepare() {
  prepare_root "$deb" "$work"/previous/sendoff_*.deb
  mkdir -p "$root/tmp/.X11-unix"
  install -d -m 1777 /tmp/.X11-unix # made by the first display, if there was one
  mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
}

# What the package depends on, and nothing that it only recommends but one: OpenGL for a virtual display.
# The completions are tried in shells, the man page by man.
dependencies() {
  local list
  list=$(dpkg-deb -f "$deb" Depends | sed 's/([^)]*)//g; s/,/ /g')
  # shellcheck disable=SC2086
  inside apt-get install -y -qq --no-install-recommends $list libgl1-mesa-dri
}

# --- the window

start_window() {
  "${as_person[@]}" sendoff "$@" >"$work/window.log" 2>&1 &
  window_pid=$!
  until_true 60 "the window" find_window Sendoff
}

stop_window() {
  kill "$window_pid"
  wait "$window_pid" || true
  until_true 20 "the end of the window" gone
}
gone() { ! find_window Sendoff; }

# press_enter NAME: the sheet that asks for the destination comes once the files have been looked at, and Enter
# takes it. One pressed too early goes to nobody, so it is pressed until the job is there.
press_enter() { xdotool windowfocus "$window" key Return && job "$1" ''; }

# A file given to the program opens the sheet; the practice server is the destination it proposes.
practice() {
  file "$1.jpg" 3000000
  start_window "$1.jpg"
  [ "$(xprop -id "$window" WM_CLASS | grep -c '"Sendoff"')" = 1 ] || fail "the desktop entry names another window"
  until_true 60 "adding the file" press_enter "$1.jpg"
  until_true 60 "the end of the upload" job "$1.jpg" '"outcome":"done"'
  same "$root/home/person/$1.jpg" "$root/home/person/.local/share/sendoff/practice/$1.jpg"
  picture "$pictures/$1.png"
  stop_window
}

# --- the .deb

# open_with ENTRY FILE: as a file manager starts the program of a desktop entry. Its window goes before the program ends and
# leaves the queue; who comes in between finds a Sendoff that takes nothing any more.
open_with() {
  local pid
  file "$2" 1000
  person gio launch "$1" "/home/person/$2"
  until_true 60 "the window" find_window Sendoff
  until_true 60 "adding the file" press_enter "$2"
  until_true 60 "the end of the upload" job "$2" '"outcome":"done"'
  pid=$(xdotool getwindowpid "$window")
  kill "$pid"
  until_true 20 "the end of the program" test ! -e "/proc/$pid/exe"
}

# What the desktop and the shells make of the package.
citizen() {
  rm -rf "$root/home/person/.local"
  inside apt-get install -y -qq --no-install-recommends libglib2.0-bin desktop-file-utils
  ! person gio mime application/octet-stream | grep -q "$id" || fail "it opens what nobody else opens"
  open_with "/usr/share/applications/$id.desktop" opened.bin
  open_with "/usr/share/Thunar/sendto/$id.desktop" "sent & to.bin"
  shells
}

# An upload is under way and another one is paused when the new version comes. The window goes on with the
# program it was started from; the new one takes over the queue and goes on where the server is.
upgrade() {
  file big.iso 60000000
  file later.iso 1000000
  local url
  serve "$work/server.log" received
  start_window --limit 1M
  person sendoff add --paused --to "$url" later.iso
  person sendoff add --to "$url" big.iso
  until_true 60 "a part of the upload" job big.iso '"acked":[1-9][0-9]\{6\}'
  install_deb "$deb"
  job big.iso '"state":"uploading"' || fail "the upgrade stopped the upload: $(person sendoff list --all --json)"
  stop_window
  says_version "$version"
  job big.iso '"outcome":null' || fail "the job ended before the new version came"
  job later.iso '"state":"paused"' || fail "the paused job is gone"
  start_window
  person sendoff resume --all
  until_true 60 "the end of the upload" job big.iso '"outcome":"done"'
  until_true 60 "the end of the paused upload" job later.iso '"outcome":"done"'
  same "$root/home/person/big.iso" "$root/home/person/received/big.iso"
  same "$root/home/person/later.iso" "$root/home/person/received/later.iso"
  [ "$(grep -c 'Create-Session /big.iso' "$work/server.log")" = 1 ] || fail "the upload began again"
  picture "$pictures/linux-upgraded.png"
  stop_window
}

# purged: the settings of the server go too, and nothing is known of the package any more.
purged() {
  [ -e "$root/etc/sendoff/serve.conf" ] || fail "removing took the settings of the server away"
  inside apt-get purge -y -qq sendoff
  ! inside dpkg-query -s sendoff
}

# home: all that a person has. The drawing of a window keeps its shaders for all programs; it is told to keep
# them elsewhere, as the system's own and nothing of this one.
home() { find "$root/home/person" -mindepth 1 -printf '%P\n' | sort; }

# queue_stays: beside the files that the person made, nothing is at home but the folder of the queue, and two folders
# of the window's toolkit without anything in them.
queue_stays() {
  [ -s "$root/home/person/.local/share/sendoff/queue.db" ] || fail "the queue is gone"
  rm -r "$root/home/person/.local/share/sendoff"
  rmdir "$root/home/person/.local/share" "$root/home/person/.local"
  (cd "$root/home/person" && rm -rf ./*.jpg ./*.iso received && rmdir .config/fyne .config .cache/fyne .cache 2>/dev/null) || true
  home | diff "$work/home" - || fail "files were left behind at home"
}

# --- the program

# since MILLISECONDS
now() { echo $((${EPOCHREALTIME/./} / 1000)); }

# opening PROGRAM: how many milliseconds it takes until the window is there.
opening() {
  local begun pid
  begun=$(now)
  "${as_person[@]}" "$1" --dir /tmp/queue >/dev/null 2>&1 &
  pid=$!
  until_true 60 "the window" find_window Sendoff
  echo $(($(now) - begun))
  kill "$pid"
  wait "$pid" || true
  until_true 20 "the end of the window" gone
}

# The installed program and the one that make builds, started in turns; the fastest of each counts, since
# anything else that runs on the machine only slows them down. Where that is much, more turns are needed.
compare() {
  install -m755 "$work/built/sendoff" "$root/tmp/built"
  local round installed=999999 built=999999 t
  for ((round = 1; round <= 5 || round <= 15 && installed * 100 > built * 105; round++)); do
    t=$(opening /usr/bin/sendoff) && installed=$((t < installed ? t : installed))
    t=$(opening /tmp/built) && built=$((t < built ? t : built))
  done
  rm -rf "$root/tmp/built" "$root/tmp/queue"
  echo "note: window after $installed ms installed, $built ms as built; ratio $(ratio $installed $built)"
  ((installed * 100 <= built * 115)) || fail "the installed program starts slower: $installed ms, $built ms as built"
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

# --- the .rpm and the .tar.xz

# Debian's rpm knows no packages to depend on; that each library is there is looked up in the linker's list.
rpm_libraries() {
  inside ldconfig -p >"$work/libraries"
  local need
  for need in $(rpm -qpR "$rpm" | sed -n 's/^\(lib[^ ()]*\.so[^ ()]*\)()(64bit)$/\1/p'); do
    grep -q "$need (libc6,x86-64" "$work/libraries" || fail "no library of Debian is called $need"
  done
}

# rpm_base: folders that Fedora and openSUSE have from the packages filesystem and hicolor-icon-theme.
rpm_base() {
  local size
  mkdir -p "$root"/usr/share/{applications,licenses,metainfo}
  for size in 16x16 22x22 24x24 32x32 48x48 64x64 128x128 256x256 512x512 scalable; do
    mkdir -p "$root/usr/share/icons/hicolor/$size/apps"
  done
}

try_rpm() {
  rpm_base
  inventory >"$work/before-rpm"
  rpm -K --nosignature "$rpm"
  rpm_libraries
  rpm_inside -i --nodeps "$work"/previous/*.rpm
  says_version 0.0.9
  rpm_inside -U --nodeps "$rpm"
  rpm_inside -q sendoff
  rpm_inside -V --nodeps sendoff
  says_version "$version"
  practice linux-rpm
  rpm_inside -e sendoff
  queue_stays
  rm -rf "$root/var/lib/rpm"
  nothing_left "$work/before-rpm"
}

# copy_folders: what the README says, for the first time and to upgrade.
copy_folders() {
  person sh -c 'cd unpacked && mkdir -p ~/.local && cp -r --remove-destination bin share ~/.local'
}

# The way of the README: two folders copied to ~/.local, copied again while the window is open, and what came
# with them taken away.
try_tar() {
  local unpacked=$root/home/person/unpacked
  rm -rf "$root/home/person/.local"
  tar -C "$work" -xf "$tar"
  cp -r "$work/$(basename "$tar" .tar.xz)" "$unpacked"
  chown -R 1000:1000 "$unpacked"
  copy_folders
  [ -x "$root/home/person/.local/share/kio/servicemenus/$id.desktop" ] || fail "Dolphin shows no menu from ~/.local"
  says_version "$version"
  start_window
  copy_folders
  stop_window
  practice linux-tar
  person sh -c 'cd unpacked && find bin share -depth | (cd ~/.local && xargs rm -d 2>/dev/null)' || true # the queue is in the way
  rm -r "$unpacked"
  queue_stays
}

step "a person in the root" prepare
step "what the .deb depends on" dependencies
open_display
as_person+=("DISPLAY=$DISPLAY")
inventory >"$work/before"
home >"$work/home"
step "install the version before" install_deb "$(echo "$work"/previous/*.deb)"
step "its version" says_version 0.0.9
step "its window, and an upload into the practice server" practice linux-before
step "upgrade with a queue; its jobs go on" upgrade
step "the window of this version" practice linux
step "start, compared with the built program" compare
step "remove" inside apt-get remove -y -qq sendoff
step "what is left at home: the queue" queue_stays
step "purge" purged
step "what is left: nothing" nothing_left "$work/before"
step ".rpm: install, upgrade, window, erase" try_rpm
step ".tar.xz: copy, window, copy again, remove" try_tar
step ".deb again" install_deb "$deb"
step "man page, completions, desktop entry" citizen
