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
)

// TestDragFromFileManager: files and a folder are dragged from a real file manager onto the window.
func TestDragFromFileManager(t *testing.T) {
	needTools(t, "pcmanfm")
	s := openScreen(t, "light")
	inner := filepath.Join(s.files, "a folder ё")
	if err := os.MkdirAll(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	s.file("b file.bin", 300_000)
	s.file("видео #1 100%.txt", 5)
	s.file("a folder ё/inner.txt", 70_000)

	_, w := s.sendoff("--to", s.server.url)
	manager := s.fileManager(s.files)
	s.place(w, image.Rect(10, 30, 650, 590))
	s.place(manager, image.Rect(670, 30, 1270, 430))
	s.dragAll(manager, w)

	names := []string{"b file.bin", "видео #1 100%.txt", "inner.txt"}
	eventually(t, "the adding of what was dropped", func() bool {
		s.activate(w)
		s.input("key Return sleep 0.3")
		return len(s.list()) == len(names)
	})
	for _, name := range names {
		eventually(t, "the upload of "+name, func() bool { return s.list()[name]["outcome"] == "done" })
	}
	s.arrived(filepath.Join(s.files, "b file.bin"))
	s.arrived(filepath.Join(s.files, "видео #1 100%.txt"))
}

// fileManager opens pcmanfm on a folder.
func (s *screen) fileManager(dir string) string {
	s.t.Helper()
	config := filepath.Join(s.variable("XDG_CONFIG_HOME"), "pcmanfm", "default")
	if err := os.MkdirAll(config, 0o700); err != nil {
		s.t.Fatal(err)
	}
	const ui = "[ui]\nmaximized=0\nsplitter_pos=0\nside_pane_mode=hidden;places\nview_mode=icon\nsort=name;ascending;\ntoolbar=\nshow_statusbar=0\nshow_hidden=1\n"
	if err := os.WriteFile(filepath.Join(config, "pcmanfm.conf"), []byte(ui), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.program("pcmanfm", "--no-desktop", dir)
	return s.window("^" + filepath.Base(dir) + "$")
}

// selectAll selects all in the file manager, and tells where the first thing in it is.
func (s *screen) selectAll(manager string) (first image.Point) {
	s.t.Helper()
	s.activate(manager)
	s.calm(manager)
	first = firstThing(s.t, s.picture(manager)).Add(image.Pt(45, 22))
	b := s.picture(manager).Bounds()
	s.input("mousemove --window "+manager+" "+strconv.Itoa(b.Dx()-30)+" "+strconv.Itoa(b.Dy()-30), "click 1 sleep 0.3 key ctrl+a sleep 0.4")
	return first
}

// dragAll selects all in the file manager and drags it to the middle of a window: press, many small
// moves (the drag begins only after some), a rest over the target, release.
func (s *screen) dragAll(manager, w string) {
	s.t.Helper()
	from := s.selectAll(manager)
	num := strconv.Itoa
	s.input("mousemove --window "+manager+" "+num(from.X)+" "+num(from.Y), "sleep 0.3 mousedown 1 sleep 0.3")
	here, err := s.tool("xdotool", "getmouselocation", "--shell")
	if err != nil {
		s.t.Fatal(err)
	}
	start := location(here)
	target := image.Pt(330, 320)
	for i := 1; i <= 25; i++ {
		p := start.Add(target.Sub(start).Mul(i).Div(25))
		s.input("mousemove "+num(p.X)+" "+num(p.Y), "sleep 0.03")
	}
	s.input("mousemove 333 322 sleep 0.5 mouseup 1 sleep 0.2")
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

// firstThing is the top left corner of what stands on a file manager's empty ground.
func firstThing(t testing.TB, img image.Image) image.Point {
	t.Helper()
	b := img.Bounds()
	ground := img.At(b.Max.X-30, b.Max.Y-30)
	found := image.Pt(b.Max.X, b.Max.Y)
	const barsHeight = 62 // menu and address
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

// TestKeysAndCancel: the list is driven by keys, and an upload is cancelled with a click.
func TestKeysAndCancel(t *testing.T) {
	s := openScreen(t, "light")
	first, second := s.file("first.bin", 6_000_000), s.file("second.bin", 6_000_000)
	c, w := s.sendoff("--to", s.server.url, "--limit", "300k")
	s.place(w, image.Rect(20, 40, 1120, 760))
	s.run(exitDone, "add", "--to", s.server.url, first) // added together they would be one group
	s.run(exitDone, "add", "--to", s.server.url, second)
	eventually(t, "both uploads", func() bool { return s.states("uploading", "first.bin", "second.bin") })

	s.input("mousemove --window "+w+" 600 600 click 1 sleep 0.2", "key Home sleep 0.2 key ctrl+a sleep 0.2 key space")
	eventually(t, "the pause by key", func() bool { return s.states("paused", "first.bin", "second.bin") })
	s.calm(w) // the window learns of it a moment after the list: a key before that pauses once more
	s.keepShot("paused")
	s.input("key space")
	eventually(t, "the going on by key", func() bool { return !s.states("paused", "first.bin") && !s.states("paused", "second.bin") })
	eventually(t, "some progress", func() bool { return s.list()["first.bin"]["acked"].(float64) > 0 })

	s.input("key Escape sleep 0.2 key Home sleep 0.3 key Delete")
	eventually(t, "the cancel by key", func() bool { return s.list()["first.bin"]["outcome"] == "confirmed" })
	s.cancelButton(w)
	eventually(t, "the cancel by click", func() bool { return s.list()["second.bin"]["outcome"] == "confirmed" })
	s.keepShot("cancelled")
	left, err := filepath.Glob(filepath.Join(s.folder, "*.bin"))
	if err != nil || len(left) > 0 {
		t.Errorf("on the server: %v, %v", left, err)
	}
	s.calm(w) // it has learned of the end too, and has nothing to ask
	s.activate(w)
	s.input("key ctrl+q")
	if err := c.end(t); err != nil {
		t.Errorf("after Ctrl+Q with nothing to upload: %v", err)
	}
}

// states reports whether the uploads are all in a state.
func (s *screen) states(state string, names ...string) bool {
	list := s.list()
	for _, n := range names {
		if list[n]["state"] != state {
			return false
		}
	}
	return true
}

// cancelButton clicks on the first row's button at the right, which is Cancel. It waits as long as it
// takes to see which row that is: one that has just slid there takes no click.
func (s *screen) cancelButton(w string) {
	s.t.Helper()
	b := s.picture(w).Bounds()
	s.input("mousemove --window "+w+" "+strconv.Itoa(b.Dx()-cancelFromRight)+" "+strconv.Itoa(cancelFromTop), "sleep 1.2 click 1")
}

// Where the middle of the first row's Cancel is, in pixels from the window's edges.
const (
	cancelFromRight = 60
	cancelFromTop   = 124
)

// TestFixedStates compares what does not change with reviewed pictures.
func TestFixedStates(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		t.Run(theme, func(t *testing.T) {
			s := openScreen(t, theme)
			_, w := s.sendoff()
			s.place(w, image.Rect(20, 40, 1120, 760))
			s.input("mousemove 1270 790")
			s.looks(w, "empty-"+theme)
			s.activate(w)
			s.input("key ctrl+comma sleep 0.5")
			s.looks(w, "settings-"+theme)
			s.input("key Escape sleep 0.3")
			s.looks(w, "empty-"+theme)
			s.place(w, image.Rect(20, 40, 500, 400))
			s.looks(w, "small-"+theme)
		})
	}
}

// TestNoOpenGL: a screen without OpenGL gets a sentence that names the way out, and a code for scripts.
func TestNoOpenGL(t *testing.T) {
	needTools(t, "Xvfb")
	s := &screen{&Display{Rig: newRig(t).Rig, env: append(os.Environ(), asProgram+"=1", "DBUS_SESSION_BUS_ADDRESS=disabled:")}}
	s.display("-screen", "0", "640x480x24", "-noreset", "-nolisten", "tcp", "-extension", "GLX")
	s.saysNoOpenGL()
}

// leavesNoFile checks that neither the program nor its toolkit has kept a file in the user's home: only the toolkit's
// own two folders stay, empty.
func (s *screen) leavesNoFile() {
	s.t.Helper()
	home := filepath.Dir(s.variable("XDG_CONFIG_HOME"))
	for _, name := range []string{".config/fyne/*", ".cache/fyne/*", ".cache/sendoff", ".cache/font_index*", ".local/share/sendoff"} {
		left, err := filepath.Glob(filepath.Join(home, name))
		if err != nil {
			s.t.Fatal(err)
		}
		if len(left) > 0 {
			s.t.Errorf("left behind: %v", left)
		}
	}
}

// TestFoldersOfOthers: a folder in which others have settings of the toolkit stays as it is.
func TestFoldersOfOthers(t *testing.T) {
	s := openScreen(t, "light")
	file := filepath.Join(s.variable("XDG_CONFIG_HOME"), "fyne", "settings.json")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(`{"scale":1.5}`), 0o600); err != nil {
		t.Fatal(err)
	}
	c, w := s.sendoff()
	s.activate(w)
	s.input("key ctrl+q")
	if err := c.end(t); err != nil {
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

// TestSignalLeavesNoFile: a window that a signal ends keeps no file at home, however soon after it opened.
func TestSignalLeavesNoFile(t *testing.T) {
	s := openScreen(t, "light")
	for range 5 {
		c, _ := s.sendoff()
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := c.end(t); err != nil {
			t.Errorf("asked to end, it ends with %v", err)
		}
		s.leavesNoFile()
	}
}

func (s *screen) saysNoOpenGL() {
	s.t.Helper()
	c := s.program(os.Args[0], "--dir", s.dir)
	err := c.end(s.t)
	exit, ok := err.(*exec.ExitError) //nolint:errorlint // Wait's own
	if !ok || exit.ExitCode() != exitQueue {
		s.t.Errorf("%v, want exit code %d", err, exitQueue)
	}
	if said := c.err.String(); !strings.Contains(said, "no OpenGL") || !strings.Contains(said, "sendoff upload --to") ||
		strings.Contains(said, "goroutine") {
		s.t.Errorf("it said: %s", said)
	}
}
