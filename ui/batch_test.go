package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/theme"

	"sendoff/transfer"
	"sendoff/ui/words"
)

func found(rel string, size int64, skip transfer.SkipReason) transfer.Found {
	return transfer.Found{Source: transfer.Source{Path: filepath.FromSlash("/data/" + rel), Size: size}, Rel: rel, Skip: skip}
}

func TestBatch(t *testing.T) {
	m := newModel(nil)
	u, _ := fixture(1, func(_ int, j *transfer.Job) {
		j.Source.Path, j.Target.URL = filepath.FromSlash("/data/in.txt"), "https://files.example.com/drop/in.txt"
		j.Acked, j.Source.Size = 410, 1000
	})
	m.apply(u)
	b := newBatch(m)
	b.aim("https://files.example.com/drop/", false)
	b.add([]transfer.Found{
		found("Ü 1.txt", 5, ""), found("empty", 0, ""), found(".git", 0, transfer.SkipHidden),
		found("in.txt", 1000, ""), found("a/x.bin", 1, ""), found("b/x.bin", 2, ""),
	})
	b.add([]transfer.Found{found("empty", 0, "")}) // met twice: not listed twice
	n, size, first := b.sum()
	if n != 3 || size != 6 || first != "https://files.example.com/drop/%C3%9C%201.txt" {
		t.Errorf("sum: %d files, %d bytes, %s", n, size, first)
	}
	want := []words.SkipCount{{N: 1, Why: "hidden"}, {N: 1, Why: words.RemarkInList}, {N: 1, Why: words.RemarkTwice}}
	if got := b.skipped(); !slices.Equal(got, want) {
		t.Errorf("skipped: %v, want %v", got, want)
	}
	if got := words.AddedText(n, b.skipped()); got != "3 added, 3 skipped: 1 hidden, 1 already in the list, 1 same name twice" {
		t.Error(got)
	}
	if got := b.list[3].remark; got != "already in the list (41 %)" {
		t.Error(got)
	}

	b.aim("https://files.example.com/drop/", true)
	if got := b.list[4].url; got != "https://files.example.com/drop/a/x.bin" {
		t.Errorf("with folders: %s", got)
	}
	if n, _, _ := b.sum(); n != 4 {
		t.Errorf("with folders: %d files", n)
	}
	b.tick(0, false)
	b.tick(3, true)
	jobs := b.jobs(transfer.Hold)
	if len(jobs) != 4 || jobs[0].Source.Path != filepath.FromSlash("/data/empty") || jobs[0].Want != transfer.Hold {
		t.Errorf("jobs: %+v", jobs)
	}
	if got := b.skipped(); !slices.Contains(got, words.SkipCount{N: 1, Why: words.RemarkUnticked}) {
		t.Errorf("skipped: %v", got)
	}
}

func TestBatchAddress(t *testing.T) {
	b := newBatch(newModel(nil))
	b.add([]transfer.Found{found("one.txt", 1, "")})
	if b.flaw == "" {
		t.Error("no address must be a flaw")
	}
	b.aim("https://files.example.com/drop/other.txt", false)
	if n, _, first := b.sum(); b.flaw != "" || n != 1 || first != "https://files.example.com/drop/other.txt" {
		t.Errorf("a name of its own: %q, %d, %s", b.flaw, n, first)
	}
	b.add([]transfer.Found{found("two.txt", 1, "")})
	if b.flaw == "" {
		t.Error("two files cannot go to one name")
	}
	b.tick(1, false)
	if b.flaw != "" {
		t.Errorf("one ticked file can: %s", b.flaw)
	}
	b.aim("ftp://files.example.com/", false)
	if n, _, _ := b.sum(); b.flaw == "" || n != 0 {
		t.Errorf("a wrong scheme: %q, %d", b.flaw, n)
	}
}

func TestFolderOf(t *testing.T) {
	for address, want := range map[string]string{
		"https://files.example.com/drop/":  "https://files.example.com/drop/",
		"https://files.example.com/drop/a": "https://files.example.com/drop/",
		"https://files.example.com":        "https://files.example.com/",
		"nonsense":                         "",
	} {
		if got := folderOf(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

// BenchmarkBatch takes 10,000 files in as a walk brings them.
func BenchmarkBatch(b *testing.B) {
	var batches [][]transfer.Found
	for i := range 20 {
		var list []transfer.Found
		for k := range 500 {
			list = append(list, found(fmt.Sprintf("folder-%d/Übersicht %d-%d.txt", i, i, k), 1000, ""))
		}
		batches = append(batches, list)
	}
	m := newModel(nil)
	for b.Loop() {
		s := newBatch(m)
		s.naming = "{date}-{n}-{name}{ext}"
		s.aim("https://files.example.com/drop/", false)
		for _, list := range batches {
			s.add(list)
		}
	}
}

func TestFrame(t *testing.T) {
	for _, to := range []string{
		"https://files.example.com/drop/", "https://files.example.com", "http://h:8080/a%20b/%2F/?k=v w&x", "https://h/ü/?", " https://h/ ",
		"https://h/a/../b/", "https://h//", "https://h/" + strings.Repeat("a/", 980), "ftp://h/", "",
	} {
		for _, name := range []string{"a.txt", "Ü 1.txt", "50% +&=;,:@$?#[]!.txt", "a\tb", "😀", "…", strings.Repeat("ü", 130), strings.Repeat("n", 255), "~'()*"} {
			want, wantErr := transfer.Destination(to, name)
			got, err := newFrame(to).address(to, name)
			if got != want || (err == nil) != (wantErr == nil) {
				t.Errorf("%.60q + %.40q: %q, want %q (%v)", to, name, got, want, wantErr)
			}
		}
	}
}

// TestTwinsAreSaid: files that are left out because of their names are announced before they are.
func TestTwinsAreSaid(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.side.chooseServer(0)
	dir := t.TempDir()
	for _, name := range []string{"a/x.bin", "b/x.bin", "c/x.bin"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.Add([]string{dir})
	h.drain(func() bool { return w.adding.walks == 0 })
	hint := w.adding.form.hint
	if hint.Tint != theme.ColorNameWarning || !strings.HasPrefix(hint.Words, "2 files are left out") {
		t.Errorf("the hint says %q", hint.Words)
	}
	w.adding.form.naming.SetText("{n}-{name}{ext}")
	if n := w.adding.count(); n != 3 || strings.Contains(hint.Words, "left out") {
		t.Errorf("%d files, the hint says %q", n, hint.Words)
	}
}
