# shellcheck shell=bash
# Sourced by the scripts that try packages in a temporary Debian root: outside, to make and enter it, and inside,
# where root and work are set and the script has its own name space.
: "${root:=}" "${work:=}"

# --- outside

# new_root FOLDER: a copy of DEBIAN_ROOT, or Debian from its mirror.
new_root() {
  if [ -n "${DEBIAN_ROOT:-}" ]; then
    as_root cp -a "$DEBIAN_ROOT" "$1"
    return
  fi
  as_root debootstrap --variant=minbase bookworm "$1" "$(mirror)"
}

# mirror: this machine's Debian mirror.
mirror() {
  local uri
  # shellcheck disable=SC2016 # apt expands it
  uri=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null | head -n 1)
  echo "${MIRROR:-${uri:-http://deb.debian.org/debian}}"
}

# enter COMMAND...: runs as root. Processes and mounts end with the name space.
enter() {
  as_root unshare --mount --pid --fork --kill-child --mount-proc --propagation private "$@"
}

# --- inside

inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }

# person COMMAND...: runs as a user of the system. For background commands the array is expanded in place: the
# process is then the program's and not that of a shell around it.
person() { "${as_person[@]}" "$@"; }
as_person=(chroot --userspec=person:person "$root" env -i -C /home/person HOME=/home/person USER=person
  LC_ALL=C.UTF-8 PATH=/home/person/.local/bin:/usr/bin:/bin XDG_RUNTIME_DIR=/run/user/1000
  DBUS_SESSION_BUS_ADDRESS=disabled:)

# prepare_root PACKAGE...: makes a user, disables services, sets up the network, and puts the packages into
# /packages.
prepare_root() {
  mount -t proc proc "$root/proc"
  devices "$root/dev"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # no service starts
  chmod 755 "$root/usr/sbin/policy-rc.d"
  inside useradd --create-home --uid 1000 person
  mkdir -p "$root/run/user/1000" "$root/packages"
  chown 1000:1000 "$root/run/user/1000"
  chmod 700 "$root/run/user/1000"
  cp "$@" "$root/packages"
  inside apt-get update -qq
}

install_deb() {
  inside apt-get install -y -qq --no-install-recommends "/packages/$(basename "$1")"
}

rpm_inside() { rpm --root "$root" --dbpath /var/lib/rpm "$@"; }

# inventory: all files of the system except those of apt, dpkg, caches and the user.
inventory() {
  find "$root" -xdev \( -path "$root/home" -o -path "$root/packages" -o -path "$root/var/lib/dpkg" -o -path "$root/var/lib/apt" \
    -o -path "$root/var/cache" -o -path "$root/var/log" -o -path "$root/tmp" -o -path "$root/run" \
    -o -path "$root/proc" -o -path "$root/dev" \) -prune -o -print | sort
}

# nothing_left BASELINE: checks that what was installed is gone.
nothing_left() {
  inventory >"$work/after"
  diff "$1" "$work/after" || fail "files were left behind, or taken away"
  local left
  left=$(find "$root" -xdev \( -path "$root/home" -o -path "$root/packages" -o -path "$root/proc" -o -path "$root/var/log" \) -prune \
    -o -iname '*sendoff*' -print)
  [ -z "$left" ] || fail "left behind: $left"
}

says_version() {
  local said
  said=$(person sendoff version)
  [ "$said" = "sendoff $1 linux/amd64 $(go version | cut -d' ' -f3)" ] || fail "sendoff version says: $said"
}

# job NAME PATTERN: checks that the file's job matches.
job() { person sendoff list --all --json | grep "\"name\":\"$1\"" | grep -q "$2"; }

# file NAME SIZE: makes a file of the user.
file() {
  head -c "$2" /dev/urandom >"$root/home/person/$1"
  chown 1000:1000 "$root/home/person/$1"
}

same() { [ "$(sha256sum <"$1")" = "$(sha256sum <"$2")" ] || fail "$2 differs from what was sent"; }

# serve LOG FOLDER: receives into a folder of the user's, and sets server (the process) and url.
# shellcheck disable=SC2034 # used by callers
serve() {
  person mkdir -p "$2"
  "${as_person[@]}" sendoff serve "$2" --listen 127.0.0.1:0 >"$1" 2>&1 &
  server=$!
  until_true 20 "the start of the server" grep -q http:// "$1"
  url=$(grep -o 'http://[^ ]*' "$1" | head -n 1)
}

# shells: checks that man page and completions are found in their usual places.
shells() {
  inside apt-get install -y -qq --no-install-recommends man-db bash-completion fish zsh
  person man sendoff | grep -q 'upload files to BITS servers' || fail "there is no man page"
  person fish -c 'complete -C "sendoff upl"' | grep -q '^upload' || fail "fish completes nothing"
  # shellcheck disable=SC2016 # the shell in the root expands it
  person bash -ic '. /usr/share/bash-completion/bash_completion; COMP_WORDS=(sendoff upl); COMP_CWORD=1
    _completion_loader sendoff; _sendoff; printf "%s\n" "${COMPREPLY[@]}"' 2>/dev/null | grep -qx upload || fail "bash completes nothing"
  # shellcheck disable=SC2016
  person zsh -fc 'autoload -Uz compinit; compinit -u; print $_comps[sendoff]' | grep -qx _sendoff || fail "zsh completes nothing"
}
