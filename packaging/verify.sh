#!/usr/bin/env bash
# Installs, starts, uses, upgrades and removes what packaging/build.sh made, in temporary systems on this machine:
# Linux in a Debian root, Windows in Wine. "cli" tries the packages without the window, and replacing those with
# it, which must have been made.
#
#   packaging/verify.sh [linux] [windows] [cli]
#
# The packages are taken from DIST (dist unless set). Pictures of the windows go to .demo/packages.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/steps.sh

dist=$(realpath "${DIST:-dist}")
parts=("$@")
[ $# -gt 0 ] || parts=(linux windows cli)
start=$SECONDS
sums() { (cd "$dist" && sha256sum --check --strict SHA256SUMS); }
step "check sums" sums
for part in "${parts[@]}"; do
  case $part in
  linux | windows | cli) "packaging/$part/verify.sh" "$dist" ;;
  *) fail "there is no part called $part" ;;
  esac
done
echo "verified in $((SECONDS - start)) s"
