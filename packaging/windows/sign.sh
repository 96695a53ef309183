#!/usr/bin/env bash
# Signs files in place, with Authenticode; without a key it does nothing.
#
#   packaging/windows/sign.sh FILE...
#
# WINDOWS_SIGN_PKCS12 is a file with key and certificates, WINDOWS_SIGN_PASSFILE one with its password,
# WINDOWS_SIGN_TIMESTAMP the address of a time stamping service (RFC 3161). Without the last, the time in
# the signature is that of the commit: reproducible, but worth nothing once the certificate has expired.
set -euo pipefail

[ -n "${WINDOWS_SIGN_PKCS12:-}" ] || exit 0
when=(-st "${SOURCE_DATE_EPOCH:-$(date +%s)}")
[ -z "${WINDOWS_SIGN_TIMESTAMP:-}" ] || when=(-ts "$WINDOWS_SIGN_TIMESTAMP")
pass=()
[ -z "${WINDOWS_SIGN_PASSFILE:-}" ] || pass=(-readpass "$WINDOWS_SIGN_PASSFILE")
for file in "$@"; do
  osslsigncode sign -pkcs12 "$WINDOWS_SIGN_PKCS12" "${pass[@]}" -h sha256 "${when[@]}" -n Sendoff -in "$file" -out "$file.signed"
  mv "$file.signed" "$file"
done
