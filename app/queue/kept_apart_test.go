package queue

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/transfer"
	"sendoff/ui/list"
)

// TestRefusalsAcrossARestart: what was refused stays refused, what another folder accepts lets the account be tried, and
// an account that was not recognised yet is touched by neither.
func TestRefusalsAcrossARestart(t *testing.T) {
	ines := transfer.Account{User: "ines", Password: apptest.Planted}
	store := memoryStore{}
	open := func(a transfer.Account) *Secrets {
		t.Helper()
		s := NewSecrets(noRing{})
		if err := s.remember(store); err != nil {
			t.Fatal(err)
		}
		s.set(filesOrigin, a)
		return s
	}
	s := open(ines)
	s.Refused(in("/b/", "x"), ines)
	if !s.doubtful(filesOrigin, ines) {
		t.Error("a refusal leaves no doubt")
	}
	s = open(ines)
	s.Accepted(in("/a/", "x"), ines) // before it was asked for
	if got := given(t, s, in("/b/", "x")); got != "-ines" {
		t.Errorf("where it was refused: %q", got)
	}
	s.Accepted(in("/a/", "x"), ines)
	if s.doubtful(filesOrigin, ines) {
		t.Error("it is in doubt although another folder has accepted it")
	}
	s.Refused(in("/", "x"), transfer.Account{User: "otto"}) // an older one
	if got := given(t, s, in("/a/", "x")); got != "ines" {
		t.Errorf("where it was accepted: %q", got)
	}
	s.Refused(transfer.Space{Origin: filesOrigin, Realm: "x"}, ines) // by all of the server
	if got := given(t, s, in("/a/", "x")); got != "-ines" || !s.doubtful(filesOrigin, ines) {
		t.Errorf("after the whole server: %q, in doubt %t", got, s.doubtful(filesOrigin, ines))
	}
	other := open(transfer.Account{User: "ines", Password: "new"})
	if got := given(t, other, in("/b/", "x")); got != "ines" {
		t.Errorf("a new password: %q", got)
	}
}

// TestPracticeServerTellsItsFaults: what is switched on, until it ends; nothing before it has begun.
func TestPracticeServerTellsItsFaults(t *testing.T) {
	l := newRig(t).owner()
	var want list.PracticeFaults
	want.On[list.Busy], want.On[list.TooLarge], want.Most = true, true, 99
	if err := l.SetPracticeFaults(want); err != nil || l.PracticeFaults() != (list.PracticeFaults{}) {
		t.Errorf("before it has begun: %+v, %v", l.PracticeFaults(), err)
	}
	if _, err := l.StartPractice(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := l.SetPracticeFaults(want); err != nil || l.PracticeFaults() != want {
		t.Errorf("%+v, %v", l.PracticeFaults(), err)
	}
	if l.practice.close(); l.PracticeFaults() != (list.PracticeFaults{}) {
		t.Errorf("after its end: %+v", l.PracticeFaults())
	}
}

// TestReportNamesNoHome: the user's name stands in the path of the home folder.
func TestReportNamesNoHome(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the home is another variable there")
	}
	for home, want := range map[string]string{"/home/ines": "in ~/x and /y", "/": "in /home/ines/x and /y", "": "in /home/ines/x and /y"} {
		t.Setenv("HOME", home)
		if got := homeless("in /home/ines/x and /y"); got != want {
			t.Errorf("home %q: %q", home, got)
		}
	}
}

// TestNamesOfAPolicyAreShort: ten of them, and no line without end.
func TestNamesOfAPolicyAreShort(t *testing.T) {
	names := strings.Split("abcdefghijk", "")
	if got := shortList(names[:10]); got != "a, b, c, d, e, f, g, h, i, j" {
		t.Errorf("ten: %q", got)
	}
	if got := shortList(names); got != "a, b, c, d, e, f, g, h, i, j, ..." {
		t.Errorf("eleven: %q", got)
	}
	if got := shortList([]string{strings.Repeat("x", 1000), "\x1b[1m"}); len([]rune(got)) > 201 || strings.ContainsRune(got, '\x1b') {
		t.Errorf("%d letters", len([]rune(got)))
	}
}

// TestPipedFilesThatAreNotNeeded: only those whose job has ended, while they are still there.
func TestPipedFilesThatAreNotNeeded(t *testing.T) {
	dir := t.TempDir()
	path, err := Spool(dir, "a.bin", strings.NewReader("piped"))
	if err != nil {
		t.Fatal(err)
	}
	k := &spoolKeeper{dir: dir}
	job := func(path string, o transfer.Outcome) *transfer.Job {
		j := told()
		j.Source.Path, j.Outcome = path, o
		return j
	}
	for name, c := range map[string]struct {
		j    *transfer.Job
		want bool
	}{
		"ended": {job(path, transfer.Delivered), true}, "waits": {job(path, ""), false}, "gone": {nil, false}, "the user's own": {job(absent, transfer.Delivered), false},
	} {
		if got := k.unneeded(transfer.Update{{1}: c.j}); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	if !k.used() {
		t.Error("nothing was piped in")
	}
	if err := os.RemoveAll(filepath.Join(dir, spoolFolder)); err != nil {
		t.Fatal(err)
	}
	if k.unneeded(transfer.Update{{1}: job(path, transfer.Delivered)}) || k.used() {
		t.Error("what is removed is to be removed")
	}
}
