package ui

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
	"sendoff/ui/words"
)

func wantCopied(t *testing.T, got Copied, paths, elsewhere []string) {
	t.Helper()
	if want := (Copied{paths, elsewhere}); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestFileList(t *testing.T) {
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]Copied{
		"":                                     {},
		"copy":                                 {},
		"# nothing\r\n\r\n":                    {},
		"copy\nfile:///a\nfile:///b%20c":       {Paths: []string{"/a", "/b c"}},
		"cut\nfile:///a":                       {Paths: []string{"/a"}},
		"# of two\r\nfile:///a\r\nFILE:/b\r\n": {Paths: []string{"/a", "/b"}},
		"file:///a\x00":                        {Paths: []string{"/a"}},
		"file:///a%0Ab\r\n":                    {Paths: []string{"/a\nb"}},
		"file:///%D1%91%231%2525.txt":          {Paths: []string{"/ё#1%25.txt"}},
		"file:///100% #1?.txt":                 {Paths: []string{"/100% #1?.txt"}},
		"file:///%ff":                          {Paths: []string{"/\xff"}},
		"file://localhost/a":                   {Paths: []string{"/a"}},
		"file://" + name + "/a":                {Paths: []string{"/a"}},
		"/plain/path":                          {Paths: []string{"/plain/path"}},
		"file:///folder/":                      {Paths: []string{"/folder"}},
		"file:///a%00b":                        {Elsewhere: []string{"file:///a%00b"}},
		"file://other.example/a":               {Elsewhere: []string{"file://other.example/a"}},
		"file://":                              {Elsewhere: []string{"file://"}},
		"file:///a\nhttps://u:p@h/b?token=1":   {Paths: []string{"/a"}, Elsewhere: []string{"https://h/b?..."}},
		"sftp://h/b\x1b[2J\u202e":              {Elsewhere: []string{"sftp://h/b?[2J?"}},
		"copy\ncopy\n":                         {Elsewhere: []string{"copy"}},
		"trash:///x":                           {Elsewhere: []string{"trash:///x"}},
		"\x80\x81garbage":                      {Elsewhere: []string{`\x80\x81garbage`}},
	} {
		if got := FileList(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestHugeNames: what is longer than any path is said to be none, in few words.
func TestHugeNames(t *testing.T) {
	for _, begin := range []string{"file:///", "/", "https://h/", "ü"} {
		c := FileList(begin + strings.Repeat("x", 16<<20))
		if len(c.Paths) > 0 || len(c.Elsewhere) != 1 || len(c.Elsewhere[0]) > 1000 {
			t.Errorf("%s: %d paths, %d others", begin, len(c.Paths), len(c.Elsewhere))
		}
	}
	if c := FileList(strings.Repeat("file:///tmp/x\r\nftp://h/\r\n", 100_000)); len(c.Paths) != 100_000 || len(c.Elsewhere) != 100_000 {
		t.Errorf("%d paths, %d others", len(c.Paths), len(c.Elsewhere))
	}
}

func TestPathsIn(t *testing.T) {
	wantCopied(t, PathsIn("/tmp/a b.txt\r\nfile:///tmp/%C3%9C%23.txt\n\n\"/tmp/quoted\"\nrelative/path\nhttps://example.com/\nfile://localhost/etc/hosts\n"),
		[]string{"/tmp/a b.txt", "/tmp/Ü#.txt", "/tmp/quoted", "/etc/hosts"}, nil)
	wantCopied(t, PathsIn("x-special/nautilus-clipboard\ncopy\nfile:///a\nfile://other.example/b\n"),
		[]string{"/a"}, []string{"file://other.example/b"})
	wantCopied(t, PathsIn("nothing of the kind"), nil, nil)
}

// dropList is a list of files as Windows has it.
func dropList(from, wide uint32, names []byte) []byte {
	b := make([]byte, 20)
	binary.LittleEndian.PutUint32(b, from)
	binary.LittleEndian.PutUint32(b[16:], wide)
	return append(b, names...)
}

func wideNames(text string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func TestDropFiles(t *testing.T) {
	ansi := func(b []byte) (string, error) { return strings.ReplaceAll(string(b), "\xb8", "ё"), nil }
	for _, c := range []struct {
		data []byte
		want []string
	}{
		{dropList(20, 1, wideNames("/a ё\x00/𝄞\x00\x00/behind\x00")), []string{"/a ё", "/𝄞"}},
		{dropList(20, 1, wideNames("/a\x00")), []string{"/a"}},
		{dropList(20, 1, wideNames("/a\x00/cut short")), []string{"/a", "/cut short"}},
		{dropList(20, 1, append(wideNames("/a\x00\x00"), 7)), []string{"/a"}},
		{dropList(24, 1, wideNames("--/a\x00\x00")), []string{"/a"}},
		{dropList(20, 0, []byte("/a \xb8\x00/b\x00\x00")), []string{"/a ё", "/b"}},
		{dropList(20, 1, nil), nil},
		{dropList(20, 0, nil), nil},
	} {
		got, err := DropFiles(c.data, ansi)
		if err != nil || !reflect.DeepEqual(got.Paths, c.want) || got.Elsewhere != nil {
			t.Errorf("% x: %q, %v; want %q", c.data, got, err, c.want)
		}
	}
	for _, data := range [][]byte{nil, {1}, make([]byte, 19), make([]byte, 20), dropList(21, 1, nil), dropList(1<<32-1, 1, wideNames("/a\x00\x00")), dropList(3, 1, nil)} {
		if got, err := DropFiles(data, ansi); !errors.Is(err, words.ErrClipboardStrange) {
			t.Errorf("% x: %q, %v", data, got, err)
		}
	}
}

// FuzzCopied: whatever another program says, every line of it is accounted for and nothing panics.
func FuzzCopied(f *testing.F) {
	f.Add("copy\nfile:///a%zz\n# x\nhttp://h/?q")
	f.Add("\x14\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00/\x00a\x00\x00\x00")
	f.Fuzz(func(t *testing.T, text string) {
		c := FileList(text)
		for _, p := range append(c.Paths, PathsIn(text).Paths...) {
			if !filepath.IsAbs(p) || strings.Contains(p, "\x00") {
				t.Errorf("%q is no path", p)
			}
		}
		for _, name := range c.Elsewhere {
			if name != words.Plain(name) {
				t.Errorf("%q is not to be shown", name)
			}
		}
		_, _ = DropFiles([]byte(text), func(b []byte) (string, error) { return string(b), nil })
	})
}

// filesNamed makes files of one byte in a folder of their own, and returns their paths.
func filesNamed(t *testing.T, names ...string) []string {
	t.Helper()
	dir := t.TempDir()
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = filepath.Join(dir, name)
		if err := os.WriteFile(paths[i], []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

func TestPasteOfFiles(t *testing.T) {
	w, h := openTest(t, labSettings())
	paths := filesNamed(t, "a.txt", "b.txt")
	h.copied = &Copied{Paths: append(paths, "/gone"), Elsewhere: []string{"sftp://h/1", "sftp://h/2"}}
	w.queue.TypedShortcut(&fyne.ShortcutPaste{})
	w.queue.TypedShortcut(&fyne.ShortcutPaste{})
	h.drain(func() bool { return w.adding != nil && w.adding.walks == 0 })
	if h.pastes != 1 {
		t.Errorf("the clipboard was read %d times at once", h.pastes)
	}
	if n := len(w.adding.batch.list); n != 5 || w.adding.count() != 2 {
		t.Fatalf("%d lines, %d to be added", n, w.adding.count())
	}
	w.adding.dismiss()
	tap(w.status.offered) // brings it back, with what was left out
	h.drain(func() bool { return w.adding != nil && w.adding.walks == 0 })
	if n := len(w.adding.batch.list); n != 5 {
		t.Errorf("%d lines were brought back", n)
	}
	tap(w.adding.upload)
	h.drain(func() bool { return w.status.words.Words != "" })
	if got := w.status.words.Words; got != "2 added, 3 skipped: 2 not on this computer, 1 not there" {
		t.Errorf("message: %q", got)
	}
	if len(h.commands) != 1 || len(h.commands[0].Jobs) != 2 {
		t.Errorf("%d commands", len(h.commands))
	}
}

// TestPasteOfNothing: every paste that adds nothing says why.
func TestPasteOfNothing(t *testing.T) {
	w, h := openTest(t, labSettings())
	h.copied = &Copied{}
	paste := func(refuse error) string {
		h.refuse = refuse
		w.Message("")
		w.queue.TypedShortcut(&fyne.ShortcutPaste{})
		h.drain(func() bool { return w.status.words.Words != "" })
		return w.status.words.Words
	}
	if got := paste(nil); got != words.NothingPasted(onMac) {
		t.Errorf("nothing: %q", got)
	}
	for _, err := range []error{words.ErrClipboardSilent, words.ErrClipboardLong, words.ErrClipboardStrange} {
		if got := paste(err); got != words.ErrorText(err) || !strings.HasPrefix(got, "Nothing was added: ") {
			t.Errorf("%v: %q", err, got)
		}
	}
	h.copied.Elsewhere = []string{"https://h/", "trash:///x"}
	if got := paste(nil); got != "0 added, 2 skipped: 2 not on this computer" {
		t.Errorf("elsewhere: %q", got)
	}
	if w.adding != nil || len(h.commands) > 0 {
		t.Error("something was added")
	}
}

// TestPasteIntoAddress: files that are pasted while the keyboard is in the sheet's address are added there.
func TestPasteIntoAddress(t *testing.T) {
	w, h := openTest(t, labSettings())
	paths := filesNamed(t, "a.txt", "b.txt", "c.txt")
	w.Add(paths[:1])
	h.drain(func() bool { return w.adding.walks == 0 })
	to := w.adding.to.Text
	paste := func(text string) {
		w.app.Clipboard().SetContent(text)
		w.adding.to.TypedShortcut(&fyne.ShortcutPaste{Clipboard: w.app.Clipboard()})
	}
	paste(paths[1])
	h.drain(func() bool { return w.adding.count() == 2 && w.adding.walks == 0 })
	h.copied = &Copied{Paths: paths[2:], Elsewhere: []string{"mtp://phone/x"}}
	paste("")
	h.drain(func() bool { return w.adding.count() == 3 && w.adding.walks == 0 })
	if w.adding.to.Text != to {
		t.Errorf("the address became %q", w.adding.to.Text)
	}
	if got := w.adding.batch.skipped(); len(got) != 1 || got[0].Why != words.SkipText(transfer.SkipElsewhere) {
		t.Errorf("left out: %+v", got)
	}
	w.adding.to.SetText("")
	paste("https://files.example.com/other/")
	if w.adding.to.Text != "https://files.example.com/other/" {
		t.Errorf("the address is %q", w.adding.to.Text)
	}
}

// TestPasteOfMany: a list of 100,000 names that lead nowhere leaves a window that works.
func TestPasteOfMany(t *testing.T) {
	const n = 100_000
	w, h := openTest(t, labSettings())
	h.copied = &Copied{Paths: filesNamed(t, "one.txt")}
	for i := range n {
		h.copied.Elsewhere = append(h.copied.Elsewhere, "sftp://h/"+words.Number(i))
	}
	w.queue.TypedShortcut(&fyne.ShortcutPaste{})
	h.drain(func() bool { return w.adding != nil && w.adding.walks == 0 })
	if got := len(w.adding.batch.list); got != n+1 || w.adding.count() != 1 {
		t.Errorf("%d lines, %d to be added", got, w.adding.count())
	}
}

// TestHalfAPairOnTheClipboard: a name of Windows that is no text comes off the clipboard as package os has it.
func TestHalfAPairOnTheClipboard(t *testing.T) {
	var data []byte
	for _, unit := range append(utf16.Encode([]rune("aü😀")), 0xd800, 'z', 0xdc00) {
		data = append(data, byte(unit), byte(unit>>8))
	}
	if got, want := decodeWide(data), "aü😀\xed\xa0\x80z\xed\xb0\x80"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
