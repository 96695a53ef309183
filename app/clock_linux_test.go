package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestWindowTravels: the zone of the system changes while the window is open. Who turns to it finds the times of
// the new zone, and those of the old one again when that is back.
func TestWindowTravels(t *testing.T) {
	needTools(t, "pcmanfm")
	s := openScreen(t, "light")
	zone := filepath.Join(t.TempDir(), "localtime")
	move := func(hours int) {
		t.Helper()
		if err := os.WriteFile(zone, ZoneOf(hours), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	move(0)
	s.env = append(s.env, "TZ=:"+zone, "LC_ALL=", "LANG=C.UTF-8", "LC_TIME=en_US.UTF-8")
	s.run(exitDone, "upload", "--to", s.server.url, s.file("a.bin", 20_000))
	_, w := s.sendoff()
	k := &keyboard{s, w}
	s.place(w, keysWindow)
	manager := s.fileManager(s.files)
	turn := func() {
		t.Helper()
		s.activate(manager)
		s.activate(w)
	}
	turn()
	var home shot
	eventually(t, "a window that looks the same whenever somebody turns to it", func() bool {
		home = k.still()
		turn()
		return home.changed(k.still()) == 0
	})
	s.keepShot("home")
	move(5)
	turn()
	if !s.soon(func() bool { return home.changed(k.still()) > 0 }) {
		t.Error("the window shows the times of the old zone")
	}
	s.keepShot("away")
	move(0)
	turn()
	if !s.soon(func() bool { return home.changed(k.still()) == 0 }) {
		s.keepShot("not-home")
		t.Error("back in the old zone the window differs")
	}
}
