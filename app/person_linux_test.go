//go:build !nowindow

package main

import (
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/cli"
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
	cancelFromTop   = 124
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

// TestNoOpenGL: on a screen without OpenGL the program prints an alternative, and exits with its own code.
func TestNoOpenGL(t *testing.T) {
	apptest.NeedTools(t, "Xvfb")
	s := &screen{&apptest.Display{Rig: newRig(t).Rig, Env: append(os.Environ(), apptest.AsProgram+"=1", "DBUS_SESSION_BUS_ADDRESS=disabled:")}}
	s.StartX("-screen", "0", "640x480x24", "-noreset", "-nolisten", "tcp", "-extension", "GLX")
	s.saysNoOpenGL()
}

// leavesNoFile checks that neither program nor toolkit left a file in the user's home. Only the toolkit's own two
// folders stay, empty.
func (s *screen) leavesNoFile() {
	s.T.Helper()
	home := filepath.Dir(s.Variable("XDG_CONFIG_HOME"))
	for _, name := range []string{".config/fyne/*", ".cache/fyne/*", ".cache/sendoff", ".cache/font_index*", ".local/share/sendoff"} {
		left, err := filepath.Glob(filepath.Join(home, name))
		if err != nil {
			s.T.Fatal(err)
		}
		if len(left) > 0 {
			s.T.Errorf("left behind: %v", left)
		}
	}
}

// TestFoldersOfOthers: a folder with other programs' toolkit settings stays as it is.
func TestFoldersOfOthers(t *testing.T) {
	s := openScreen(t, "light")
	file := filepath.Join(s.Variable("XDG_CONFIG_HOME"), "fyne", "settings.json")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(`{"scale":1.5}`), 0o600); err != nil {
		t.Fatal(err)
	}
	c, w := s.Sendoff()
	s.Activate(w)
	s.Input("key ctrl+q")
	if err := c.End(t); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(file); string(text) != `{"scale":1.5}` {
		t.Errorf("%s, %v", text, err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	s.leavesNoFile()
}

// TestSignalLeavesNoFile: a window ended by a signal leaves no file at home, however soon after its start.
func TestSignalLeavesNoFile(t *testing.T) {
	s := openScreen(t, "light")
	for range 5 {
		c, _ := s.Sendoff()
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := c.End(t); err != nil {
			t.Errorf("asked to end, it ends with %v", err)
		}
		s.leavesNoFile()
	}
}

func (s *screen) saysNoOpenGL() {
	s.T.Helper()
	c := s.Program(os.Args[0], "--dir", s.Dir)
	err := c.End(s.T)
	exit, ok := err.(*exec.ExitError) //nolint:errorlint // Wait's own
	if !ok || exit.ExitCode() != cli.ExitQueue {
		s.T.Errorf("%v, want exit code %d", err, cli.ExitQueue)
	}
	if said := c.Err.String(); !strings.Contains(said, "no OpenGL") || !strings.Contains(said, "sendoff upload --to") ||
		strings.Contains(said, "goroutine") {
		s.T.Errorf("it said: %s", said)
	}
}
