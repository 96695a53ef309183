package ui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// filesNamed makes one-byte files in a folder of their own, and returns their paths.
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
	h.copied = &list.Copied{Paths: append(paths, "/gone"), Elsewhere: []string{"sftp://h/1", "sftp://h/2"}}
	w.queue.TypedShortcut(&fyne.ShortcutPaste{})
	w.queue.TypedShortcut(&fyne.ShortcutPaste{})
	h.drain(func() bool { return ready(w) == words.UploadButtonText(2) })
	if h.pastes != 1 {
		t.Errorf("the clipboard was read %d times at once", h.pastes)
	}
	for _, line := range []string{"/gone", "sftp://h/1", "sftp://h/2"} {
		if !slices.ContainsFunc(drawnNow(w), func(text string) bool { return strings.Contains(text, filepath.Base(line)) }) {
			t.Errorf("%s is not named: %q", line, drawnNow(w))
		}
	}
	w.sheets.Top().Dismiss()
	tap(w.status.offered) // brings the sheet back, with what was left out
	h.drain(func() bool { return ready(w) == words.UploadButtonText(2) })
	tap(sheetButton(t, w, ready(w)))
	h.drain(func() bool { return w.status.words.Words != "" })
	if got := w.status.words.Words; got != "2 files added to Lab drop, 3 skipped: 2 not on this computer, 1 not found" {
		t.Errorf("message: %q", got)
	}
	if len(h.commands) != 1 || len(h.commands[0].Jobs) != 2 {
		t.Errorf("%d commands", len(h.commands))
	}
}

// TestPasteOfNothing: every paste that adds nothing says why.
func TestPasteOfNothing(t *testing.T) {
	w, h := openTest(t, labSettings())
	h.copied = &list.Copied{}
	paste := func(refuse error) string {
		h.refuse = refuse
		w.Message("")
		w.queue.TypedShortcut(&fyne.ShortcutPaste{})
		h.drain(func() bool { return w.status.words.Words != "" })
		return w.status.words.Words
	}
	if got := paste(nil); got != words.NothingPasted(list.OnMac) {
		t.Errorf("nothing: %q", got)
	}
	for _, err := range []error{words.ErrClipboardSilent, words.ErrClipboardLong, words.ErrClipboardStrange} {
		if got := paste(err); got != words.ErrorText(err) || !strings.HasPrefix(got, "Nothing was added: ") {
			t.Errorf("%v: %q", err, got)
		}
	}
	h.copied.Elsewhere = []string{"https://h/", "trash:///x"}
	if got := paste(nil); got != "Nothing was added: 2 not on this computer." {
		t.Errorf("elsewhere: %q", got)
	}
	if w.sheets.Top() != nil || len(h.commands) > 0 {
		t.Error("something was added")
	}
}

// TestPasteIntoAddress: files pasted while the sheet's address has the focus are added.
func TestPasteIntoAddress(t *testing.T) {
	w, h := openTest(t, labSettings())
	paths := filesNamed(t, "a.txt", "b.txt", "c.txt")
	w.Add(paths[:1])
	h.drain(func() bool { return ready(w) == words.UploadButtonText(1) })
	to, ok := w.win.Canvas().Focused().(*kit.ChoiceField)
	if !ok {
		t.Fatalf("the keyboard is at %T", w.win.Canvas().Focused())
	}
	before := to.Text
	paste := func(text string) {
		w.app.Clipboard().SetContent(text)
		to.TypedShortcut(&fyne.ShortcutPaste{Clipboard: w.app.Clipboard()})
	}
	paste(paths[1])
	h.drain(func() bool { return ready(w) == words.UploadButtonText(2) })
	h.copied = &list.Copied{Paths: paths[2:], Elsewhere: []string{"mtp://phone/x"}}
	paste("")
	h.drain(func() bool { return ready(w) == words.UploadButtonText(3) })
	if to.Text != before {
		t.Errorf("the address became %q", to.Text)
	}
	to.SetText("")
	paste("https://files.example.com/other/")
	if to.Text != "https://files.example.com/other/" {
		t.Errorf("the address is %q", to.Text)
	}
}

// TestPasteOfMany: after a paste of 100,000 names without files the window still works.
func TestPasteOfMany(t *testing.T) {
	const n = 100_000
	w, h := openTest(t, labSettings())
	h.copied = &list.Copied{Paths: filesNamed(t, "one.txt")}
	for i := range n {
		h.copied.Elsewhere = append(h.copied.Elsewhere, "sftp://h/"+words.Number(i))
	}
	w.queue.TypedShortcut(&fyne.ShortcutPaste{})
	h.drain(func() bool { return ready(w) == words.UploadButtonText(1) })
}

func TestPaste(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pasted.txt")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, h := openTest(t, labSettings())
	w.app.Clipboard().SetContent("some words")
	w.queue.TypedShortcut(&fyne.ShortcutPaste{})
	if w.sheets.Top() != nil || w.status.words.Words != words.NothingPasted(list.OnMac) {
		t.Errorf("message: %q", w.status.words.Words)
	}
	w.app.Clipboard().SetContent(path + "\n")
	w.queue.TypedShortcut(&fyne.ShortcutPaste{})
	h.drain(func() bool { return ready(w) == words.UploadButtonText(1) })
	tap(sheetButton(t, w, words.Tr(words.AddPaused)))
	if j := h.commands[0].Jobs[0]; j.Want != transfer.Hold || j.Source.Path != path {
		t.Errorf("job: %+v", j)
	}
}

func TestNotNowSaysSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.txt")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, h := openTest(t, labSettings())
	w.Add([]string{path})
	h.drain(func() bool { return ready(w) != "" })
	w.act.Escape()
	if got := w.status.words.Words; got != "1 file was not added." || len(h.commands) != 0 {
		t.Errorf("message: %q", got)
	}
}
