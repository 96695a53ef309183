# shellcheck shell=bash
# Sourced by the scripts that start the window: a virtual display, waiting, pictures.

exec {never}<> <(:)
# pause SECONDS: read waits for what never comes.
pause() { read -rt "$1" -u "$never" || true; }

# until_true SECONDS WHAT COMMAND...: repeats a command until it succeeds.
until_true() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || fail "$what did not happen"
    pause 0.05
  done
}

# open_display: sets DISPLAY. -noreset: without it the display restarts when its last client leaves, and a client
# that connects just then fails.
open_display() {
  local number pipe
  pipe=$(mktemp -u)
  mkfifo "$pipe"
  Xvfb -displayfd 3 -screen 0 1280x800x24 -noreset -nolisten tcp 3>"$pipe" >/dev/null 2>&1 &
  read -rt 30 number <"$pipe" || fail "the virtual display did not start"
  rm "$pipe"
  export DISPLAY=:$number
  until_true 30 "an answer of the virtual display" xdpyinfo
}

# find_window TITLE: sets window.
find_window() {
  window=$(xdotool search --onlyvisible --name "^$1\$" | head -n 1) && [ -n "$window" ]
}

# picture FILE: of the whole display, once it has colours.
picture() {
  until_true 30 "a picture of the window" painted
  import -window root "$1"
  echo "note: picture $1"
}

painted() {
  local colours
  colours=$(import -window root -format %k info:) && [ "$colours" -gt 50 ]
}
