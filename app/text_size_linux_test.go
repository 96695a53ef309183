package main

import (
	"image"
	"os/exec"
	"strings"
	"testing"
)

func TestXftScale(t *testing.T) {
	for resources, want := range map[string]int{
		"": 0, "Xft.antialias:\t1\nXft.dpi:\t144\n": 150, "Xft.dpi: 96": 100, "Xft.dpi:192\nXft.hinting: 1": 200, "*dpi: 120": 125,
		"Xft.dpi: 96\nXft.dpi: 192\n": 200, "Xft.dpi: 0": 0, "Xft.dpi: many": 0, "Xft.dpi: 1e9": 0, "Xft.dpi: NaN": 0, "XTerm.dpi: 192": 0,
	} {
		if got := xftScale(resources); got != want {
			t.Errorf("%q: %d, want %d", resources, got, want)
		}
	}
}

// TestTextSizeOfTheDesktop: the first window is as much larger as the desktop has text, unless FYNE_SCALE says
// how large it is.
func TestTextSizeOfTheDesktop(t *testing.T) {
	s := openScreen(t, "light")
	size := func(env ...string) image.Point {
		t.Helper()
		plain := s.env
		s.env = append(s.env, env...)
		defer func() { s.env = plain }()
		s.dir = t.TempDir()
		c, w := s.sendoff()
		s.calm(w)
		s.keepShot(strings.Join(append(env, "size"), "-"))
		got := s.size(w)
		s.leave(c, w)
		return got
	}
	plain := size()
	set := exec.Command("xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER", "Xft.dpi:\t72\n")
	set.Env = s.env
	if err := set.Run(); err != nil {
		t.Fatal(err)
	}
	if got, want := size(), plain.Mul(8).Div(10); got != want { // the toolkit has one decimal
		t.Errorf("with 72 dpi the window has %v, want %v", got, want)
	}
	if got := size("FYNE_SCALE=1"); got != plain {
		t.Errorf("with FYNE_SCALE it has %v, want %v", got, plain)
	}
}
