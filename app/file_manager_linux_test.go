//go:build !nowindow

package main

import (
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sendoff/app/apptest"
)

// TestDragFromFileManager: files and a folder are dragged from a real file manager onto the window.
func TestDragFromFileManager(t *testing.T) {
	apptest.NeedTools(t, "pcmanfm")
	s := openScreen(t, "light")
	inner := filepath.Join(s.Files, "a folder ё")
	if err := os.MkdirAll(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	s.File("b file.bin", 300_000)
	s.File("видео #1 100%.txt", 5)
	s.File("a folder ё/inner.txt", 70_000)

	_, w := s.Sendoff("--to", s.Server.URL)
	manager := s.fileManager(s.Files)
	s.Place(w, image.Rect(10, 30, 650, 590))
	s.Place(manager, image.Rect(670, 30, 1270, 430))
	s.dragAll(manager, w)

	names := []string{"b file.bin", "видео #1 100%.txt", "inner.txt"}
	apptest.Eventually(t, "the adding of what was dropped", func() bool {
		s.Activate(w)
		s.Input("key Return sleep 0.3")
		return len(s.List()) == len(names)
	})
	for _, name := range names {
		apptest.Eventually(t, "the upload of "+name, func() bool { return s.List()[name]["outcome"] == "done" })
	}
	s.Arrived(filepath.Join(s.Files, "b file.bin"))
	s.Arrived(filepath.Join(s.Files, "видео #1 100%.txt"))
}

// fileManager opens pcmanfm on a folder.
func (s *screen) fileManager(dir string) string {
	s.T.Helper()
	config := filepath.Join(s.Variable("XDG_CONFIG_HOME"), "pcmanfm", "default")
	if err := os.MkdirAll(config, 0o700); err != nil {
		s.T.Fatal(err)
	}
	const ui = "[ui]\nmaximized=0\nsplitter_pos=0\nside_pane_mode=hidden;places\nview_mode=icon\nsort=name;ascending;\ntoolbar=\nshow_statusbar=0\nshow_hidden=1\n"
	if err := os.WriteFile(filepath.Join(config, "pcmanfm.conf"), []byte(ui), 0o600); err != nil {
		s.T.Fatal(err)
	}
	s.Program("pcmanfm", "--no-desktop", dir)
	return s.Window("^" + filepath.Base(dir) + "$")
}

// selectAll selects all in the file manager, and returns the position of the first item.
func (s *screen) selectAll(manager string) (first image.Point) {
	s.T.Helper()
	s.Activate(manager)
	s.Calm(manager)
	first = firstThing(s.T, s.Picture(manager)).Add(image.Pt(45, 22))
	b := s.Picture(manager).Bounds()
	s.Input("mousemove --window "+manager+" "+strconv.Itoa(b.Dx()-30)+" "+strconv.Itoa(b.Dy()-30), "click 1 sleep 0.3 key ctrl+a sleep 0.4")
	return first
}

// dragAll selects all in the file manager and drags it to the middle of a window: press, many small moves (a drag
// begins only after some), a rest over the target, release.
func (s *screen) dragAll(manager, w string) {
	s.T.Helper()
	from := s.selectAll(manager)
	num := strconv.Itoa
	s.Input("mousemove --window "+manager+" "+num(from.X)+" "+num(from.Y), "sleep 0.3 mousedown 1 sleep 0.3")
	here, err := s.Tool("xdotool", "getmouselocation", "--shell")
	if err != nil {
		s.T.Fatal(err)
	}
	start := location(here)
	target := image.Pt(330, 320)
	for i := 1; i <= 25; i++ {
		p := start.Add(target.Sub(start).Mul(i).Div(25))
		s.Input("mousemove "+num(p.X)+" "+num(p.Y), "sleep 0.03")
	}
	s.Input("mousemove 333 322 sleep 0.5 mouseup 1 sleep 0.2")
}

func location(shell string) image.Point {
	var p image.Point
	for line := range strings.Lines(shell) {
		if v, ok := strings.CutPrefix(line, "X="); ok {
			p.X, _ = strconv.Atoi(strings.TrimSpace(v))
		}
		if v, ok := strings.CutPrefix(line, "Y="); ok {
			p.Y, _ = strconv.Atoi(strings.TrimSpace(v))
		}
	}
	return p
}

// firstThing is the top left corner of the first item in a file manager.
func firstThing(t testing.TB, img image.Image) image.Point {
	t.Helper()
	b := img.Bounds()
	ground := img.At(b.Max.X-30, b.Max.Y-30)
	found := image.Pt(b.Max.X, b.Max.Y)
	const barsHeight = 62 // menu and address bar
	for y := b.Min.Y + barsHeight; y < b.Max.Y-20; y++ {
		for x := b.Min.X + 4; x < b.Max.X-20; x++ {
			if far(img.At(x, y), ground) {
				found = image.Pt(min(found.X, x), min(found.Y, y))
			}
		}
	}
	if found.X >= b.Max.X {
		t.Fatal("the file manager shows nothing")
	}
	return found
}

func far(a, b color.Color) bool {
	r1, g1, b1, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	d := func(x, y uint32) uint32 { return max(x, y) - min(x, y) }
	return d(r1, r2)+d(g1, g2)+d(b1, b2) > 0x4000
}
