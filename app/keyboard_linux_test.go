//go:build !nowindow

package main

import (
	"encoding/json"
	"image"
	"os"
	"os/exec"
	"strings"
	"time"

	"sendoff/app/apptest"
	"sendoff/app/cli"
)

// keyboard presses keys in the window, and reads their effect: from the queue, from the clipboard, and from the
// picture of a window at rest.
type keyboard struct {
	*screen
	w string
}

// press presses keys in order.
func (k *keyboard) press(keys ...string) {
	k.T.Helper()
	k.Activate(k.w)
	k.Input("key --delay 40 " + strings.Join(keys, " "))
}

// clip puts text on the clipboard.
func (k *keyboard) clip(words string) {
	k.T.Helper()
	c := exec.Command("xclip", "-selection", "clipboard") // stays in the background until the display ends
	c.Env, c.Stdin = k.Env, strings.NewReader(words)
	if err := c.Run(); err != nil {
		k.T.Fatal(err)
	}
}

// copies presses keys and returns what they put on the clipboard, "" = nothing.
func (k *keyboard) copies(keys ...string) string {
	k.T.Helper()
	const before = "nothing was copied"
	k.clip(before)
	k.press(keys...)
	last := ""
	for range 100 {
		words, err := k.Tool("xclip", "-o", "-selection", "clipboard")
		if err != nil {
			k.T.Fatal(err)
		}
		if words != before {
			return words
		}
		now, err := k.Tool("import", "-window", k.w, "rgb:-")
		if err != nil {
			k.T.Fatal(err)
		}
		if now == last {
			break
		}
		last = now
	}
	return ""
}

// selects presses keys and fails unless Ctrl+C then copies these uploads, in the order of the list.
func (k *keyboard) selects(want string, keys ...string) {
	k.T.Helper()
	var names []string
	for line := range strings.Lines(k.copies(append(keys, "ctrl+c")...)) {
		name, _, _ := strings.Cut(line, ".")
		names = append(names, name)
	}
	if got := strings.Join(names, " "); got != want {
		k.T.Errorf("after %v the selection is %q, want %q", keys, got, want)
	}
}

// orders presses keys and fails unless the queue then has this order.
func (k *keyboard) orders(want string, keys ...string) {
	k.T.Helper()
	k.press(keys...)
	var got string
	if !k.Soon(func() bool { got = k.order(); return got == want }) {
		k.T.Errorf("after %v the queue is %q, want %q", keys, got, want)
	}
}

func (k *keyboard) order() string {
	k.T.Helper()
	out, _ := k.Run(cli.ExitDone, "list", "--json")
	var names []string
	for line := range strings.Lines(out) {
		var j struct{ Name string }
		if err := json.Unmarshal([]byte(line), &j); err != nil {
			k.T.Fatal(err)
		}
		names = append(names, strings.TrimSuffix(j.Name, ".bin"))
	}
	return strings.Join(names, " ")
}

// opens presses keys that open something, takes its picture, and closes it with Escape.
func (k *keyboard) opens(keys ...string) shot {
	k.T.Helper()
	before := k.still()
	k.press(keys...)
	if !k.Soon(func() bool { return before.changed(k.shoot()) > 4000 }) {
		k.T.Errorf("%v opened nothing", keys)
		return before
	}
	open := k.still()
	k.press("Escape")
	if !k.Soon(func() bool { return before.changed(k.shoot()) < 400 }) {
		k.KeepShot("not-left-" + keys[0])
		k.T.Errorf("Escape did not leave what %v opened", keys)
	}
	return open
}

// shot is a picture of a window, three bytes a pixel.
type shot struct {
	rgb   string
	width int
}

func (k *keyboard) shoot() shot {
	k.T.Helper()
	rgb, err := k.Tool("import", "-window", k.w, "-depth", "8", "rgb:-")
	if err != nil {
		k.T.Fatal(err)
	}
	return shot{rgb, keysWindow.Dx()}
}

// still is the picture of the window once it has stopped changing.
func (k *keyboard) still() shot {
	k.T.Helper()
	var last shot
	apptest.Eventually(k.T, "a window that stands still", func() bool {
		now := k.shoot()
		same := now == last
		last = now
		return same
	})
	return last
}

// changed is the number of visibly different pixels of two pictures, above the message line, which comes and goes
// by itself.
func (s shot) changed(other shot) int {
	n := 0
	s.each(other, func(p image.Point) {
		if p.Y < keysWindow.Dy()-120 {
			n++
		}
	})
	return n
}

// each visits the visibly different pixels of two pictures.
func (s shot) each(other shot, f func(image.Point)) {
	for i := 0; i+2 < min(len(s.rgb), len(other.rgb)); i += 3 {
		d := 0
		for c := range 3 {
			d += max(int(s.rgb[i+c]), int(other.rgb[i+c])) - min(int(s.rgb[i+c]), int(other.rgb[i+c]))
		}
		if d > 64 {
			f(image.Pt(i/3%s.width, i/3/s.width))
		}
	}
}

// keysWindow is the window's position and size.
var keysWindow = image.Rect(20, 40, 1120, 760)

// rested makes a file with an old modification time.
func (k *keyboard) rested(name string, size int) string {
	k.T.Helper()
	path := k.File(name, size)
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, old, old); err != nil {
		k.T.Fatal(err)
	}
	return path
}

// like reports whether two pictures look the same.
func (s shot) like(other shot) bool {
	n := 0
	s.each(other, func(image.Point) { n++ })
	return n < 60
}

// ringAt is the area that differs only in the second of three pictures.
func ringAt(before, here, after shot) string {
	var r image.Rectangle
	late := map[image.Point]bool{}
	here.each(after, func(p image.Point) { late[p] = true })
	before.each(here, func(p image.Point) {
		if late[p] {
			r = r.Union(image.Rectangle{p, p.Add(image.Pt(1, 1))})
		}
	})
	switch {
	case r.Empty():
		return "nowhere"
	case r.Max.Y <= 56:
		return "toolbar"
	case r.Min.Y >= keysWindow.Dy()-42:
		return "status"
	case r.Max.X <= 208:
		return "side"
	}
	return "list"
}
