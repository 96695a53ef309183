package list

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"sendoff/ui/words"
)

func wantCopied(t *testing.T, got Copied, paths, elsewhere []string) {
	t.Helper()
	if want := (Copied{paths, elsewhere}); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// local is a path below this system's root or on one of its drives.
func local(name string) string {
	if runtime.GOOS == "windows" {
		return `C:\` + filepath.FromSlash(name)
	}
	return "/" + name
}

// addressed replaces $/ by the root in the form of an address.
func addressed(text string) string {
	if runtime.GOOS == "windows" {
		return strings.ReplaceAll(text, "$/", "/C:/")
	}
	return strings.ReplaceAll(text, "$/", "/")
}

func TestFileList(t *testing.T) {
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	other := Copied{Elsewhere: []string{"file://other.example/a"}}
	if runtime.GOOS == "windows" {
		other = Copied{Paths: []string{`\\other.example\a`}} // a share
	}
	for text, want := range map[string]Copied{
		"":                                       {},
		"copy":                                   {},
		"# nothing\r\n\r\n":                      {},
		"copy\nfile://$/a\nfile://$/b%20c":       {Paths: []string{local("a"), local("b c")}},
		"cut\nfile://$/a":                        {Paths: []string{local("a")}},
		"# of two\r\nfile://$/a\r\nFILE:$/b\r\n": {Paths: []string{local("a"), local("b")}},
		"file://$/a\x00":                         {Paths: []string{local("a")}},
		"file://$/a%0Ab\r\n":                     {Paths: []string{local("a\nb")}},
		"file://$/%D1%91%231%2525.txt":           {Paths: []string{local("ё#1%25.txt")}},
		"file://$/100% #1?.txt":                  {Paths: []string{local("100% #1?.txt")}},
		"file://$/%ff":                           {Paths: []string{local("\xff")}},
		"file://localhost$/a":                    {Paths: []string{local("a")}},
		"file://" + name + "$/a":                 {Paths: []string{local("a")}},
		local("plain/path"):                      {Paths: []string{local("plain/path")}},
		"file://$/folder/":                       {Paths: []string{local("folder")}},
		"file://$/a%00b":                         {Elsewhere: []string{addressed("file://$/a%00b")}},
		"file://other.example/a":                 other,
		"file://":                                {Elsewhere: []string{"file://"}},
		"file://$/a\nhttps://u:p@h/b?token=1":    {Paths: []string{local("a")}, Elsewhere: []string{"https://h/b?..."}},
		"sftp://h/b\x1b[2J\u202e":                {Elsewhere: []string{"sftp://h/b?[2J?"}},
		"copy\ncopy\n":                           {Elsewhere: []string{"copy"}},
		"trash:///x":                             {Elsewhere: []string{"trash:///x"}},
		"\x80\x81garbage":                        {Elsewhere: []string{`\x80\x81garbage`}},
	} {
		if got := FileList(addressed(text)); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %q, want %q", addressed(text), got, want)
		}
	}
}

// TestHugeNames: a name longer than any path is reported as no file, shortened.
func TestHugeNames(t *testing.T) {
	for _, begin := range []string{"file:///", "/", "https://h/", "ü"} {
		c := FileList(begin + strings.Repeat("x", 16<<20))
		if len(c.Paths) > 0 || len(c.Elsewhere) != 1 || len(c.Elsewhere[0]) > 1000 {
			t.Errorf("%s: %d paths, %d others", begin, len(c.Paths), len(c.Elsewhere))
		}
	}
	if c := FileList(strings.Repeat(addressed("file://$/tmp/x\r\nftp://h/\r\n"), 100_000)); len(c.Paths) != 100_000 || len(c.Elsewhere) != 100_000 {
		t.Errorf("%d paths, %d others", len(c.Paths), len(c.Elsewhere))
	}
}

func TestPathsIn(t *testing.T) {
	wantCopied(t, PathsIn(local("tmp/a b.txt")+addressed("\r\nfile://$/tmp/%C3%9C%23.txt\n\n\"")+local("tmp/quoted")+
		addressed("\"\nrelative/path\nhttps://example.com/\nfile://localhost$/etc/hosts\n")),
		[]string{local("tmp/a b.txt"), local("tmp/Ü#.txt"), local("tmp/quoted"), local("etc/hosts")}, nil)
	want := Copied{[]string{local("a")}, []string{"file://other.example/b"}}
	if runtime.GOOS == "windows" {
		want = Copied{Paths: []string{local("a"), `\\other.example\b`}} // a share
	}
	wantCopied(t, PathsIn(addressed("x-special/nautilus-clipboard\ncopy\nfile://$/a\nfile://other.example/b\n")), want.Paths, want.Elsewhere)
	wantCopied(t, PathsIn("nothing of the kind"), nil, nil)
}

// dropList is a list of files in the Windows clipboard's format.
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
		{dropList(20, 1, wideNames(local("a ё")+"\x00"+local("𝄞")+"\x00\x00"+local("behind")+"\x00")), []string{local("a ё"), local("𝄞")}},
		{dropList(20, 1, wideNames(local("a")+"\x00")), []string{local("a")}},
		{dropList(20, 1, wideNames(local("a")+"\x00"+local("cut short"))), []string{local("a"), local("cut short")}},
		{dropList(20, 1, append(wideNames(local("a")+"\x00\x00"), 7)), []string{local("a")}},
		{dropList(24, 1, wideNames("--"+local("a")+"\x00\x00")), []string{local("a")}},
		{dropList(20, 0, []byte(local("a \xb8")+"\x00"+local("b")+"\x00\x00")), []string{local("a ё"), local("b")}},
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

// FuzzCopied: whatever the input, every line is accounted for and nothing panics.
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

// TestHalfAPairOnTheClipboard: an invalid UTF-16 name comes off the clipboard in the form of package os.
func TestHalfAPairOnTheClipboard(t *testing.T) {
	var data []byte
	for _, unit := range append(utf16.Encode([]rune("aü😀")), 0xd800, 'z', 0xdc00) {
		data = append(data, byte(unit), byte(unit>>8))
	}
	if got, want := decodeWide(data), "aü😀\xed\xa0\x80z\xed\xb0\x80"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
