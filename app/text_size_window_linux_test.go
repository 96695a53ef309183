//go:build !nowindow

package main

import (
	"image"
	"os/exec"
	"strings"
	"testing"
)

// TestTextSizeOfTheDesktop: the first window is scaled by the desktop's text size, unless FYNE_SCALE is set.
func TestTextSizeOfTheDesktop(t *testing.T) {
	s := openScreen(t, "light")
	size := func(env ...string) image.Point {
		t.Helper()
		plain := s.Env
		s.Env = append(s.Env, env...)
		defer func() { s.Env = plain }()
		s.Dir = t.TempDir()
		c, w := s.Sendoff()
		s.Calm(w)
		s.KeepShot(strings.Join(append(env, "size"), "-"))
		got := s.size(w)
		s.leave(c, w)
		return got
	}
	plain := size()
	set := exec.Command("xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER", "Xft.dpi:\t72\n")
	set.Env = s.Env
	if err := set.Run(); err != nil {
		t.Fatal(err)
	}
	if got, want := size(), plain.Mul(8).Div(10); got != want { // the toolkit rounds to one decimal
		t.Errorf("with 72 dpi the window has %v, want %v", got, want)
	}
	if got := size("FYNE_SCALE=1"); got != plain {
		t.Errorf("with FYNE_SCALE it has %v, want %v", got, plain)
	}
}
