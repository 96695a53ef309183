//go:build !nowindow

package main

import (
	"image"
	"strings"
	"testing"

	"sendoff/app/apptest"
)

// maximised reports whether the window manager has maximised a window in both directions.
func (s *screen) maximised(w string) bool {
	state, err := s.Tool("xprop", "-id", w, "_NET_WM_STATE")
	return err == nil && strings.Contains(state, "_NET_WM_STATE_MAXIMIZED_VERT") && strings.Contains(state, "_NET_WM_STATE_MAXIMIZED_HORZ")
}

// size is the size of a window's content.
func (s *screen) size(w string) image.Point { return s.Picture(w).Bounds().Size() }

// doubleClickTitle makes the window manager maximise or restore a window.
func (s *screen) doubleClickTitle(w string) {
	s.T.Helper()
	s.Input("mousemove --window "+w+" 200 -8", "click --repeat 2 --delay 80 1")
}

// leave quits the program as a user does.
func (s *screen) leave(c *apptest.Child, w string) {
	s.T.Helper()
	s.Activate(w)
	s.Input("key ctrl+q")
	if err := c.End(s.T); err != nil {
		s.T.Error(err)
	}
}

// TestStaysMaximised: a window closed while maximised opens maximised, and restores to its earlier size; that holds
// over two starts. A restored one opens restored.
func TestStaysMaximised(t *testing.T) {
	s := openScreen(t, "light")
	c, w := s.Sendoff()
	s.Place(w, image.Rect(40, 60, 940, 660))
	s.Calm(w)
	normal := s.size(w)
	s.doubleClickTitle(w)
	apptest.Eventually(t, "the maximised window", func() bool { return s.maximised(w) && s.size(w).X == 1280 })
	s.leave(c, w)
	for _, name := range []string{"second", "third"} {
		c, w = s.Sendoff()
		apptest.Eventually(t, "the maximised window of the "+name+" start", func() bool { return s.maximised(w) && s.size(w).X == 1280 })
		s.Calm(w)
		s.KeepShot(name)
		if name == "second" {
			s.leave(c, w)
		}
	}
	s.doubleClickTitle(w)
	if !s.Soon(func() bool { return !s.maximised(w) && s.size(w) == normal }) {
		t.Errorf("restored, the window has %v, want %v", s.size(w), normal)
	}
	s.Calm(w)
	s.leave(c, w)
	_, w = s.Sendoff()
	s.Calm(w)
	if s.maximised(w) || s.size(w) != normal {
		t.Errorf("at the fourth start it has %v, want %v", s.size(w), normal)
	}
}
