#!/usr/bin/env bash
# Installs, starts, uses, upgrades and removes what build.sh made, in Wine.
#
#   packaging/windows/verify.sh FOLDER
#
# Pictures of the windows go to .demo/packages. Wine cannot show Explorer's menus, SmartScreen, a graphics card's
# driver or another user's session.
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh
. packaging/screen.sh

dist=$(realpath "$1")
version=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
base=$dist/sendoff-$version-windows-amd64
older=0.0.9
pictures=$PWD/.demo/packages
scripts=$PWD/packaging/windows
work=$(mktemp -d)
mkdir -p "$pictures"

. packaging/windows/wine.sh
export LIBGL_ALWAYS_SOFTWARE=1
unset WAYLAND_DISPLAY

finish() {
  local code=$?
  end_windows
  jobs -p | xargs -r kill 2>/dev/null || true # display and window manager
  rm -rf "$work"
  exit $code
}
trap finish EXIT

screen() {
  open_display
  openbox >/dev/null 2>&1 &
}

home() { echo "$drive/users/$(id -un)"; }
queue() { echo "$(home)/AppData/Local/sendoff"; }
# registry: its content without times, without what Wine writes at each start about fonts, consoles and this
# computer, without an empty key that every Windows has, and without the request to remove the copy from which an
# NSIS uninstaller runs.
registry() {
  wineserver -w
  awk '/^\[/ { sub(/\] [0-9]+$/, "]"); key = $0; print FILENAME, key; next } /^#|^$/ { next } { print FILENAME, key, $0 }' \
    "$WINEPREFIX/user.reg" "$WINEPREFIX/system.reg" | sed "s|^$WINEPREFIX/||" |
    grep -vF -e '[Console' -e '[Software\\Wine' -e '\\Fonts]' -e '\\NetworkCards' -e '\\Control\\Class' -e '\\Control\\Video' \
      -e '\\Enum\\' -e '"Users"=' -e PendingFileRenameOperations |
    grep -vxE -e 'user.reg \[Software\\\\Classes\]' \
      -e 'system.reg \[.*\\\\Installer\\\\(.*\\\\)?(Features|Products|UpgradeCodes|Components)\]' | LC_ALL=C sort
}
# files: all files, except the copy from which an NSIS uninstaller runs, and Windows Installer's folder.
files() { (cd "$drive" && find . | grep -v -e '/Temp/~nsu' -e '^./windows/Installer$' | LC_ALL=C sort); }
remember() {
  registry >"$work/registry.before"
  files >"$work/files.before"
}
# nothing_left: checks that only the queue is left, and two folders of the window's toolkit without anything in them.
nothing_left() {
  registry | diff "$work/registry.before" - >&2
  test -e "$(queue)/queue.db"
  rm -r "$(queue)"
  rmdir "$(home)/AppData/Local/fyne" "$(home)/AppData/Roaming/fyne" 2>/dev/null || true
  files | diff "$work/files.before" - >&2
}

# typed COMMAND: types a command into cmd. It is read from a file: an opened window would keep a pipe open. A cmd
# that did not start is started again: on a busy machine Wine's server may just be ending.
typed() {
  local try
  rm -f "$work/begun"
  for try in 1 2 3; do
    (cd "$work" && wine cmd /c "echo $try>begun& $1" >typed) || true
    [ ! -e "$work/begun" ] || break
  done
  tr -d '\r' <"$work/typed"
}
# code COMMAND: prints the exit code that cmd sees.
code() { typed "$1 >nul 2>&1 & call echo %^ERRORLEVEL%" | tr -d ' '; }
address() { sed -n 's|^Receiving BITS uploads at \(http://[^ ]*\) .*|\1|p' "$work/serve.log" | tail -1; }
# Its owner removes this file when it ends.
queue_is_closed() { ! test -e "$(queue)/crash.txt"; }
window() { xdotool search --onlyvisible --class 'sendoff.exe' | wc -l; }
one_window() { [ "$(window)" = 1 ]; }
no_window() { [ "$(window)" = 0 ]; }
# The folder of the .zip, whose program receives the uploads of the others.
portable() {
  (cd "$work" && unzip -oq "$base.zip")
  rm -rf "$work/received"
  cp -r "$work/sendoff-$version" "$drive/portable"
  same "$(wine 'C:\portable\sendoff.com' version | awk '{ print $2 }')" "$version"
  mkdir "$work/received"
  (cd "$work" && exec wine 'C:\portable\sendoff.exe' serve "$(path_of "$work/received")" --listen 127.0.0.1:0 >"$work/serve.log" 2>&1) &
  until_true 30 "a receiver" grep -q Receiving "$work/serve.log"
}

# sends NAME SIZE PROGRAM: uploads a file and compares what arrived.
sends() {
  head -c "$2" /dev/urandom >"$work/$1"
  same "$(code "$3 upload --to $(address) $(path_of "$work/$1")")" 0
  arrived "$1"
}
arrived() { same "$(sha256sum <"$work/received/$1")" "$(sha256sum <"$work/$1")"; }
is_there() { test -e "$work/received/$1"; }

portable_sends() { sends portable.bin 3000000 'C:\portable\sendoff.com'; }

install_user() {
  wine "$1" /S
  test -e "$(home)/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Sendoff.lnk"
  test -e "$(home)/AppData/Roaming/Microsoft/Windows/SendTo/Sendoff.lnk"
}

uninstall_entry() {
  local entry='HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Sendoff'
  same "$(wine reg query "$entry" /v DisplayVersion | awk '/DisplayVersion/ { print $3 }' | tr -d '\r')" "$1"
  same "$(wine reg query "$entry" /v Publisher | awk '/Publisher/ { print $3 }' | tr -d '\r')" Sendoff
  [ $(($(wine reg query "$entry" /v EstimatedSize | awk '/EstimatedSize/ { print $3 }' | tr -d '\r'))) -gt 20000 ]
}

# The command by its bare name, found in the PATH that the installer has set.
command_line() {
  same "$(typed 'sendoff version' | awk '{ print $2 }')" "$1"
  same "$(code 'sendoff version')" 0
  same "$(code 'sendoff upload')" 2
  same "$(code 'sendoff upload --to http://127.0.0.1:9/ nothing.bin')" 1
  typed 'sendoff version > out.txt' && grep -q "^sendoff $1" "$work/out.txt"
  typed 'sendoff upload 2> err.txt' || true
  grep -q 'sendoff --help' "$work/err.txt"
}

installed_sends() { sends "$1.bin" 5000000 sendoff; }

# Typing the name opens the window and gives the prompt back with 0; a second time opens no second window.
opens() {
  same "$(code sendoff)" 0
  until_true 60 "a window" one_window
  same "$(code sendoff)" 0
  one_window
  picture "$pictures/$1.png"
}

send_to() {
  head -c 100000 /dev/urandom >"$work/sent.bin"
  wine start 'C:\users\'"$(id -un)"'\AppData\Roaming\Microsoft\Windows\SendTo\Sendoff.lnk' "$(path_of "$work/sent.bin")"
  until_true 20 "an answer of the window" one_window
  pause 3 # for the sheet to be drawn
  picture "$pictures/windows-send-to.png"
  xdotool key Escape
}

# choose: adds two files at once with Windows' own chooser, after typing the folder.
choose() {
  local name
  for name in one two; do head -c 1000 /dev/urandom >"$work/$name.bin"; done
  until_true 20 "the chooser" open_chooser
  xdotool windowactivate --sync "$window" type --delay 40 "$(path_of "$work")"
  xdotool key Return
  pause 2 # for the folder to be read
  xdotool key ctrl+a type --delay 40 '"one.bin" "two.bin"'
  picture "$pictures/windows-choose.png"
  xdotool key Return
  until_true 20 "the end of the chooser" no_chooser
  until_true 60 "adding both files" press_enter one.bin
  typed 'sendoff list --all --json' | grep -q two.bin
}
# open_chooser: Escape first closes what the window has open; a key pressed too early is repeated.
open_chooser() {
  timeout 5 xdotool search --onlyvisible --class 'sendoff.exe' windowactivate --sync key Escape key ctrl+o
  pause 2
  find_window 'Choose files to upload'
}
no_chooser() { ! find_window 'Choose files to upload'; }

# paste: pastes two files copied as in Explorer, one of them with a non-Latin name.
paste() {
  local name
  for name in three четыре; do head -c 1000 /dev/urandom >"$work/$name.bin"; done
  x86_64-w64-mingw32-gcc -Os -s -o "$work/copied.exe" "$scripts/copied.c" -lshell32
  wine "$work/copied.exe" "$(path_of "$work/three.bin")" "$(path_of "$work/четыре.bin")"
  timeout 5 xdotool search --onlyvisible --class 'sendoff.exe' windowactivate --sync key Escape key ctrl+v
  pause 3 # for the sheet to be drawn
  picture "$pictures/windows-paste.png"
  until_true 60 "adding both files" press_enter three.bin
  # Outside of a console --json escapes what is not ASCII, since its reader may expect another code page.
  typed 'sendoff list --all --json' | grep -qF '\u0447\u0435\u0442\u044b\u0440\u0435.bin'
}

ends() {
  same "$(code 'sendoff quit')" 0
  until_true 20 "no window" no_window
}

# Upgrades while a window works on a job that is far from done, with another job paused.
upgrade_at_work() {
  head -c 6000000 /dev/urandom >"$work/going-$2.bin"
  head -c 1000 /dev/urandom >"$work/paused-$2.bin"
  same "$(code 'sendoff --limit 100k')" 0
  until_true 60 "a window" one_window
  same "$(code "sendoff add --to $(address) $(path_of "$work/going-$2.bin")")" 0
  same "$(code "sendoff add --paused --to $(address) $(path_of "$work/paused-$2.bin")")" 0
  until_true 60 "bytes on their way" uploading
  "$1"
  same "$(typed 'sendoff version' | awk '{ print $2 }')" "$version"
}
uploading() { typed 'sendoff list --json' | grep -q '"state":"uploading"'; }

upgrade_user() { wine "$base-setup.exe" /S; }
upgraded_user() {
  upgrade_at_work upgrade_user user
  until_true 60 "the window again" one_window
  goes_on user
  one_window
  picture "$pictures/windows-upgraded.png"
}
# goes_on NAME: checks that the earlier upload arrives and the paused job is still there.
goes_on() {
  until_true 90 "the upload of before the upgrade" is_there "going-$1.bin"
  arrived "going-$1.bin"
  typed 'sendoff list --json' | grep "paused-$1.bin" | grep -q '"state":"paused"'
}

# toasts: checks the program's registration for its first toast. Wine shows none.
toasts() { wine reg add 'HKCU\Software\Classes\AppUserModelId\Sendoff' /v DisplayName /d Sendoff /f; }

remove_user() {
  toasts
  wine "$(home)/AppData/Local/Programs/Sendoff/uninstall.exe" /S
  # The uninstaller runs from a copy of itself; it removes the folder last.
  until_true 60 "the program gone" test ! -e "$(home)/AppData/Local/Programs"
  until_true 20 "no window" no_window
}

# An upgrade restores nothing that the user deselected or deleted: the PATH, and an entry of Send to.
without() {
  local sent
  sent="$(home)/AppData/Roaming/Microsoft/Windows/SendTo/Sendoff.lnk"
  wine "$work/older/sendoff-$older-windows-amd64-setup.exe" /S /NOPATH
  rm "$sent"
  wine "$base-setup.exe" /S
  uninstall_entry "$version"
  [ ! -e "$sent" ] || fail "the upgrade brought Send to"
  ! wine reg query 'HKCU\Environment' /v PATH || fail "the upgrade changed the PATH"
  wine reg query 'HKCU\Software\Classes\Applications\sendoff.exe' /v FriendlyAppName
  remove_user
}

# at_work: checks that setup and uninstaller refuse while a serve from the same folder runs, and change nothing.
at_work() {
  local folder log=$work/at-work.log installed='C:\users\'"$(id -un)"'\AppData\Local\Programs\Sendoff'
  folder="$(home)/AppData/Local/Programs/Sendoff"
  wine "$base-setup.exe" /S
  mkdir "$work/at-work"
  (exec wine "$installed\sendoff.exe" serve "$(path_of "$work/at-work")" --listen 127.0.0.1:0 >"$log" 2>&1) &
  until_true 30 "a receiver" grep -q Receiving "$log"
  same "$(exit_code wine "$installed\uninstall.exe" /S "_?=$installed")" 2
  same "$(exit_code wine "$base-setup.exe" /S)" 2
  test -e "$folder/sendoff.com"
  ! msi /i "$base.msi" || fail "the .msi was installed beside the one of a user"
  test ! -e "$drive/Program Files/Sendoff"
  stop_receiver
  same "$(exit_code wine "$installed\uninstall.exe" /S "_?=$installed")" 0
  until_true 60 "the program gone" test ! -e "$(home)/AppData/Local/Programs"
}
exit_code() {
  local code=0
  "$@" >/dev/null 2>&1 || code=$?
  echo $code
}
# beside_machine: runs setup after the .msi has installed Sendoff for all users.
beside_machine() {
  same "$(exit_code wine "$base-setup.exe" /S)" 2
  test ! -e "$(home)/AppData/Local/Programs/Sendoff"
}

stop_receiver() {
  wineserver -k
  wineserver -w
}

msi() { wine msiexec "$1" "$(path_of "$2")" /qn; }
install_machine() {
  msi /i "$1"
  test -e "$drive/Program Files/Sendoff/sendoff.com"
  # On Windows it is in all users' start menu; Wine 8 puts it into that of the installing user.
  find "$drive" -path '*/Start Menu/Programs/Sendoff.lnk' | grep -q .
}
# tidy_path: removing an entry, Wine 8 leaves an empty one in the PATH, at which its cmd gives up.
tidy_path() {
  local key='HKLM\System\CurrentControlSet\Control\Session Manager\Environment' path
  path=$(wine reg query "$key" /v PATH | tr -d '\r' | sed -n 's/^ *PATH *REG_[A-Z_]*SZ *//p' | sed 's/;;*/;/g; s/;$//')
  [ -n "$path" ]
  wine reg add "$key" /v PATH /t REG_EXPAND_SZ /d "$path" /f
}

# chosen: runs what Explorer would run for Sendoff's menu entry of a file or a folder; Wine has no such menu.
chosen() {
  local kind command file=$work/chosen.bin
  head -c 100000 /dev/urandom >"$file"
  for kind in '*' Directory; do
    command=$(wine reg query "HKLM\\Software\\Classes\\$kind\\shell\\Sendoff\\command" /ve | tr -d '\r' | sed -n 's/.*REG_SZ *//p')
    same "$command" '"C:\Program Files\Sendoff\sendoff.exe" "%1"'
    wine reg query "HKLM\\Software\\Classes\\$kind\\shell\\Sendoff" /v MultiSelectModel | grep -q Player
  done
  printf '@%s\r\n' "${command/\%1/$(path_of "$file")}" >"$work/chosen.bat"
  wine cmd /c "$(path_of "$work/chosen.bat")" & # it waits for the window's end
  until_true 60 "a window" one_window
  until_true 60 "adding the file" press_enter chosen.bin
  picture "$pictures/windows-menu.png"
  ends
}
# press_enter NAME: confirms the add sheet once it is there. The window manager is asked for the focus, which
# Wine's window of tray icons may have taken.
press_enter() {
  timeout 5 xdotool search --onlyvisible --class 'sendoff.exe' windowactivate --sync key Return
  typed 'sendoff list --all --json' | grep -q "$1"
}
upgrade_machine() {
  msi /i "$base.msi"
  tidy_path
}
upgraded_machine() {
  upgrade_at_work upgrade_machine machine
  same "$(code sendoff)" 0
  goes_on machine
  picture "$pictures/windows-msi.png"
  ends
}
remove_machine() {
  toasts
  msi /x "$base.msi"
  test ! -e "$drive/Program Files/Sendoff"
  tidy_path
}

# Signs with a temporary certificate; one changed byte must be noticed.
signature() {
  local file
  (
    cd "$work"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Throw-away authority' -keyout ca.key -out ca.pem
    openssl req -newkey rsa:2048 -nodes -subj '/CN=Sendoff' -keyout key.pem -out request.pem
    openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -days 2 -set_serial 2 -out cert.pem \
      -extfile <(printf 'extendedKeyUsage=codeSigning\n')
    echo secret >pass
    openssl pkcs12 -export -inkey key.pem -in cert.pem -passout file:pass -out key.p12
    cp "$base-setup.exe" signed.exe
    cp "$base.msi" signed.msi
    cp "sendoff-$version/sendoff.exe" signed-program.exe
    WINDOWS_SIGN_PKCS12=$work/key.p12 WINDOWS_SIGN_PASSFILE=$work/pass "$scripts/sign.sh" signed.exe signed.msi signed-program.exe
    for file in signed.exe signed.msi signed-program.exe; do
      osslsigncode verify -CAfile ca.pem -in "$file"
    done
    printf x | dd of=signed-program.exe bs=1 seek=1000000 conv=notrunc status=none
    ! osslsigncode verify -CAfile ca.pem -in signed-program.exe
  )
}

step "Debian packages for Wine" .ci/packages wine wine64 libgl1 libgl1-mesa-dri libvulkan1 libgnutls30 xvfb openbox \
  xdotool x11-utils imagemagick unzip gcc-mingw-w64-x86-64 osslsigncode openssl
step "an older version to upgrade from" "$scripts/build.sh" "$older" "$work/older" fast
screen
step "a Windows" new_windows
remember
step "zip: version, receiver" portable
step "zip: upload" portable_sends
step "setup: silent installation of $older" install_user "$work/older/sendoff-$older-windows-amd64-setup.exe"
step "setup: entry in the list of programs" uninstall_entry "$older"
step "setup: command line" command_line "$older"
step "setup: window" opens windows-window
step "setup: Send to, with a file" send_to
step "setup: two files from Windows' chooser" choose
step "setup: files that were copied" paste
step "setup: end" ends
step "setup: upload" installed_sends user
step "setup: upgrade while it works" upgraded_user
step "setup: entry of the upgrade" uninstall_entry "$version"
step "setup: silent removal of what runs" remove_user
step "the receiver ends" stop_receiver
rm -r "$drive/portable"
step "setup: nothing is left but the queue" nothing_left
step "setup: an upgrade brings nothing deselected" without
step "setup: beside a receiver that runs, and the msi" at_work
step "zip: receiver again" portable
step "msi: silent installation of $older" install_machine "$work/older/sendoff-$older-windows-amd64.msi"
step "msi: command line" command_line "$older"
step "msi: upload" installed_sends machine
step "msi: upgrade while it works" upgraded_machine
step "msi: the menus of files and folders" chosen
step "msi: setup beside it" beside_machine
step "msi: silent removal" remove_machine
step "the receiver ends" stop_receiver
rm -r "$drive/portable"
step "msi: nothing is left but the queue" nothing_left
step "sign-in by Windows, as far as Wine has it" env GOFLAGS= .ci/wine-test 'transfer/bits/auth:TestSSPI|TestSystem'
step "signatures" signature
