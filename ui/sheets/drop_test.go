package sheets

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

func TestDropOfAFolder(t *testing.T) {
	dir := t.TempDir()
	for i := range 2000 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("f%04d.bin", i)), []byte("12345"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, ".hidden"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	w := open(t, labSettings())
	w.adder.Add([]string{dir})
	if w.adder.open == nil || !w.adder.open.upload.Disabled() {
		t.Fatal("the sheet must be open, and wait for the walk")
	}
	w.drain(func() bool { return w.adder.open.walks == 0 })
	if got := w.adder.open.title.Words; got != "Add 2,000 files (10 kB)" {
		t.Errorf("title: %q", got)
	}
	if got := w.adder.open.preview.Text; got != "First file goes to https://files.example.com/drop/f0000.bin" {
		t.Errorf("preview: %q", got)
	}
	tap(w.adder.open.upload)
	w.drain(func() bool { return w.said != "" })
	if len(w.commands) != 1 || w.commands[0].Verb != transfer.VerbAdd || len(w.commands[0].Jobs) != 2000 {
		t.Fatalf("%d commands", len(w.commands))
	}
	if got := w.said; got != "2,000 files added to Lab drop, 1 hidden" {
		t.Errorf("message: %q", got)
	}
	if got := w.saved[len(w.saved)-1].Remembered[filepath.Dir(dir)]; got != labServers[0].URL {
		t.Errorf("remembered: %q", got)
	}
}

func TestDismissWhileWalking(t *testing.T) {
	w := open(t, labSettings())
	w.adder.Add([]string{t.TempDir()})
	s := w.adder.open
	s.to.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.adder.open != nil || w.sheets.Top() != nil || s.ctx.Err() == nil {
		t.Fatal("Escape must close the sheet and end the walk")
	}
	if got := w.said; got != "Nothing was added." || w.offered.Do == nil {
		t.Errorf("message: %q", got)
	}
	s.found([]source.Found{{Source: source.File{Path: "/data/late.txt", Size: 1}, Rel: "late.txt"}}) // a batch that arrives late
	if len(s.batch.List) != 0 || len(w.commands) != 0 {
		t.Error("a closed sheet took files in")
	}
}

func TestFirstStartUsesThePracticeServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "first.txt")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := open(t, list.Settings{})
	w.ShowServer(0)
	w.adder.Add([]string{path})
	w.drain(func() bool { return w.adder.open.walks == 0 && !w.adder.open.waiting })
	tap(w.adder.open.upload)
	w.drain(func() bool { return len(w.saved) > 0 })
	if w.started != 1 {
		t.Errorf("started %d times", w.started)
	}
	if got := w.commands[0].Jobs[0].Target.URL; got != "http://127.0.0.1:40817/first.txt" {
		t.Errorf("address: %s", got)
	}
	if s := w.saved[0]; s.LastServer != list.PracticeKey || len(s.Servers) != 0 {
		t.Errorf("saved: %+v", s)
	}
}

func TestDestinationProposed(t *testing.T) {
	s := labSettings()
	s.Servers = append(s.Servers, list.Server{Name: "Other", URL: "https://other.example.com/"})
	s.Remembered = map[string]string{"/known": "https://other.example.com/", "/played": list.PracticeKey, "/gone": "https://gone.example.com/"}
	w := open(t, s)
	for folder, want := range map[string]string{"/known": "Other", "/played": words.Tr(words.PracticeName), "/gone": "Lab drop", "/new": "Lab drop"} {
		if got := (places{w}).destinationFor(folder); got != want {
			t.Errorf("%s: %q, want %q", folder, got, want)
		}
	}
	w.ShowServer(1)
	if got := (places{w}).destinationFor("/played"); got != "Other" {
		t.Errorf("the chosen server must win over %q", got)
	}
	if got := (places{open(t, list.Settings{LastServer: list.PracticeKey})}).destinationFor("/x"); got != words.Tr(words.PracticeName) {
		t.Errorf("after uploads to the practice server: %q", got)
	}
}
