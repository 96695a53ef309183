// Package system reads the settings for proxies of the desktop or the operating system.
//
//   - read_*.go: which settings count here
//   - gnome.go: GNOME and the desktops after it, with gsettings, or by the portal from inside a sandbox
//   - kde.go: KDE, the file kioslaverc
//   - windows.go: the texts of Windows's Internet settings
//   - macos.go: the output of scutil --proxy
//
// Automatic detection of a script (WPAD) is left out: it lets whoever is in the same network choose the proxy. Who
// wants it names the script's address in Sendoff's settings.
package system
