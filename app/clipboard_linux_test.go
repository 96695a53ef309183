package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sendoff/ui"
)

// TestPasteFromFileManager: files and a folder are copied in a real file manager and pasted into the window.
func TestPasteFromFileManager(t *testing.T) {
	needTools(t, "pcmanfm")
	s := openScreen(t, "light")
	if err := os.MkdirAll(filepath.Join(s.files, "a folder ё"), 0o700); err != nil {
		t.Fatal(err)
	}
	k := &keyboard{screen: s}
	k.rested("b file.bin", 300_000)
	k.rested("видео #1 100%.txt", 5)
	k.rested("a folder ё/inner.txt", 70_000)
	_, k.w = s.sendoff("--to", s.server.url)
	manager := s.fileManager(s.files)
	s.place(k.w, image.Rect(10, 30, 650, 590))
	s.place(manager, image.Rect(670, 30, 1270, 430))
	s.activate(manager)
	s.calm(manager)
	b := s.picture(manager).Bounds()
	s.input("mousemove --window "+manager+" "+strconv.Itoa(b.Dx()-30)+" "+strconv.Itoa(b.Dy()-30), "click 1 sleep 0.3 key ctrl+a sleep 0.4 key ctrl+c sleep 0.4")
	k.press("ctrl+v")
	s.calm(k.w)
	s.keepShot("pasted")
	for _, name := range []string{"b file.bin", "видео #1 100%.txt", "inner.txt"} {
		k.accepts(name)
		eventually(t, "the upload of "+name, func() bool { return s.list()[name]["outcome"] == "done" })
	}
	s.arrived(filepath.Join(s.files, "b file.bin"))
	s.arrived(filepath.Join(s.files, "видео #1 100%.txt"))
}

// bareScreen is a display with nothing on it, which the test's own environment names.
func bareScreen(t *testing.T, args ...string) *screen {
	t.Helper()
	needTools(t, "Xvfb")
	s := &screen{rig: newRig(t), env: environWithout(os.Environ(), "DISPLAY")}
	s.display(append([]string{"-screen", "0", "640x480x24", "-noreset", "-nolisten", "tcp"}, args...)...)
	t.Setenv("DISPLAY", s.variable("DISPLAY"))
	return s
}

// environWithout is an environment without a variable.
func environWithout(env []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(v string) bool { return strings.HasPrefix(v, name+"=") })
}

// reads reads the clipboard within the time that the window gives it.
func reads(t *testing.T) (ui.Copied, error) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), clipboardWait)
	defer stop()
	return copiedFiles(ctx)
}

// TestClipboardOfOthers reads what a real program has put on the clipboard.
func TestClipboardOfOthers(t *testing.T) {
	needTools(t, "xclip")
	s := bareScreen(t)
	if got, err := reads(t); err != nil || len(got.Paths)+len(got.Elsewhere) > 0 {
		t.Errorf("an empty clipboard: %q, %v", got, err)
	}
	var long strings.Builder // as much as comes in parts only
	for i := range 5000 {
		fmt.Fprintf(&long, "file:///files/%s-%d.bin\r\n", strings.Repeat("n", 200), i)
	}
	for _, c := range []struct {
		kind, data       string
		paths, elsewhere int
	}{
		{"text/uri-list", "file:///a%20b\r\nsftp://h/x\r\n", 1, 1},
		{"x-special/gnome-copied-files", "cut\nfile:///a\nfile:///b", 2, 0},
		{"x-special/mate-copied-files", "copy\nfile:///a", 1, 0},
		{"text/uri-list", long.String(), 5000, 0},
		{"UTF8_STRING", "/a\nwords\n/b", 2, 0},
		{"UTF8_STRING", strings.ReplaceAll(long.String(), "file://", ""), 5000, 0},
		{"image/png", "no path", 0, 0},
	} {
		s.clips(c.kind, c.data)
		began := time.Now()
		got, err := reads(t)
		if err != nil || len(got.Paths) != c.paths || len(got.Elsewhere) != c.elsewhere {
			t.Errorf("%s of %d bytes: %d paths, %d others, %v", c.kind, len(c.data), len(got.Paths), len(got.Elsewhere), err)
		}
		t.Logf("%s of %d bytes: %v", c.kind, len(c.data), time.Since(began))
	}
}

// clips puts data on the clipboard with xclip, which goes on in the background, and waits until it is there.
func (s *screen) clips(kind, data string) {
	s.t.Helper()
	watch, err := openSelection(s.t.Context(), s.variable("DISPLAY"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer watch.close()
	before, err := watch.owner()
	if err != nil {
		s.t.Fatal(err)
	}
	clip := exec.Command("xclip", "-selection", "clipboard", "-t", kind) // it ends with the display
	clip.Env, clip.Stdin = s.env, strings.NewReader(data)
	if err := clip.Run(); err != nil {
		s.t.Fatal(err)
	}
	eventually(s.t, "another owner of the clipboard", func() bool {
		now, err := watch.owner()
		return err == nil && now != 0 && now != before
	})
}

// owner is a program that has the clipboard and answers as a test wants.
type owner struct {
	*selection
	t *testing.T
}

const (
	xChangeProperty, xSetSelectionOwner, xSendEvent = 18, 22, 25
	xChangeAttributes                               = 2
	xSelectionRequest                               = 30
)

// own takes the clipboard. answer is called for each request with what is asked for; it ends with the test.
func own(t *testing.T, answer func(o *owner, asked selectionAsk)) *owner {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	sel, err := openSelection(ctx, os.Getenv("DISPLAY"))
	if err != nil {
		stop()
		t.Fatal(err)
	}
	o := &owner{sel, t}
	o.must(o.send(xSetSelectionOwner, 0, o.window, o.clipboard, 0))
	if _, err := o.owner(); err != nil { // it has been heard
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { // ends with the connection
		defer close(ended)
		for {
			e, err := o.event()
			if err != nil {
				return
			}
			if e[0] == xSelectionRequest {
				answer(o, selectionAsk{word32(e, 12), word32(e, 16), word32(e, 20), word32(e, 24)})
			}
		}
	}()
	t.Cleanup(func() { stop(); <-ended; o.close() })
	return o
}

// selectionAsk is what an owner is asked: to put the selection as a target into a property of a window.
type selectionAsk struct{ window, selection, target, property uint32 }

func (o *owner) must(err error) {
	if err != nil {
		o.t.Error(err)
	}
}

// put puts a value into the property.
func (o *owner) put(r selectionAsk, kind uint32, format byte, value []byte) {
	b := make([]byte, 4, 24+len(value))
	for _, w := range []uint32{r.window, r.property, kind, uint32(format), uint32(len(value)) / uint32(format/8)} {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	o.must(o.write(xChangeProperty, 0, append(b, value...)))
}

// notify tells that the property has been put there; 0 refuses.
func (o *owner) notify(r selectionAsk, property uint32) {
	o.must(o.send(xSendEvent, 0, r.window, 0, uint32(xSelectionNotify), 0, r.window, r.selection, r.target, property, 0, 0))
}

// offer answers with the kinds that there are, if that was asked.
func (o *owner) offer(r selectionAsk, kinds ...string) bool {
	if r.target != o.targets {
		return false
	}
	var b []byte
	for _, name := range kinds {
		kind, err := o.atom(name)
		o.must(err)
		b = binary.LittleEndian.AppendUint32(b, kind)
	}
	o.put(r, 4, 32, b) // ATOM
	o.notify(r, r.property)
	return true
}

// part waits until what was put there is gone, and puts the next there.
func (o *owner) part(r selectionAsk, value []byte) bool {
	for {
		e, err := o.event()
		if err != nil {
			return false
		}
		if e[0] == xPropertyNotify && word32(e, 4) == r.window && word32(e, 8) == r.property && e[16] == 1 {
			o.put(r, 31, 8, value) // STRING
			return true
		}
	}
}

// inParts answers in parts.
func (o *owner) inParts(r selectionAsk) {
	o.must(o.send(xChangeAttributes, 0, r.window, 0x800, 0x400000)) // its properties' changes
	o.put(r, o.incr, 32, []byte{1, 0, 0, 0})
	o.notify(r, r.property)
}

// TestStrangeClipboards: a program that has the clipboard can do what it likes, and the window goes on.
func TestStrangeClipboards(t *testing.T) {
	bareScreen(t)
	const list = "text/uri-list"
	whole := func(format byte, value string) func(*owner, selectionAsk) {
		return func(o *owner, r selectionAsk) {
			if !o.offer(r, list) {
				o.put(r, 31, format, []byte(value))
				o.notify(r, r.property)
			}
		}
	}
	inParts := func(parts ...[]byte) func(*owner, selectionAsk) {
		return func(o *owner, r selectionAsk) {
			if o.offer(r, list) {
				return
			}
			o.inParts(r)
			for _, p := range parts {
				if !o.part(r, p) {
					return
				}
			}
		}
	}
	big := slices.Repeat([][]byte{[]byte(strings.Repeat("file:///abcdefghijklm\r\n", 10_000))}, 80)
	for name, c := range map[string]struct {
		answer func(*owner, selectionAsk)
		err    error
		paths  int
		others int
		first  string
	}{
		"silent":              {answer: func(*owner, selectionAsk) {}, err: ui.ErrClipboardSilent},
		"silent after offer":  {answer: func(o *owner, r selectionAsk) { o.offer(r, list) }, err: ui.ErrClipboardSilent},
		"refuses all":         {answer: func(o *owner, r selectionAsk) { o.notify(r, 0) }},
		"refuses after offer": {answer: func(o *owner, r selectionAsk) { _ = o.offer(r, list) || func() bool { o.notify(r, 0); return true }() }},
		"says it did":         {answer: func(o *owner, r selectionAsk) { o.notify(r, r.property) }},
		"kinds are bytes":     {answer: func(o *owner, r selectionAsk) { o.put(r, 31, 8, []byte("garbage")); o.notify(r, r.property) }, err: ui.ErrClipboardStrange},
		"names are words":     {answer: whole(32, "abcdefgh"), err: ui.ErrClipboardStrange},
		"garbage":             {answer: whole(8, "\x00\xff\xfe\r\n\x80%zz\n"), others: 2},
		"nothing":             {answer: whole(8, "")},
		"newline, zero":       {answer: whole(8, "file:///a%0Ab\r\nfile:///a%00b\r\nfile://other.example/c\r\nhttp://h/d"), paths: 1, others: 3, first: "/a\nb"},
		"100,000":             {answer: inParts(append(slices.Repeat([][]byte{[]byte(strings.Repeat("file:///a\r\nftp://h\r\n", 1000))}, 50), nil)...), paths: 50_000, others: 50_000},
		"cut within a name":   {answer: inParts([]byte("file:///a"), []byte("b\r\nfile:"), []byte("///c"), nil), paths: 2, first: "/ab"},
		"ends in the middle":  {answer: inParts([]byte("file:///a")), err: ui.ErrClipboardSilent},
		"too much":            {answer: inParts(big...), err: ui.ErrClipboardLong},
		"text that hangs":     {answer: func(o *owner, r selectionAsk) { o.offer(r, "UTF8_STRING") }, err: ui.ErrClipboardSilent},
	} {
		t.Run(name, func(t *testing.T) {
			own(t, c.answer)
			began := time.Now()
			got, err := reads(t)
			if !errors.Is(err, c.err) || len(got.Paths) != c.paths || len(got.Elsewhere) != c.others {
				t.Errorf("%d paths, %d others, %v; want %d, %d, %v", len(got.Paths), len(got.Elsewhere), err, c.paths, c.others, c.err)
			}
			if c.first != "" && (len(got.Paths) == 0 || got.Paths[0] != c.first) {
				t.Errorf("%q, want %q first", got.Paths, c.first)
			}
			if took := time.Since(began); took > 2*clipboardWait {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// TestOwnerThatEnds: an owner that ends while it is asked is one that has nothing, or does not answer.
func TestOwnerThatEnds(t *testing.T) {
	bareScreen(t)
	own(t, func(o *owner, r selectionAsk) { _ = o.conn.Close() })
	if got, err := reads(t); err != nil && !errors.Is(err, ui.ErrClipboardSilent) || len(got.Paths) > 0 {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := reads(t); err != nil || len(got.Paths) > 0 {
		t.Errorf("after its end: %q, %v", got, err)
	}
}

// TestScreenWithSecret: a screen that lets in only who knows its secret is reached with that of the user.
func TestScreenWithSecret(t *testing.T) {
	secret := make([]byte, 16)
	_, _ = rand.Read(secret) // never fails
	file := filepath.Join(t.TempDir(), "authority")
	write := func(entries ...[]byte) {
		t.Helper()
		if err := os.WriteFile(file, slices.Concat(entries...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(secretEntry(familyWild, "", "", secret))
	t.Setenv("XAUTHORITY", file)
	bareScreen(t, "-auth", file)
	display := os.Getenv("DISPLAY")
	number := strings.TrimPrefix(display, ":")
	open := func() error {
		s, err := openSelection(t.Context(), display)
		if err == nil {
			s.close()
		}
		return err
	}
	for name, entries := range map[string][][]byte{
		"any":     {secretEntry(familyWild, "", "", secret)},
		"here":    {secretEntry(familyLocal, "elsewhere", number, make([]byte, 16)), secretEntry(familyLocal, hostName(), number, secret)},
		"renamed": {secretEntry(familyLocal, "old-name", number, secret)},
	} {
		if write(entries...); open() != nil {
			t.Errorf("%s: %v", name, open())
		}
	}
	for name, entries := range map[string][][]byte{
		"none":    nil,
		"other":   {secretEntry(familyLocal, hostName(), number+"0", secret)},
		"wrong":   {secretEntry(familyWild, "", number, make([]byte, 16))},
		"garbage": {[]byte("\x01\x00\xff\xffgarbage")},
	} {
		if write(entries...); open() == nil {
			t.Errorf("%s: it was let in", name)
		}
	}
	if _, err := reads(t); !errors.Is(err, errTextOnly) {
		t.Errorf("a screen that lets nobody in: %v", err)
	}
}

func secretEntry(family uint16, address, number string, secret []byte) []byte {
	b := binary.BigEndian.AppendUint16(nil, family)
	for _, field := range []string{address, number, xCookie, string(secret)} {
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(field))), field...)
	}
	return b
}

// TestSecretsStayHere: what lets people in to this computer's screen is told to no other computer.
func TestSecretsStayHere(t *testing.T) {
	here, there := []byte("sixteen bytes 01"), []byte("sixteen bytes 02")
	ip := net.IPv4(192, 0, 2, 7)
	data := slices.Concat(secretEntry(familyLocal, hostName(), "0", here), secretEntry(familyIPv4, string(ip.To4()), "0", there))
	for _, c := range []struct {
		ip   net.IP
		want []byte
	}{{nil, here}, {ip, there}, {net.IPv4(192, 0, 2, 8), nil}} {
		if got := cookieIn(data, "0", c.ip); !slices.Equal(got, c.want) {
			t.Errorf("for %v: %s", c.ip, hex.EncodeToString(got))
		}
	}
}

func TestParseDisplay(t *testing.T) {
	for name, want := range map[string]xDisplay{
		":0": {"", 0}, ":12.1": {"", 12}, "unix:3": {"", 3}, "localhost:10.0": {"localhost", 10},
		"tcp/host:2": {"host", 2}, "[::1]:4": {"::1", 4},
	} {
		if got, err := parseDisplay(name); err != nil || got != want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for _, name := range []string{"", "0", ":", ":x", ":-1", ":99999"} {
		if got, err := parseDisplay(name); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestNoX11: a server that says strange things is no screen, and one that says nothing is not waited for.
func TestNoX11(t *testing.T) {
	for name, says := range map[string]string{
		"nothing": "", "garbage": strings.Repeat("garbage ", 100), "short": "\x01\x00\x0b\x00\x00\x00\x01\x00abcd",
		"no": "\x00\x02\x0b\x00\x00\x00\x01\x00no  ", "vendor": "\x01\x00\x0b\x00\x00\x00\x08\x00" + strings.Repeat("\xff", 32),
	} {
		here, there := net.Pipe()
		go func() { // ends with the connection
			buf := make([]byte, 100)
			_, _ = there.Read(buf)
			_, _ = there.Write([]byte(says))
			_ = there.Close()
		}()
		x := newX11(t.Context(), here)
		if err := x.greet(nil); err == nil {
			t.Errorf("%s: taken for a screen", name)
		}
		x.close()
	}
}
