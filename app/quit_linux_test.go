//go:build !nowindow

package main

import (
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/cli"
)

// busyScreen is a window with a slow upload.
func (s *screen) busyScreen(size int, limit string) (*apptest.Child, string) {
	s.T.Helper()
	c, w := s.Sendoff("--to", s.Server.URL, "--limit", limit)
	s.Place(w, image.Rect(20, 40, 1120, 760))
	s.Run(cli.ExitDone, "add", "--to", s.Server.URL, s.File("slow.bin", size))
	apptest.Eventually(s.T, "the upload", func() bool { return s.states("uploading", "slow.bin") })
	return c, w
}

// minimised reports whether the window manager has minimised a window.
func (s *screen) minimised(w string) bool {
	out, err := s.Tool("xwininfo", "-all", "-id", w)
	return err == nil && strings.Contains(out, "Hidden")
}

// TestCloseWithoutTray: without a tray, closing the window during an upload minimises it. It comes back with an
// explanation and a way to quit.
func TestCloseWithoutTray(t *testing.T) {
	s := openScreen(t, "light")
	apptest.NeedTools(t, "xwininfo")
	_, w := s.busyScreen(30_000_000, "300k")
	apptest.Eventually(t, "the window's going", func() bool {
		s.Input("windowactivate --sync "+w, "key alt+F4 sleep 0.5")
		return s.minimised(w)
	})
	if !s.states("uploading", "slow.bin") {
		t.Error("it does not upload")
	}
	s.Input("windowactivate --sync " + w)
	apptest.Eventually(t, "the window's coming back", func() bool { return !s.minimised(w) })
	s.Calm(w)
	s.KeepShot("back")
}

// TestFinishThenQuit: told to quit when done, the program finishes all uploads and exits.
func TestFinishThenQuit(t *testing.T) {
	s := openScreen(t, "light")
	c, w := s.busyScreen(1_600_000, "200k")
	s.Input("windowactivate --sync "+w, "key ctrl+q sleep 1")
	s.Calm(w)
	s.KeepShot("asked")
	s.Input("key Return sleep 0.5")
	s.KeepShot("finishing")
	if err := c.Wait(); err != nil {
		t.Errorf("after the last upload: %v", err)
	}
	if got := s.List()["slow.bin"]["outcome"]; got != "done" {
		t.Errorf("outcome %v", got)
	}
}

// TestLateTray: a panel that starts after the program gets the icon.
func TestLateTray(t *testing.T) {
	s := openScreen(t, "light")
	_, w := s.busyScreen(30_000_000, "300k")
	d := s.StartDesktop()
	next(t, d.Items, "an icon in the tray")
	apptest.Eventually(t, "the window's going to the tray", func() bool {
		s.Input("windowactivate --sync "+w, "key alt+F4 sleep 0.7")
		if s.Shows("^Sendoff$") {
			s.Input("key Return sleep 0.3")
		}
		return !s.Shows("^Sendoff$")
	})
}

// TestEndsThoughTheToolkitDoesNot: the program exits, with the right code, even if the toolkit never returns.
func TestEndsThoughTheToolkitDoesNot(t *testing.T) {
	s := openScreen(t, "light")
	prepared := filepath.Join(t.TempDir(), "prepared")
	s.Env = append(s.Env, stuckToolkit+"="+prepared)
	c, _ := s.Sendoff()
	apptest.Eventually(t, "the toolkit's being prepared", func() bool {
		_, err := os.Stat(prepared)
		return err == nil
	})
	s.Run(cli.ExitDone, "quit")
	if err := c.End(t); err != nil {
		t.Errorf("%v\n%s", err, c.Err.String())
	}
	log, err := os.ReadFile(filepath.Join(s.Dir, "log", "sendoff.log"))
	if err != nil || !strings.Contains(string(log), "the toolkit does not end") {
		t.Errorf("the toolkit was not stuck: %v\n%s", err, log)
	}
	s.Run(cli.ExitDone, "run", "--until-idle") // the queue is free again
}

// TestFileForAWindowThatEnds: a second start gives its file to a window that is ending. The file is not lost: the second
// process opens a window for it.
func TestFileForAWindowThatEnds(t *testing.T) {
	s := openScreen(t, "light")
	prepared := filepath.Join(t.TempDir(), "prepared")
	s.Env = append(s.Env, stuckToolkit+"="+prepared)
	first, _ := s.Sendoff()
	apptest.Eventually(t, "the toolkit's being prepared", func() bool {
		_, err := os.Stat(prepared)
		return err == nil
	})
	s.Run(cli.ExitQueue, "quit", "--wait=300ms") // it takes three seconds more
	s.Env = s.Env[:len(s.Env)-1]
	path := s.File("late.bin", 1000)
	second := s.Program(os.Args[0], "--dir", s.Dir, "--to", s.Server.URL, path)
	if err := first.End(t); err != nil {
		t.Errorf("the first: %v\n%s", err, first.Err.String())
	}
	w := s.Window("^Sendoff$")
	apptest.Eventually(t, "the upload of the file", func() bool {
		s.Input("windowactivate --sync "+w, "key Return sleep 0.5")
		return s.List()["late.bin"]["outcome"] == "done"
	})
	if second.ProcessState != nil {
		t.Errorf("the second has ended: %s", second.Err.String())
	}
	s.Arrived(path)
}
