#!/usr/bin/env bash
# Installs, starts, uses, upgrades and removes what packaging/build.sh made, on this machine's throw-away
# systems: Linux in a Debian root of its own, Windows in Wine.
#
#   packaging/verify.sh [linux] [windows]
#
# The packages are taken from DIST (dist unless set). Pictures of the windows go to .demo/packages.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/steps.sh

dist=$(realpath "${DIST:-dist}")
halves=("$@")
[ $# -gt 0 ] || halves=(linux windows)
start=$SECONDS
sums() { (cd "$dist" && sha256sum --check --strict SHA256SUMS); }
step "check sums" sums
for half in "${halves[@]}"; do
  case $half in
  linux | windows) "packaging/$half/verify.sh" "$dist" ;;
  *) fail "there is no half called $half" ;;
  esac
done
echo "verified in $((SECONDS - start)) s"
