package main

import (
	"testing"
)

// TestTrayHost: an icon is put only where somebody shows it.
func TestTrayHost(t *testing.T) {
	needTools(t, "dbus-daemon")
	s := &screen{&Display{Rig: newRig(t).Rig}}
	s.startBus(t.TempDir() + "/bus.conf")
	if trayHost(t.Context(), s.bus) {
		t.Error("a tray where there is no watcher")
	}
	s.startDesktop()
	if !trayHost(t.Context(), s.bus) {
		t.Error("no tray where there is one")
	}
}
