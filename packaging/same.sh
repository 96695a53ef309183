#!/usr/bin/env bash
# Makes the packages a second time, from a copy of the source in another folder, and compares them byte by byte
# with those made by packaging/build.sh:
#
#   packaging/same.sh [linux] [windows] [cli]
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/steps.sh

dist=$(realpath "${DIST:-dist}")
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
parts=("$@")
[ $# -gt 0 ] || parts=(linux windows cli)

copy() {
  mkdir -p "$work/another/folder"
  git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf - | tar -C "$work/another/folder" -xf -
}

compare() {
  local file
  for file in "$work"/dist/sendoff[_-]*; do
    cmp "$file" "$dist/$(basename "$file")"
    echo "note: the same bytes: $(basename "$file")"
  done
}

step "a copy of the source" copy
DIST=$work/dist "$work/another/folder/packaging/build.sh" "${parts[@]}"
step "compare" compare
