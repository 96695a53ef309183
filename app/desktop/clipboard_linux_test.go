package desktop

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"sendoff/app/apptest"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// bareScreen is an empty display, set in the test's own environment.
func bareScreen(t *testing.T, args ...string) *screen {
	t.Helper()
	apptest.NeedTools(t, "Xvfb")
	s := &screen{&apptest.Display{Rig: newRig(t).Rig, Env: environWithout(os.Environ(), "DISPLAY")}}
	s.StartX(append([]string{"-screen", "0", "640x480x24", "-noreset", "-nolisten", "tcp"}, args...)...)
	t.Setenv("DISPLAY", s.Variable("DISPLAY"))
	return s
}

// environWithout is an environment without a variable.
func environWithout(env []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(v string) bool { return strings.HasPrefix(v, name+"=") })
}

// reads reads the clipboard within the window's time limit.
func reads(t *testing.T) (list.Copied, error) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), clipboardWait)
	defer stop()
	return copiedFiles(ctx)
}

// TestClipboardOfOthers reads what a real program has put on the clipboard.
func TestClipboardOfOthers(t *testing.T) {
	apptest.NeedTools(t, "xclip")
	s := bareScreen(t)
	if got, err := reads(t); err != nil || len(got.Paths)+len(got.Elsewhere) > 0 {
		t.Errorf("an empty clipboard: %q, %v", got, err)
	}
	var long strings.Builder // long enough to come in parts
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

// clips puts data on the clipboard with xclip, which stays in the background, and waits until it is there.
func (s *screen) clips(kind, data string) {
	s.T.Helper()
	watch, err := openSelection()
	if err != nil {
		s.T.Fatal(err)
	}
	defer watch.close()
	before, err := watch.owner()
	if err != nil {
		s.T.Fatal(err)
	}
	clip := exec.Command("xclip", "-selection", "clipboard", "-t", kind) // ends with the display
	clip.Env, clip.Stdin = s.Env, strings.NewReader(data)
	if err := clip.Run(); err != nil {
		s.T.Fatal(err)
	}
	apptest.Eventually(s.T, "another owner of the clipboard", func() bool {
		now, err := watch.owner()
		return err == nil && now != 0 && now != before
	})
}

// owner is a clipboard owner that answers as the test wants.
type owner struct {
	*selection
	t *testing.T
}

// own takes the clipboard. answer is called for each request; it ends with the test.
func own(t *testing.T, answer func(o *owner, asked xproto.SelectionRequestEvent)) {
	t.Helper()
	sel, err := openSelection()
	if err != nil {
		t.Fatal(err)
	}
	o := &owner{sel, t}
	if err := xproto.SetSelectionOwnerChecked(o.conn, o.window, o.clipboard, xproto.TimeCurrentTime).Check(); err != nil {
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
			if r, ok := e.(xproto.SelectionRequestEvent); ok {
				answer(o, r)
			}
		}
	}()
	t.Cleanup(func() { o.close(); <-ended })
}

// put sets the property. It ignores errors: the requestor may be gone.
func (o *owner) put(r xproto.SelectionRequestEvent, kind xproto.Atom, format byte, value []byte) {
	xproto.ChangeProperty(o.conn, xproto.PropModeReplace, r.Requestor, r.Property, kind, format, uint32(len(value))/uint32(format/8), value)
}

// notify announces the property; 0 refuses the request.
func (o *owner) notify(r xproto.SelectionRequestEvent, property xproto.Atom) {
	e := xproto.SelectionNotifyEvent{Requestor: r.Requestor, Selection: r.Selection, Target: r.Target, Property: property}
	xproto.SendEvent(o.conn, false, r.Requestor, 0, string(e.Bytes()))
}

// offer answers a request for the list of types, and reports whether it was one.
func (o *owner) offer(r xproto.SelectionRequestEvent, kinds ...string) bool {
	if r.Target != o.targets {
		return false
	}
	var b []byte
	for _, name := range kinds {
		kind, err := o.atom(name)
		if err != nil {
			o.t.Error(err)
		}
		b = binary.LittleEndian.AppendUint32(b, uint32(kind))
	}
	o.put(r, xproto.AtomAtom, 32, b)
	o.notify(r, r.Property)
	return true
}

// part waits until the last part was removed, and puts the next one.
func (o *owner) part(r xproto.SelectionRequestEvent, value []byte) bool {
	for {
		e, err := o.event()
		if err != nil {
			return false
		}
		n, ok := e.(xproto.PropertyNotifyEvent)
		if ok && n.Window == r.Requestor && n.Atom == r.Property && n.State == xproto.PropertyDelete {
			o.put(r, xproto.AtomString, 8, value)
			return true
		}
	}
}

// inParts answers in parts.
func (o *owner) inParts(r xproto.SelectionRequestEvent) {
	xproto.ChangeWindowAttributes(o.conn, r.Requestor, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange})
	o.put(r, o.incr, 32, []byte{1, 0, 0, 0})
	o.notify(r, r.Property)
}

// TestStrangeClipboards: whatever the clipboard's owner does, reading it ends.
func TestStrangeClipboards(t *testing.T) {
	bareScreen(t)
	const list = "text/uri-list"
	whole := func(format byte, value string) func(*owner, xproto.SelectionRequestEvent) {
		return func(o *owner, r xproto.SelectionRequestEvent) {
			if !o.offer(r, list) {
				o.put(r, xproto.AtomString, format, []byte(value))
				o.notify(r, r.Property)
			}
		}
	}
	inParts := func(parts ...[]byte) func(*owner, xproto.SelectionRequestEvent) {
		return func(o *owner, r xproto.SelectionRequestEvent) {
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
		answer func(*owner, xproto.SelectionRequestEvent)
		err    error
		paths  int
		others int
		first  string
	}{
		"silent":             {answer: func(*owner, xproto.SelectionRequestEvent) {}, err: words.ErrClipboardSilent},
		"silent after offer": {answer: func(o *owner, r xproto.SelectionRequestEvent) { o.offer(r, list) }, err: words.ErrClipboardSilent},
		"refuses all":        {answer: func(o *owner, r xproto.SelectionRequestEvent) { o.notify(r, 0) }},
		"refuses after offer": {answer: func(o *owner, r xproto.SelectionRequestEvent) {
			_ = o.offer(r, list) || func() bool { o.notify(r, 0); return true }()
		}},
		"says it did": {answer: func(o *owner, r xproto.SelectionRequestEvent) { o.notify(r, r.Property) }},
		"kinds are bytes": {answer: func(o *owner, r xproto.SelectionRequestEvent) {
			o.put(r, xproto.AtomString, 8, []byte("garbage"))
			o.notify(r, r.Property)
		}, err: words.ErrClipboardStrange},
		"names are words":    {answer: whole(32, "abcdefgh"), err: words.ErrClipboardStrange},
		"garbage":            {answer: whole(8, "\x00\xff\xfe\r\n\x80%zz\n"), others: 2},
		"nothing":            {answer: whole(8, "")},
		"newline, zero":      {answer: whole(8, "file:///a%0Ab\r\nfile:///a%00b\r\nfile://other.example/c\r\nhttp://h/d"), paths: 1, others: 3, first: "/a\nb"},
		"100,000":            {answer: inParts(append(slices.Repeat([][]byte{[]byte(strings.Repeat("file:///a\r\nftp://h\r\n", 1000))}, 50), nil)...), paths: 50_000, others: 50_000},
		"cut within a name":  {answer: inParts([]byte("file:///a"), []byte("b\r\nfile:"), []byte("///c"), nil), paths: 2, first: "/ab"},
		"ends in the middle": {answer: inParts([]byte("file:///a")), err: words.ErrClipboardSilent},
		"too much":           {answer: inParts(big...), err: words.ErrClipboardLong},
		"text that hangs":    {answer: func(o *owner, r xproto.SelectionRequestEvent) { o.offer(r, "UTF8_STRING") }, err: words.ErrClipboardSilent},
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

// TestOwnerThatEnds: an owner that exits during a request counts as empty or silent.
func TestOwnerThatEnds(t *testing.T) {
	bareScreen(t)
	own(t, func(o *owner, r xproto.SelectionRequestEvent) { o.close() })
	if got, err := reads(t); err != nil && !errors.Is(err, words.ErrClipboardSilent) || len(got.Paths) > 0 {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := reads(t); err != nil || len(got.Paths) > 0 {
		t.Errorf("after its end: %q, %v", got, err)
	}
}

// TestScreenWithSecret: a display protected by a cookie is reached with the user's.
func TestScreenWithSecret(t *testing.T) {
	secret := make([]byte, 16)
	_, _ = rand.Read(secret) // never fails
	dir := t.TempDir()
	write := func(name string, entries ...[]byte) string {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, slices.Concat(entries...), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	theirs := write("theirs", secretEntry(familyWild, "", "", secret)) // the display reads it repeatedly
	t.Setenv("XAUTHORITY", theirs)
	bareScreen(t, "-auth", theirs)
	number := strings.TrimPrefix(os.Getenv("DISPLAY"), ":")
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("XAUTHORITY", write("ours", secretEntry(familyLocal, "elsewhere", number, make([]byte, 16)), secretEntry(familyLocal, name, number, secret)))
	if got, err := reads(t); err != nil || len(got.Paths) > 0 {
		t.Errorf("with the secret: %q, %v", got, err)
	}
	for name, entries := range map[string][][]byte{
		"none":    nil,
		"other":   {secretEntry(familyLocal, name, number+"0", secret)},
		"wrong":   {secretEntry(familyWild, "", number, make([]byte, 16))},
		"garbage": {[]byte("\x01\x00\xff\xffgarbage")},
	} {
		write("ours", entries...)
		if _, err := reads(t); !errors.Is(err, ErrTextOnly) {
			t.Errorf("%s: it was let in: %v", name, err)
		}
	}
}

// Families in an Xauthority file.
const familyLocal, familyWild = 256, 65535

func secretEntry(family uint16, address, number string, secret []byte) []byte {
	b := binary.BigEndian.AppendUint16(nil, family)
	for _, field := range []string{address, number, "MIT-MAGIC-COOKIE-1", string(secret)} {
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(field))), field...)
	}
	return b
}
