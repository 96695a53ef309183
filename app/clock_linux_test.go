//go:build !nowindow

package main

import (
	"os"
	"path/filepath"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/cli"
)

// TestWindowTravels: the system's zone changes and changes back while the window is open. The window shows the new
// times when the user turns to it.
func TestWindowTravels(t *testing.T) {
	apptest.NeedTools(t, "pcmanfm")
	s := openScreen(t, "light")
	zone := filepath.Join(t.TempDir(), "localtime")
	move := func(hours int) {
		t.Helper()
		if err := os.WriteFile(zone, apptest.ZoneOf(hours), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	move(0)
	// A clock of 24 hours is what a window shows before it has read the settings. With another one the first picture
	// would depend on when it does.
	s.Env = append(s.Env, "TZ=:"+zone, "LC_ALL=", "LANG=C.UTF-8", "LC_TIME=C.UTF-8")
	s.Run(cli.ExitDone, "upload", "--to", s.Server.URL, s.File("a.bin", 20_000))
	_, w := s.Sendoff()
	k := &keyboard{s, w}
	s.Place(w, keysWindow)
	manager := s.fileManager(s.Files)
	turn := func() {
		t.Helper()
		s.Activate(manager)
		s.Activate(w)
	}
	turn()
	var home shot
	apptest.Eventually(t, "a window that looks the same whenever somebody turns to it", func() bool {
		home = k.still()
		turn()
		return home.changed(k.still()) == 0
	})
	s.KeepShot("home")
	move(5)
	turn()
	if !s.Soon(func() bool { return home.changed(k.still()) > 0 }) {
		t.Error("the window shows the times of the old zone")
	}
	s.KeepShot("away")
	move(0)
	turn()
	if !s.Soon(func() bool { return home.changed(k.still()) == 0 }) {
		s.KeepShot("not-home")
		t.Error("back in the old zone the window differs")
	}
}
