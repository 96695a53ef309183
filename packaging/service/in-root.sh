#!/usr/bin/env bash
# Makes a server out of a Debian root by the steps of README.md, "As a service on Linux", and uploads to it. There is no
# systemd in the root: what the unit runs is run as its user, with its rights. packaging/cli/in-root.sh calls it, without a
# network but loopback; what the steps install must be there.
#
#   packaging/service/in-root.sh ROOT WORK
set -euo pipefail
cd "$(dirname "$0")/../.."
. packaging/steps.sh
. packaging/screen.sh

root=$1 work=$2
. packaging/linux/root.sh
unit=$root/lib/systemd/system/sendoff-serve.service
folder=/var/lib/sendoff-serve

# block N: the commands of the Nth block of that part of the README.
block() {
  awk -v n="$1" '/^## |^### /{ part = /^### As a service on Linux/ } part && /^```sh/{ inside = ++k == n; next }
    /^```/{ inside = 0 } inside' README.md | sed 's/ *#.*//'
}

# setting NAME: what the unit says.
setting() { sed -n "s/^$1=//p" "$unit"; }

# Units are valid, and the service has few rights. That needs the tools of a systemd, here those of this machine.
units() {
  command -v systemd-analyze >/dev/null || return 0
  local copy=$work/units
  mkdir -p "$copy"
  sed "s#^ExecStart=/usr/bin/sendoff#ExecStart=$root/usr/bin/sendoff#" "$unit" >"$copy/sendoff-serve.service"
  cp "${unit%.service}.socket" "$copy"
  systemd-analyze --man=no verify "$copy"/sendoff-serve.{service,socket} 2>&1 | tee "$work/verify"
  ! grep . "$work/verify" || fail "the units are not valid"
  systemd-analyze security --offline=true --threshold=20 "$copy/sendoff-serve.service"
}

# start: what "systemctl enable --now" leads to.
start() {
  local command capability
  read -ra command <<<"$(setting ExecStart)"
  capability=$(setting AmbientCapabilities | tr '[:upper:]' '[:lower:]' | sed 's/^cap_//')
  [ "$(setting User) $(setting StateDirectory)" = "sendoff-serve $(basename "$folder")" ] || fail "the unit is another one"
  inside install -d -o sendoff-serve -g sendoff-serve -m "$(setting StateDirectoryMode)" "$folder"
  chroot "$root" env -i setsid setpriv --reuid sendoff-serve --regid sendoff-serve --clear-groups --no-new-privs \
    --bounding-set "-all,+$capability" --inh-caps "-all,+$capability" --ambient-caps "-all,+$capability" \
    "${command[@]}" >"$work/service.log" 2>&1 &
  server=$!
  until_true 20 "the start of the server" grep -q 'https://' "$work/service.log"
}

# step_of_readme COMMAND: as it is written there, but for what a person types.
step_of_readme() {
  local line=${1#sudo }
  line=${line//HOST/localhost}
  case $line in
  "apt install "*) grep -q 'install ok installed' <(inside dpkg -s sendoff-cli) && inside sh -c 'command -v htpasswd openssl' ;;
  "htpasswd "*) inside sh -c "echo secret | htpasswd -i ${line#htpasswd }" ;;
  "nano /etc/sendoff/serve.conf")
    sed -i -E 's/^#(listen +0|tls-cert|tls-key|htpasswd)/\1/' "$root/etc/sendoff/serve.conf" ;;
  "systemctl enable --now sendoff-serve") start ;;
  *) inside sh -c "$line" ;;
  esac
}

# client COMMAND: the other block's, as a person.
client() {
  local line=${1//HOST/localhost}
  line=${line//FILE/upload.bin}
  case $line in
  *" sign-in "*) person sh -c "echo secret | $line --password-stdin" ;;
  *) person sh -c "$line" ;;
  esac
}

ip link set lo up
[ -e "$root/etc/hosts" ] || echo '127.0.0.1 localhost' >"$root/etc/hosts" # as Debian's installer does
step "units: valid, few rights" units
while read -r line; do
  [ -z "$line" ] || step_of_readme "$line"
done <<<"$(block 1)"
! grep -q WARNING "$work/service.log" || fail "the server warns: $(cat "$work/service.log")"
file upload.bin 3000000
# A person without a keyring has passwords in the memory of a Sendoff that runs.
"${as_person[@]}" sendoff run >"$work/run.log" 2>&1 &
running=$!
until_true 20 "the start of the engine" grep -q Working "$work/run.log"
while read -r line; do
  [ -z "$line" ] || client "$line"
done <<<"$(block 2)"
same "$root/home/person/upload.bin" "$root$folder/upload.bin"
[ "$(stat -c %U "$root$folder/upload.bin" 2>/dev/null)" != root ] || fail "the server ran as root"
kill -HUP "$server"
until_true 20 "the settings" grep -q 'settings were read again' "$work/service.log"
person sendoff quit
wait "$running"
kill "$server"
wait "$server" || fail "the server ended with an error: $(cat "$work/service.log")"
rm -r "$root/etc/sendoff" "${root:?}$folder" "$root/home/person/upload.bin"
