package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

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
	w, h := openTest(t, labSettings())
	w.dropped([]fyne.URI{storage.NewFileURI(dir)})
	if w.adding == nil || !w.adding.upload.Disabled() {
		t.Fatal("the sheet must be open, and wait for the walk")
	}
	h.drain(func() bool { return w.adding.walks == 0 })
	if got := w.adding.title.Words; got != "Add 2,000 files (10 kB)" {
		t.Errorf("title: %q", got)
	}
	if got := w.adding.preview.Text; got != "First file goes to https://files.example.com/drop/f0000.bin" {
		t.Errorf("preview: %q", got)
	}
	tap(w.adding.upload)
	h.drain(func() bool { return w.status.words.Words != "" })
	if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbAdd || len(h.commands[0].Jobs) != 2000 {
		t.Fatalf("%d commands", len(h.commands))
	}
	if got := w.status.words.Words; got != "2,000 added, 1 skipped: 1 hidden" {
		t.Errorf("message: %q", got)
	}
	if got := h.saved[len(h.saved)-1].Remembered[filepath.Dir(dir)]; got != labServers[0].URL {
		t.Errorf("remembered: %q", got)
	}
}

func TestDismissWhileWalking(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.Add([]string{t.TempDir()})
	s := w.adding
	s.to.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if w.adding != nil || w.sheets.Top() != nil || s.ctx.Err() == nil {
		t.Fatal("Escape must close the sheet and end the walk")
	}
	if got := w.status.words.Words; got != "Nothing was added." || !w.status.offered.Visible() {
		t.Errorf("message: %q", got)
	}
	s.found([]source.Found{{Source: source.File{Path: "/data/late.txt", Size: 1}, Rel: "late.txt"}}) // a batch that arrives late
	if len(s.batch.List) != 0 || len(h.commands) != 0 {
		t.Error("a closed sheet took files in")
	}
}

func TestPaste(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pasted.txt")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, h := openTest(t, labSettings())
	w.app.Clipboard().SetContent("some words")
	w.queue.TypedShortcut(&fyne.ShortcutPaste{})
	if w.adding != nil || w.status.words.Words != words.NothingPasted(list.OnMac) {
		t.Errorf("message: %q", w.status.words.Words)
	}
	w.app.Clipboard().SetContent(path + "\n")
	w.queue.TypedShortcut(&fyne.ShortcutPaste{})
	h.drain(func() bool { return w.adding != nil && w.adding.walks == 0 })
	if n, _, _ := w.adding.batch.Sum(); n != 1 {
		t.Errorf("%d files", n)
	}
	tap(w.adding.later)
	if j := h.commands[0].Jobs[0]; j.Want != transfer.Hold || j.Source.Path != path {
		t.Errorf("job: %+v", j)
	}
}

func TestFirstStartUsesThePracticeServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "first.txt")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, h := openTest(t, list.Settings{})
	if s, ok := w.chosenServer(); !ok || !s.Practice || !w.empty.first.Visible() {
		t.Fatal("the practice server must be chosen at the first start")
	}
	w.Add([]string{path})
	h.drain(func() bool { return w.adding.walks == 0 && !w.adding.waiting })
	tap(w.adding.upload)
	h.drain(func() bool { return len(h.saved) > 0 })
	if h.started != 1 {
		t.Errorf("started %d times", h.started)
	}
	if got := h.commands[0].Jobs[0].Target.URL; got != "http://127.0.0.1:40817/first.txt" {
		t.Errorf("address: %s", got)
	}
	if s := h.saved[0]; s.LastServer != list.PracticeKey || len(s.Servers) != 0 {
		t.Errorf("saved: %+v", s)
	}
}

func TestNotNowSaysSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.txt")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, h := openTest(t, labSettings())
	w.Add([]string{path})
	h.drain(func() bool { return w.adding.walks == 0 })
	w.act.Escape()
	if got := w.status.words.Words; got != "1 file was not added." || len(h.commands) != 0 {
		t.Errorf("message: %q", got)
	}
}

func TestDestinationProposed(t *testing.T) {
	s := labSettings()
	s.Servers = append(s.Servers, list.Server{Name: "Other", URL: "https://other.example.com/"})
	s.Remembered = map[string]string{"/known": "https://other.example.com/", "/played": list.PracticeKey, "/gone": "https://gone.example.com/"}
	w, _ := openTest(t, s)
	for folder, want := range map[string]string{"/known": "Other", "/played": words.Tr(words.PracticeName), "/gone": "Lab drop", "/new": "Lab drop"} {
		if got := w.destinationFor(folder); got != want {
			t.Errorf("%s: %q, want %q", folder, got, want)
		}
	}
	w.side.chooseServer(1)
	if got := w.destinationFor("/played"); got != "Other" {
		t.Errorf("the chosen server must win over %q", got)
	}
}
