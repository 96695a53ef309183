package list

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

func found(rel string, size int64, skip source.SkipReason) source.Found {
	return source.Found{Source: source.File{Path: filepath.FromSlash("/data/" + rel), Size: size}, Rel: rel, Skip: skip}
}

func TestBatch(t *testing.T) {
	m := New(nil)
	u, _ := listtest.Jobs(1, func(_ int, j *transfer.Job) {
		j.Source.Path, j.Target.URL = filepath.FromSlash("/data/in.txt"), "https://files.example.com/drop/in.txt"
		j.Acked, j.Source.Size = 410, 1000
	})
	m.Apply(u)
	b := NewBatch(m)
	b.Aim("https://files.example.com/drop/", false)
	b.Add([]source.Found{
		found("Ü 1.txt", 5, ""), found("empty", 0, ""), found(".git", 0, source.SkipHidden),
		found("in.txt", 1000, ""), found("a/x.bin", 1, ""), found("b/x.bin", 2, ""),
	})
	b.Add([]source.Found{found("empty", 0, "")}) // found twice, listed once
	n, size, first := b.Sum()
	if n != 3 || size != 6 || first != "https://files.example.com/drop/%C3%9C%201.txt" {
		t.Errorf("sum: %d files, %d bytes, %s", n, size, first)
	}
	want := []words.SkipCount{{N: 1, Why: "hidden"}, {N: 1, Why: words.RemarkInList}, {N: 1, Why: words.RemarkTwice}}
	if got := b.Skipped(); !slices.Equal(got, want) {
		t.Errorf("skipped: %v, want %v", got, want)
	}
	if got := words.AddedText(words.Added{N: n, To: "Lab"}, b.Skipped()); got != "3 files added to Lab, 3 skipped: 1 hidden, 1 already in the list, 1 same name twice" {
		t.Error(got)
	}
	if got := b.List[3].Remark; got != "already in the list (41 %)" {
		t.Error(got)
	}

	b.Aim("https://files.example.com/drop/", true)
	if got := b.List[4].url; got != "https://files.example.com/drop/a/x.bin" {
		t.Errorf("with folders: %s", got)
	}
	if n, _, _ := b.Sum(); n != 4 {
		t.Errorf("with folders: %d files", n)
	}
	b.Tick(0, false)
	b.Tick(3, true)
	jobs := b.Jobs(transfer.Hold)
	if jobs[0].Target.Folder != "" || jobs[3].Target.Folder != "b" {
		t.Errorf("kept folders: %q, %q", jobs[0].Target.Folder, jobs[3].Target.Folder)
	}
	if len(jobs) != 4 || jobs[0].Source.Path != filepath.FromSlash("/data/empty") || jobs[0].Want != transfer.Hold {
		t.Errorf("jobs: %+v", jobs)
	}
	if got := b.Skipped(); !slices.Contains(got, words.SkipCount{N: 1, Why: words.RemarkUnticked}) {
		t.Errorf("skipped: %v", got)
	}
}

func TestBatchAddress(t *testing.T) {
	b := NewBatch(New(nil))
	b.Add([]source.Found{found("one.txt", 1, "")})
	if b.Flaw == "" {
		t.Error("no address must be a flaw")
	}
	b.Aim("https://files.example.com/drop/other.txt", false)
	if n, _, first := b.Sum(); b.Flaw != "" || n != 1 || first != "https://files.example.com/drop/other.txt" {
		t.Errorf("a name of its own: %q, %d, %s", b.Flaw, n, first)
	}
	b.Add([]source.Found{found("two.txt", 1, "")})
	if b.Flaw == "" {
		t.Error("two files cannot go to one name")
	}
	b.Tick(1, false)
	if b.Flaw != "" {
		t.Errorf("one ticked file can: %s", b.Flaw)
	}
	b.Aim("ftp://files.example.com/", false)
	if n, _, _ := b.Sum(); b.Flaw == "" || n != 0 {
		t.Errorf("a wrong scheme: %q, %d", b.Flaw, n)
	}
}

// BenchmarkBatch adds 10,000 files in the batches of a walk.
func BenchmarkBatch(b *testing.B) {
	var batches [][]source.Found
	for i := range 20 {
		var list []source.Found
		for k := range 500 {
			list = append(list, found(fmt.Sprintf("folder-%d/Übersicht %d-%d.txt", i, i, k), 1000, ""))
		}
		batches = append(batches, list)
	}
	m := New(nil)
	for b.Loop() {
		s := NewBatch(m)
		s.Naming = "{date}-{n}-{name}{ext}"
		s.Aim("https://files.example.com/drop/", false)
		for _, list := range batches {
			s.Add(list)
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

// BenchmarkMark computes the remarks for 10,000 files.
func BenchmarkMark(b *testing.B) {
	m := New(testServers)
	batch := NewBatch(m)
	batch.To = testServers[0].URL
	var found []source.Found
	u, id := listtest.Jobs(10_000, nil)
	for _, one := range id {
		found = append(found, source.Found{Source: u[one].Source, Rel: u[one].Name()})
	}
	batch.Add(found)
	for b.Loop() {
		batch.mark()
	}
}

func TestReplyPath(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.bin")
	if got := ReplyPath(file); got != file+".reply" {
		t.Error(got)
	}
	if err := os.WriteFile(file+".reply", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := ReplyPath(file); got != file+" (2).reply" {
		t.Error(got)
	}
}

// TestBatchTakesBack: a removed file can be added again, and an emptied batch is like a new one.
func TestBatchTakesBack(t *testing.T) {
	b := NewBatch(New(nil))
	b.Aim("https://files.example.com/drop/", true)
	all := []source.Found{found("d/a", 1, ""), found("d/.b", 2, source.SkipHidden), found("d/c", 4, "")}
	b.Add(all)
	if c := b.Take(1); c.Found.Rel != "d/.b" || len(b.List) != 2 {
		t.Fatalf("took %+v of %d", c, len(b.List))
	}
	b.Add([]source.Found{found("d/.b", 2, ""), found("d/a", 1, "")}) // as from a walk that leaves nothing out
	if n, size, _ := b.Sum(); n != 3 || size != 7 || len(b.List) != 3 {
		t.Errorf("%d files of %d bytes, %d listed", n, size, len(b.List))
	}
	b.Forget()
	if n, _, _ := b.Sum(); n != 0 || b.Files != 0 || b.Nested {
		t.Errorf("after it was emptied: %+v", b)
	}
	b.Add([]source.Found{found("a", 1, "")})
	if n, _, _ := b.Sum(); n != 1 || b.Files != 1 || b.Nested {
		t.Errorf("begun anew: %+v", b)
	}
}

// TestBatchCountsWhatTheUserUnticked: an unticked file counts as left out by the user, whatever other reason there
// was.
func TestBatchCountsWhatTheUserUnticked(t *testing.T) {
	b := NewBatch(New(nil))
	b.Aim("https://files.example.com/drop/", false)
	b.Add([]source.Found{found("a/x", 1, ""), found("b/x", 2, ""), found("y", 4, "")})
	if got := b.Skipped(); !slices.Equal(got, []words.SkipCount{{N: 1, Why: words.RemarkTwice}}) {
		t.Fatalf("%v", got)
	}
	b.Tick(1, true)
	if got := b.Skipped(); len(got) != 0 {
		t.Errorf("with all ticked: %v", got)
	}
	b.Tick(1, false)
	b.Tick(2, false)
	if got := b.Skipped(); !slices.Equal(got, []words.SkipCount{{N: 2, Why: words.RemarkUnticked}}) {
		t.Errorf("unticked: %v", got)
	}
	if b.Twins() != 1 {
		t.Errorf("%d would get the name of another", b.Twins())
	}
}

// TestNameOfABatchsGroup: what is ticked is one group, named after the folder that all of it is in; a single file is none.
func TestNameOfABatchsGroup(t *testing.T) {
	const none = "no group"
	for files, want := range map[string]string{
		"": none, "a": none, "a b": "", "d/a": "d", "d/a d/b": "d", "d/e/a d/b": "d",
		"d/a e/b": "", "d/a b": "", "b d/a": "", "d d/a": "", "d/a d": "", "d/a e/b d/c": "",
		"-a b": none, "-e/a d/b": "d", "d/a -b": "d", "-d/a": none, "-d/a b c": "",
	} {
		b := NewBatch(New(nil))
		b.Aim("https://files.example.com/drop/", true)
		for i, rel := range strings.Fields(files) {
			b.Add([]source.Found{found(strings.TrimPrefix(rel, "-"), 1, "")})
			if strings.HasPrefix(rel, "-") {
				b.Tick(i, false)
			}
		}
		key := b.group()
		got := none
		if key != "" {
			got = transfer.GroupFolder(key)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", files, got, want)
		}
	}
}
