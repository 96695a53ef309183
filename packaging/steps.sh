# shellcheck shell=bash
# Sourced by the scripts of this folder: steps with their times, and what all of them agree on.

# The same bytes whoever builds, and wherever.
umask 022
export TZ=UTC
[ "$(uname -s)" != Linux ] || export LC_ALL=C.UTF-8

# step NAME COMMAND...: runs the command and says how long it took. What it prints is shown if it fails. It
# runs in a shell of its own, because the first command of a function that fails shall end that function, and
# bash forgets about this wherever the result is asked for. The bash of macOS counts whole seconds only.
step() {
  local name=$1 start=${EPOCHREALTIME:-$SECONDS} log code
  shift
  log=$(mktemp)
  printf '%-46s ' "$name"
  set +e
  (
    set -e
    "$@"
  ) >"$log" 2>&1
  code=$?
  set -e
  if [ "$code" -ne 0 ]; then
    printf 'failed\n'
    cat "$log" >&2
    rm -f "$log"
    exit "$code"
  fi
  awk -v a="$start" -v b="${EPOCHREALTIME:-$SECONDS}" 'BEGIN { printf "%6.1f s\n", b - a }'
  sed -n 's/^note: /  /p' "$log"
  rm -f "$log"
}

# fail SENTENCE: ends the script.
fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# as_root COMMAND...: with sudo unless it is root already.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# devices FOLDER: what a root needs in /dev. The machine's own /dev stays out of it: an installer that
# renames a file over /dev/null would do so for everybody.
devices() {
  local name
  mount -t tmpfs -o mode=755 tmpfs "$1"
  for name in null zero full random urandom tty; do
    touch "$1/$name"
    mount --bind "/dev/$name" "$1/$name"
  done
  mkdir "$1/pts" "$1/shm"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$1/pts"
  mount -t tmpfs -o mode=1777 tmpfs "$1/shm"
  ln -s pts/ptmx "$1/ptmx"
  ln -s /proc/self/fd "$1/fd"
  ln -s fd/0 "$1/stdin"
  ln -s fd/1 "$1/stdout"
  ln -s fd/2 "$1/stderr"
}
