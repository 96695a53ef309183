//go:build !nowindow

package main

import (
	"image"
	"path/filepath"
	"strconv"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/cli"
)

// TestKeysAndCancel: the list is operated by keys, and an upload is cancelled with a click.
func TestKeysAndCancel(t *testing.T) {
	s := openScreen(t, "light")
	first, second := s.File("first.bin", 6_000_000), s.File("second.bin", 6_000_000)
	c, w := s.Sendoff("--to", s.Server.URL, "--limit", "300k")
	s.Place(w, image.Rect(20, 40, 1120, 760))
	s.Run(cli.ExitDone, "add", "--to", s.Server.URL, first) // added together they would form a group
	s.Run(cli.ExitDone, "add", "--to", s.Server.URL, second)
	apptest.Eventually(t, "both uploads", func() bool { return s.states("uploading", "first.bin", "second.bin") })

	s.Input("mousemove --window "+w+" 600 600 click 1 sleep 0.2", "key Home sleep 0.2 key ctrl+a sleep 0.2 key space")
	apptest.Eventually(t, "the pause by key", func() bool { return s.states("paused", "first.bin", "second.bin") })
	s.Calm(w) // the window is updated a moment later: a key before that would pause once more
	s.KeepShot("paused")
	s.Input("key space")
	apptest.Eventually(t, "the going on by key", func() bool { return !s.states("paused", "first.bin") && !s.states("paused", "second.bin") })
	apptest.Eventually(t, "some progress", func() bool { return s.List()["first.bin"]["acked"].(float64) > 0 })

	s.Input("key Escape sleep 0.2 key Home sleep 0.3 key Delete")
	apptest.Eventually(t, "the cancel by key", func() bool { return s.List()["first.bin"]["outcome"] == "confirmed" })
	s.cancelButton(w)
	apptest.Eventually(t, "the cancel by click", func() bool { return s.List()["second.bin"]["outcome"] == "confirmed" })
	s.KeepShot("cancelled")
	left, err := filepath.Glob(filepath.Join(s.Folder, "*.bin"))
	if err != nil || len(left) > 0 {
		t.Errorf("on the server: %v, %v", left, err)
	}
	s.Calm(w) // it has learned of the end too, so that it asks nothing
	s.Activate(w)
	s.Input("key ctrl+q")
	if err := c.End(t); err != nil {
		t.Errorf("after Ctrl+Q with nothing to upload: %v", err)
	}
}

// states reports whether all the uploads are in a state.
func (s *screen) states(state string, names ...string) bool {
	list := s.List()
	for _, n := range names {
		if list[n]["state"] != state {
			return false
		}
	}
	return true
}

// cancelButton clicks Cancel in the first row. It waits until the row counts as read: one that has just moved takes
// no click.
func (s *screen) cancelButton(w string) {
	s.T.Helper()
	b := s.Picture(w).Bounds()
	s.Input("mousemove --window "+w+" "+strconv.Itoa(b.Dx()-cancelFromRight)+" "+strconv.Itoa(cancelFromTop), "sleep 1.2 click 1")
}

// Centre of the first row's Cancel, in pixels from the window's edges.
const (
	cancelFromRight = 60
	cancelFromTop   = 154
)

// TestFixedStates compares unchanging states with reviewed pictures.
func TestFixedStates(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		t.Run(theme, func(t *testing.T) {
			s := openScreen(t, theme)
			_, w := s.Sendoff()
			s.Place(w, image.Rect(20, 40, 1120, 760))
			s.Input("mousemove 1270 790")
			s.Looks(w, "empty-"+theme)
			s.Activate(w)
			s.Input("key ctrl+comma sleep 0.5")
			s.Looks(w, "settings-"+theme)
			s.Input("key Escape sleep 0.3")
			s.Looks(w, "empty-"+theme)
			s.Place(w, image.Rect(20, 40, 500, 400))
			s.Looks(w, "small-"+theme)
		})
	}
}
