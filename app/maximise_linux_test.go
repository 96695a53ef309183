package main

import (
	"image"
	"strings"
	"testing"
)

// maximised tells whether the window manager has maximised a window, both ways.
func (s *screen) maximised(w string) bool {
	state, err := s.tool("xprop", "-id", w, "_NET_WM_STATE")
	return err == nil && strings.Contains(state, "_NET_WM_STATE_MAXIMIZED_VERT") && strings.Contains(state, "_NET_WM_STATE_MAXIMIZED_HORZ")
}

// size is what a window shows.
func (s *screen) size(w string) image.Point { return s.picture(w).Bounds().Size() }

// doubleClickTitle has the window manager maximise a window, or restore it.
func (s *screen) doubleClickTitle(w string) {
	s.t.Helper()
	s.input("mousemove --window "+w+" 200 -8", "click --repeat 2 --delay 80 1")
}

// leave ends the program as people do.
func (s *screen) leave(c *child, w string) {
	s.t.Helper()
	s.activate(w)
	s.input("key ctrl+q")
	if err := c.end(s.t); err != nil {
		s.t.Error(err)
	}
}

// TestStaysMaximised: a window that was closed maximised opens maximised, and has the size from before when it is
// restored; that holds over two starts. One that was restored opens as it was.
func TestStaysMaximised(t *testing.T) {
	s := openScreen(t, "light")
	c, w := s.sendoff()
	s.place(w, image.Rect(40, 60, 940, 660))
	s.calm(w)
	normal := s.size(w)
	s.doubleClickTitle(w)
	eventually(t, "the maximised window", func() bool { return s.maximised(w) && s.size(w).X == 1280 })
	s.leave(c, w)
	for _, name := range []string{"second", "third"} {
		c, w = s.sendoff()
		eventually(t, "the maximised window of the "+name+" start", func() bool { return s.maximised(w) && s.size(w).X == 1280 })
		s.calm(w)
		s.keepShot(name)
		if name == "second" {
			s.leave(c, w)
		}
	}
	s.doubleClickTitle(w)
	if !s.soon(func() bool { return !s.maximised(w) && s.size(w) == normal }) {
		t.Errorf("restored, the window has %v, want %v", s.size(w), normal)
	}
	s.calm(w)
	s.leave(c, w)
	_, w = s.sendoff()
	s.calm(w)
	if s.maximised(w) || s.size(w) != normal {
		t.Errorf("at the fourth start it has %v, want %v", s.size(w), normal)
	}
}
