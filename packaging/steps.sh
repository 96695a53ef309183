# shellcheck shell=bash
# Sourced by the scripts of this folder: steps with their times, and what all of them agree on.

# The same bytes whoever builds, and wherever.
umask 022
export LC_ALL=C.UTF-8 TZ=UTC

# step NAME COMMAND...: runs the command and says how long it took. What it prints is shown if it fails.
step() {
  local name=$1 start=$EPOCHREALTIME log code=0
  shift
  log=$(mktemp)
  printf '%-46s ' "$name"
  "$@" >"$log" 2>&1 || code=$?
  if [ "$code" -ne 0 ]; then
    printf 'failed\n'
    cat "$log" >&2
    rm -f "$log"
    exit "$code"
  fi
  awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%6.1f s\n", b - a }'
  grep '^note: ' "$log" || true
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
