# shellcheck shell=bash
# Sourced by the scripts that try programs for Windows in Wine. They set work, a folder to work in.

# A separate Windows prefix, which knows nothing of this machine's desktop.
export WINEPREFIX=${work:?}/wine WINEARCH=win64 WINEDEBUG=-all SENDOFF_LANG=en
export WINEDLLOVERRIDES='mscoree=;mshtml=;winemenubuilder.exe=d'
drive=$WINEPREFIX/drive_c

same() {
  [ "$1" = "$2" ] || { printf 'got:  %s\nwant: %s\n' "$1" "$2" >&2; return 1; }
}

path_of() { winepath -w "$1"; }

# Wine 8 lacks ProcessPrng, which every Go program needs; later versions have it.
new_windows() {
  wineboot -i
  if [ ! -e "$drive/windows/system32/bcryptprimitives.dll" ]; then
    cat >"$work/prng.c" <<'C'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE p, SIZE_T n) { return SystemFunction036(p, (ULONG)n); }
C
    x86_64-w64-mingw32-gcc -shared -Os -s -o "$drive/windows/system32/bcryptprimitives.dll" "$work/prng.c" -ladvapi32
  fi
  wine winecfg -v win10
  wine reg add 'HKCU\Software\Classes\AppUserModelId\Another' /f # every Windows has some
  wine reg add 'HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\Advanced' /f # Wine has it from the first chooser on
  wine cmd /c exit # makes what a console keeps
  wineserver -w
}

# end_windows: ends all processes of this prefix.
end_windows() {
  wineserver -k 2>/dev/null || true
  wineserver -w 2>/dev/null || true
}
