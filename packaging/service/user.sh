# shellcheck shell=sh
# The user of sendoff-serve.service, where systemd has not made it.
if command -v systemd-sysusers >/dev/null; then
  systemd-sysusers sendoff-serve.conf
fi
if ! getent passwd sendoff-serve >/dev/null; then
  useradd --system --user-group --home-dir /var/lib/sendoff-serve --no-create-home --shell /usr/sbin/nologin \
    --comment "Sendoff's server for BITS uploads" sendoff-serve
fi
