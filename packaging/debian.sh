#!/usr/bin/env bash
# Runs a command on a fresh Debian 12, in a clean clone of the last commit:
#
#   packaging/debian.sh ROOT make packages
#
# ROOT is a folder. If it does not exist it is made, with Debian from its mirror, this machine's Go and the clone
# in /src; later commands use it as the earlier ones left it. Needs root, debootstrap and git. The environment may
# hold MIRROR and GO_CACHE, a build cache to share instead of an empty one.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/steps.sh

root=$(realpath -m "$1")
shift

new_root() {
  debootstrap --variant=minbase --include=ca-certificates,git,make bookworm "$root" "${MIRROR:-http://deb.debian.org/debian}"
  cp -a "$(go env GOROOT)" "$root/usr/local/go"
  git clone -q --no-local --single-branch . "$root/src"
  mkdir -p "$root/root"
  echo '127.0.0.1 localhost' >"$root/etc/hosts" # as Debian's installer does
}

# Mounts and processes end with the name space.
if [ "${1:-}" = --inside ]; then
  shift
  mount --bind "$root" "$root" # the root of a name space of its own inside must be a mount
  mount -t proc proc "$root/proc"
  devices "$root/dev"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs" # a proxy may have one of its own
  if [ -n "${GO_CACHE:-}" ]; then
    mkdir -p "$root/root/.cache/go-build"
    mount --bind "$GO_CACHE" "$root/root/.cache/go-build"
  fi
  trap 'exit 130' INT TERM # the first process of a name space is spared by signals that it does not ask for
  chroot "$root" env -i -C /src HOME=/root PATH=/usr/local/go/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    LC_ALL=C.UTF-8 GOTOOLCHAIN=local GOPROXY="${GOPROXY:-$(go env GOPROXY)}" "$@"
  exit
fi
[ "$(id -u)" -eq 0 ] || fail "run it as root"
[ -d "$root" ] || step "Debian 12" new_root
exec unshare --mount --pid --fork --kill-child --mount-proc --propagation private \
  "packaging/debian.sh" "$root" --inside "$@"
