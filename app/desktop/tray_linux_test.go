package desktop

import (
	"testing"

	"sendoff/app/apptest"
)

// TestTrayHost: an icon is added only if a host shows it.
func TestTrayHost(t *testing.T) {
	apptest.NeedTools(t, "dbus-daemon")
	s := &screen{&apptest.Display{Rig: newRig(t).Rig}}
	s.StartBus(t.TempDir() + "/bus.conf")
	if trayHost(t.Context(), s.Bus) {
		t.Error("a tray where there is no watcher")
	}
	s.StartDesktop()
	if !trayHost(t.Context(), s.Bus) {
		t.Error("no tray where there is one")
	}
}
