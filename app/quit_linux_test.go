package main

import (
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// busyScreen is a window that uploads a file slowly.
func (s *screen) busyScreen(size int, limit string) (*child, string) {
	s.t.Helper()
	c, w := s.sendoff("--to", s.server.url, "--limit", limit)
	s.place(w, image.Rect(20, 40, 1120, 760))
	s.run(exitDone, "add", "--to", s.server.url, s.file("slow.bin", size))
	eventually(s.t, "the upload", func() bool { return s.states("uploading", "slow.bin") })
	return c, w
}

// minimised tells whether the window manager has put a window away.
func (s *screen) minimised(w string) bool {
	out, err := s.tool("xwininfo", "-all", "-id", w)
	return err == nil && strings.Contains(out, "Hidden")
}

// TestCloseWithoutTray: where no tray is, a window that is closed while it uploads is minimised, and
// comes back with a sentence and a way to quit.
func TestCloseWithoutTray(t *testing.T) {
	s := openScreen(t, "light")
	needTools(t, "xwininfo")
	_, w := s.busyScreen(30_000_000, "300k")
	eventually(t, "the window's going", func() bool {
		s.input("windowactivate --sync "+w, "key alt+F4 sleep 0.5")
		return s.minimised(w)
	})
	if !s.states("uploading", "slow.bin") {
		t.Error("it does not upload")
	}
	s.input("windowactivate --sync " + w)
	eventually(t, "the window's coming back", func() bool { return !s.minimised(w) })
	s.calm(w)
	s.keepShot("back")
}

// TestFinishThenQuit: a program that is told to quit when it is done uploads all, and ends.
func TestFinishThenQuit(t *testing.T) {
	s := openScreen(t, "light")
	c, w := s.busyScreen(1_600_000, "200k")
	s.input("windowactivate --sync "+w, "key ctrl+q sleep 1")
	s.calm(w)
	s.keepShot("asked")
	s.input("key Return sleep 0.5")
	s.keepShot("finishing")
	if err := c.Wait(); err != nil {
		t.Errorf("after the last upload: %v", err)
	}
	if got := s.list()["slow.bin"]["outcome"]; got != "done" {
		t.Errorf("outcome %v", got)
	}
}

// TestLateTray: a panel that starts after the program gets the icon.
func TestLateTray(t *testing.T) {
	s := openScreen(t, "light")
	_, w := s.busyScreen(30_000_000, "300k")
	d := s.startDesktop()
	next(t, d.items, "an icon in the tray")
	eventually(t, "the window's going to the tray", func() bool {
		s.input("windowactivate --sync "+w, "key alt+F4 sleep 0.7")
		if s.shows("^Sendoff$") {
			s.input("key Return sleep 0.3")
		}
		return !s.shows("^Sendoff$")
	})
}

// TestEndsThoughTheToolkitDoesNot: a program whose toolkit never comes back ends all the same, as it is meant to.
func TestEndsThoughTheToolkitDoesNot(t *testing.T) {
	s := openScreen(t, "light")
	prepared := filepath.Join(t.TempDir(), "prepared")
	s.env = append(s.env, stuckToolkit+"="+prepared)
	c, _ := s.sendoff()
	eventually(t, "the toolkit's being prepared", func() bool {
		_, err := os.Stat(prepared)
		return err == nil
	})
	s.run(exitDone, "quit")
	if err := c.end(t); err != nil {
		t.Errorf("%v\n%s", err, c.err.String())
	}
	log, err := os.ReadFile(filepath.Join(s.dir, "log", "sendoff.log"))
	if err != nil || !strings.Contains(string(log), "the toolkit does not end") {
		t.Errorf("the toolkit was not stuck: %v\n%s", err, log)
	}
	s.run(exitDone, "run", "--until-idle") // nobody has the queue any more
}
