// Package apptest is what the tests of several packages share: a queue's folder, files, a real BITS server, the
// program in a process of its own, and a virtual display. Only tests import it.
//
// # Map
//
//   - rig.go: the rig, its server and its processes. child_unix.go: signals to them. secrets.go: a password that must
//     not be written to files. zone.go: time zones.
//   - squid_linux.go, socks_linux.go: proxies that ask for a sign-in.
//   - display_linux.go: a display with a window manager and a session bus. desktop_linux.go: a tray and
//     notifications.
package apptest
