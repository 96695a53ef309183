package main

import (
	"encoding/json"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// keyboard presses keys in the window, and reads what they did: from the queue, from the clipboard, and
// from the picture of a window in which nothing moves.
type keyboard struct {
	*screen
	w string
}

// press presses keys one after the other.
func (k *keyboard) press(keys ...string) {
	k.t.Helper()
	k.activate(k.w)
	k.input("key --delay 40 " + strings.Join(keys, " "))
}

// clip puts words on the clipboard.
func (k *keyboard) clip(words string) {
	k.t.Helper()
	c := exec.Command("xclip", "-selection", "clipboard") // it stays in the background, where it ends with the display
	c.Env, c.Stdin = k.env, strings.NewReader(words)
	if err := c.Run(); err != nil {
		k.t.Fatal(err)
	}
}

// copies presses keys and tells what they put on the clipboard, "" for nothing.
func (k *keyboard) copies(keys ...string) string {
	k.t.Helper()
	const before = "nothing was copied"
	k.clip(before)
	k.press(keys...)
	last := ""
	for range 100 {
		words, err := k.tool("xclip", "-o", "-selection", "clipboard")
		if err != nil {
			k.t.Fatal(err)
		}
		if words != before {
			return words
		}
		now, err := k.tool("import", "-window", k.w, "rgb:-")
		if err != nil {
			k.t.Fatal(err)
		}
		if now == last {
			break
		}
		last = now
	}
	return ""
}

// selects presses keys, and fails unless Ctrl+C copies these uploads then, in the order of the list.
func (k *keyboard) selects(want string, keys ...string) {
	k.t.Helper()
	var names []string
	for line := range strings.Lines(k.copies(append(keys, "ctrl+c")...)) {
		name, _, _ := strings.Cut(line, ".")
		names = append(names, name)
	}
	if got := strings.Join(names, " "); got != want {
		k.t.Errorf("after %v the selection is %q, want %q", keys, got, want)
	}
}

// orders presses keys, and fails unless the queue has this order then.
func (k *keyboard) orders(want string, keys ...string) {
	k.t.Helper()
	k.press(keys...)
	var got string
	if !k.soon(func() bool { got = k.order(); return got == want }) {
		k.t.Errorf("after %v the queue is %q, want %q", keys, got, want)
	}
}

func (k *keyboard) order() string {
	k.t.Helper()
	out, _ := k.run(exitDone, "list", "--json")
	var names []string
	for line := range strings.Lines(out) {
		var j struct{ Name string }
		if err := json.Unmarshal([]byte(line), &j); err != nil {
			k.t.Fatal(err)
		}
		names = append(names, strings.TrimSuffix(j.Name, ".bin"))
	}
	return strings.Join(names, " ")
}

// opens presses keys that open something, takes its picture, and leaves it again with Escape.
func (k *keyboard) opens(keys ...string) shot {
	k.t.Helper()
	before := k.still()
	k.press(keys...)
	if !k.soon(func() bool { return before.changed(k.shoot()) > 4000 }) {
		k.t.Errorf("%v opened nothing", keys)
		return before
	}
	open := k.still()
	k.press("Escape")
	if !k.soon(func() bool { return before.changed(k.shoot()) < 400 }) {
		k.keepShot("not-left-" + keys[0])
		k.t.Errorf("Escape did not leave what %v opened", keys)
	}
	return open
}

// shot is what a window shows: three bytes for each pixel.
type shot struct {
	rgb   string
	width int
}

func (k *keyboard) shoot() shot {
	k.t.Helper()
	rgb, err := k.tool("import", "-window", k.w, "-depth", "8", "rgb:-")
	if err != nil {
		k.t.Fatal(err)
	}
	return shot{rgb, keysWindow.Dx()}
}

// still is the picture of a window that has stopped changing.
func (k *keyboard) still() shot {
	k.t.Helper()
	var last shot
	eventually(k.t, "a window that stands still", func() bool {
		now := k.shoot()
		same := now == last
		last = now
		return same
	})
	return last
}

// changed is the number of pixels in which two pictures differ visibly, above the line of messages,
// which come and go by themselves.
func (s shot) changed(other shot) int {
	n := 0
	s.each(other, func(p image.Point) {
		if p.Y < keysWindow.Dy()-120 {
			n++
		}
	})
	return n
}

// each visits the pixels in which two pictures differ visibly.
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

// keysWindow is where the window stands.
var keysWindow = image.Rect(20, 40, 1120, 760)

// portal is the desktop's file chooser on the session bus.
type portal struct {
	s     *screen
	asked chan chooserAsk
}

// chooserAsk is a chooser that is open.
type chooserAsk struct {
	parent  string
	options map[string]dbus.Variant
	from    dbus.Sender
	handle  dbus.ObjectPath
}

// OpenFile opens the chooser.
func (p *portal) OpenFile(parent, _ string, options map[string]dbus.Variant, from dbus.Sender) (dbus.ObjectPath, *dbus.Error) {
	r := chooserAsk{parent, options, from, "/org/freedesktop/portal/desktop/request/1/a"}
	p.asked <- r
	return r.handle, nil
}

func (s *screen) portal() *portal {
	s.t.Helper()
	p := &portal{s, make(chan chooserAsk, 8)}
	if err := s.bus.Export(p, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.FileChooser"); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.bus.RequestName("org.freedesktop.portal.Desktop", dbus.NameFlagDoNotQueue); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// answer closes the chooser: with files, or without any as Escape does.
func (p *portal) answer(r chooserAsk, files ...string) {
	p.s.t.Helper()
	code, results := uint32(1), map[string]dbus.Variant{}
	if len(files) > 0 {
		code, results["uris"] = 0, dbus.MakeVariant(files)
	}
	body := []any{code, results}
	call := p.s.bus.Send(&dbus.Message{Type: dbus.TypeSignal, Body: body, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldDestination: dbus.MakeVariant(string(r.from)),
		dbus.FieldPath:        dbus.MakeVariant(r.handle),
		dbus.FieldInterface:   dbus.MakeVariant("org.freedesktop.portal.Request"),
		dbus.FieldMember:      dbus.MakeVariant("Response"),
		dbus.FieldSignature:   dbus.MakeVariant(dbus.SignatureOf(body...)),
	}}, nil)
	if call != nil && call.Err != nil {
		p.s.t.Fatal(call.Err)
	}
}

// TestEveryKey presses each key of the window, those of TestKeysAndCancel aside.
func TestEveryKey(t *testing.T) {
	s := openScreen(t, "light")
	needTools(t, "xclip")
	p := s.portal()
	c, w := s.sendoff("--to", s.server.url, "--limit", "300k")
	s.place(w, keysWindow)
	s.input("mousemove 1270 790")
	k := &keyboard{s, w}
	k.adds(p)
	for _, name := range []string{"delta.bin", "echo.bin"} {
		s.run(exitDone, "add", "--to", s.server.url, k.rested(name, 6_000_000))
	}
	eventually(t, "a session", func() bool { acked, _ := s.list()["alpha.bin"]["acked"].(float64); return acked > 0 })
	eventually(t, "the pause of all", func() bool {
		k.press("ctrl+a", "space")
		k.calm(w)
		return s.states("paused", "alpha.bin", "bravo.bin", "charlie.bin", "delta.bin", "echo.bin")
	})
	k.moves()
	k.searches()
	k.looksInto()
	k.tabs()
	k.ends()
	k.filters()
	k.press("ctrl+w") // nothing goes on, so that there is nothing to ask
	if err := c.end(t); err != nil {
		t.Errorf("after Ctrl+W with nothing to upload: %v", err)
	}
}

// adds adds files with the file chooser and with what is pasted.
func (k *keyboard) adds(p *portal) {
	k.t.Helper()
	paths := map[string]string{}
	for _, name := range []string{"alpha.bin", "bravo.bin", "charlie.bin"} {
		paths[name] = k.rested(name, 6_000_000)
	}
	k.press("ctrl+shift+o")
	folder := next(k.t, p.asked, "the folder chooser")
	before := k.still()
	if folder.options["directory"].Value() != true || !strings.HasPrefix(folder.parent, "x11:") {
		k.t.Errorf("Ctrl+Shift+O asked for %v", folder)
	}
	p.answer(folder)
	k.calm(k.w)
	if n := before.changed(k.still()); n > 0 {
		k.t.Errorf("a chooser that was left changed %d pixels of the window", n)
	}
	k.press("ctrl+o")
	files := next(k.t, p.asked, "the file chooser")
	if files.options["directory"].Value() != false || files.options["multiple"].Value() != true {
		k.t.Errorf("Ctrl+O asked for %v", files)
	}
	k.calm(k.w)
	p.answer(files, "file://"+paths["alpha.bin"])
	k.accepts("alpha.bin")

	k.clip("no path at all")
	k.press("ctrl+v")
	k.calm(k.w)
	k.clip("\"" + paths["bravo.bin"] + "\"\n")
	k.press("ctrl+v")
	k.accepts("bravo.bin")
	k.clip("file://" + paths["charlie.bin"])
	k.press("ctrl+v")
	k.accepts("charlie.bin")
}

// rested makes a file that nobody writes any more.
func (k *keyboard) rested(name string, size int) string {
	k.t.Helper()
	path := k.file(name, size)
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, old, old); err != nil {
		k.t.Fatal(err)
	}
	return path
}

// accepts presses Enter until the sheet that comes has added a file, and then Escape: an Enter too many
// has opened its details.
func (k *keyboard) accepts(name string) {
	k.t.Helper()
	eventually(k.t, "the adding of "+name, func() bool {
		k.press("Return")
		k.calm(k.w)
		return k.list()[name] != nil
	})
	k.press("Escape", "Escape")
}

// moves moves the keyboard and the selection, and then the uploads themselves.
func (k *keyboard) moves() {
	k.t.Helper()
	k.selects("", "Escape", "Escape")
	k.selects("alpha bravo charlie delta echo", "ctrl+a")
	k.selects("alpha", "Home")
	k.selects("echo", "End")
	k.selects("delta", "Up")
	k.selects("charlie delta", "shift+Up")
	k.selects("bravo", "Home", "Down")
	k.selects("bravo charlie", "shift+Down")
	k.selects("alpha bravo", "shift+Home")
	k.selects("echo", "Home", "Next")
	k.selects("alpha", "Prior")
	k.selects("charlie", "c", "h")
	if got, want := k.copies("Home", "ctrl+shift+c"), k.list()["alpha.bin"]["session"]; got != want {
		k.t.Errorf("Ctrl+Shift+C copied %q, want the session %q", got, want)
	}
	k.orders("bravo alpha charlie delta echo", "ctrl+Down")
	k.orders("bravo charlie delta echo alpha", "ctrl+shift+Down")
	k.orders("bravo charlie delta alpha echo", "ctrl+Up")
	k.orders("alpha bravo charlie delta echo", "ctrl+shift+Up")
}

// searches searches, and leaves the search.
func (k *keyboard) searches() {
	k.t.Helper()
	k.press("ctrl+f", "d", "e", "l")
	k.selects("delta", "Down", "ctrl+a")
	k.selects("alpha bravo charlie delta echo", "Escape", "ctrl+a")
}

// looksInto opens and leaves what stands beside the list or before it.
func (k *keyboard) looksInto() {
	k.t.Helper()
	k.press("Home")
	details, again, protocol := k.opens("Return"), k.opens("alt+Return"), k.opens("ctrl+l")
	if n := details.changed(again); n > 400 {
		k.t.Errorf("Enter and Alt+Enter differ by %d pixels", n)
	}
	if details.changed(protocol) < 4000 {
		k.t.Error("Ctrl+L shows the same as Enter")
	}
	k.opens("F1")
	k.opens("ctrl+comma")
	k.opens("ctrl+t")
	menu, again := k.opens("Menu"), k.opens("shift+F10")
	if n := menu.changed(again); n > 400 {
		k.t.Errorf("Menu and Shift+F10 differ by %d pixels", n)
	}
	k.press("Menu")
	k.calm(k.w)
	k.press("Down", "Return") // pausing stays grey, so that the first that can be done is going on
	eventually(k.t, "the going on by the menu", func() bool { return !k.states("paused", "alpha.bin") })
	eventually(k.t, "the pause", func() bool { k.press("space"); k.calm(k.w); return k.states("paused", "alpha.bin") })
}

// tabs goes once around the window with Tab: every stop has a ring that is seen, and they come in the
// order toolbar, side column, list, status bar.
func (k *keyboard) tabs() {
	k.t.Helper()
	const most = 24
	shots := []shot{k.still()}
	for len(shots) < most && (len(shots) < 4 || !shots[0].like(shots[len(shots)-1])) {
		k.press("Tab")
		shots = append(shots, k.still())
	}
	var areas []string
	for i := 1; i+1 < len(shots); i++ {
		area := ringAt(shots[i-1], shots[i], shots[i+1])
		if len(areas) == 0 || areas[len(areas)-1] != area {
			areas = append(areas, area)
		}
	}
	want := []string{"status", "toolbar", "side", "list"} // it began at the rows, and the last is the line above them
	if !slices.Equal(areas, want) || len(shots) == most {
		k.t.Errorf("%d times Tab went through %v, want %v", len(shots)-1, areas, want)
	}
}

// like tells whether two pictures are the same, but for what can hardly be seen.
func (s shot) like(other shot) bool {
	n := 0
	s.each(other, func(image.Point) { n++ })
	return n < 60
}

// ringAt is the part of the window in which something was there at the second of three moments only.
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

// ends cancels with each of the keys for it, and tries again what failed.
func (k *keyboard) ends() {
	k.t.Helper()
	cancelled := func(name string) func() bool {
		return func() bool { return k.list()[name]["state"] == "cancelled" }
	}
	k.press("Home", "Delete")
	eventually(k.t, "the cancel with Delete", func() bool { return k.list()["alpha.bin"]["outcome"] == "confirmed" })
	k.press("e", "BackSpace")
	eventually(k.t, "the cancel with Backspace", cancelled("echo.bin"))
	k.calm(k.w) // what was cancelled moves down to the history
	k.press("Home", "Down", "Down", "shift+Delete")
	eventually(k.t, "the cancel with Shift+Delete", cancelled("delta.bin"))
	if !k.states("paused", "bravo.bin", "charlie.bin") {
		k.t.Error("more was cancelled than was selected")
	}
	for name, key := range map[string]string{"foxtrot.bin": "F5", "golf.bin": "ctrl+r"} {
		k.run(exitDone, "add", "--to", k.server.url+name+"/", k.rested(name, 1000))
		eventually(k.t, "the failing of "+name, func() bool { return k.states("failed", name) })
		if err := os.Mkdir(filepath.Join(k.folder, name), 0o700); err != nil {
			k.t.Fatal(err)
		}
		eventually(k.t, "the trying again with "+key, func() bool { // the window learns of the failure a moment later
			k.press("Escape", key)
			k.calm(k.w)
			return k.states("done", name)
		})
	}
	k.run(exitDone, "add", "--to", k.server.url+"hotel/", k.rested("hotel.bin", 1000))
	eventually(k.t, "the failing", func() bool { return k.copies("ctrl+5", "ctrl+a", "ctrl+c") != "" })
}

// filters shows the uploads of each state.
func (k *keyboard) filters() {
	k.t.Helper()
	for key, want := range map[string]string{
		"ctrl+2": "", "ctrl+3": "", "ctrl+4": "", "ctrl+5": "hotel", "ctrl+6": "bravo charlie",
	} {
		k.selects(want, "ctrl+1", key, "ctrl+a")
	}
	for key, want := range map[string][]string{
		"ctrl+1": {"alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"},
		"ctrl+7": {"foxtrot", "golf"}, "ctrl+8": {"alpha", "delta", "echo"},
	} {
		var names []string
		for line := range strings.Lines(k.copies(key, "ctrl+a", "ctrl+c")) {
			name, _, _ := strings.Cut(line, ".")
			names = append(names, name)
		}
		if slices.Sort(names); !slices.Equal(names, want) {
			k.t.Errorf("%s shows %v, want %v", key, names, want)
		}
	}
}
