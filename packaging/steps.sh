# shellcheck shell=bash
# Sourced by the scripts of this folder: steps with their times, and common settings.

# For the same bytes on every machine.
umask 022
export TZ=UTC
[ "$(uname -s)" != Linux ] || export LC_ALL=C.UTF-8

# step NAME COMMAND...: runs the command and prints its duration; its output is shown if it fails. It runs in a
# separate shell: there the first failing command of a function ends it, which bash disables wherever the result
# is tested. The bash of macOS counts only whole seconds.
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

# fail SENTENCE: prints it and ends the script.
fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# as_root COMMAND...: runs it with sudo, unless already root.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# devices FOLDER: makes the needed part of /dev. The machine's own /dev is not used: an installer that renames a
# file over /dev/null would break it for everybody.
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
