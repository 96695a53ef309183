package ui

import (
	"net/url"
	"slices"
	"testing"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

func typeInto(t *testing.T, w *Window, text string) {
	t.Helper()
	f, ok := w.win.Canvas().Focused().(*kit.Field)
	if !ok {
		t.Fatalf("the keyboard is at %T", w.win.Canvas().Focused())
	}
	f.SetText(text)
	f.OnSubmitted(text)
}

func flawOf(t *testing.T, w *Window) string {
	t.Helper()
	if w.sheets.Top() == nil {
		t.Fatal("no dialog is open")
	}
	text := ""
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if l, ok := o.(*widget.Label); ok && l.Importance == widget.WarningImportance {
			text = l.Text
		}
	}
	return text
}

func TestOtherNameKeepsTheJob(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(2, failing(transfer.KindExists, nil))
	w.Apply(u)
	r := rowOf(t, w, id[0])
	if r.First.Text != "Other name…" || r.Second.Text != "Skip" {
		t.Fatalf("buttons %q, %q", r.First.Text, r.Second.Text)
	}
	tap(r.First)
	if f, ok := w.win.Canvas().Focused().(*kit.Field); !ok || f.Text != "file-00000 (2).bin" || f.SelectedText() != f.Text {
		t.Fatalf("proposed: %+v", w.win.Canvas().Focused())
	}
	for _, bad := range []struct{ name, flaw string }{
		{"  ", words.NameNone}, {"a/b", words.NameFolder}, {"file-00000.bin", words.NameSame}, {"file-00001.bin", words.AddressInList},
	} {
		typeInto(t, w, bad.name)
		if got := flawOf(t, w); got != bad.flaw {
			t.Errorf("%q: %q", bad.name, got)
		}
	}
	if len(h.commands) != 0 {
		t.Fatalf("commands: %+v", h.commands)
	}
	typeInto(t, w, "отчёт #1.bin")
	c := h.commands[0]
	if c.Verb != transfer.VerbChange || c.Jobs[0].ID != id[0] || w.sheets.Top() != nil ||
		c.Jobs[0].Target.URL != "https://files.example.com/drop/%D0%BE%D1%82%D1%87%D1%91%D1%82%20%231.bin" {
		t.Errorf("command: %+v", c)
	}
}

// TestOtherNameIsOneThatServersTake: after a refused name the dialog proposes it without the unusual characters.
func TestOtherNameIsOneThatServersTake(t *testing.T) {
	w, h := openTest(t, labSettings())
	for name, want := range map[string]string{
		"50%+1.txt": "50__1.txt", "notes. ": "notes", "a\tb": "a_b", "nul.txt": "_nul.txt", "...": "_", "a.txt": "a (2).txt",
	} {
		u, id := listtest.Jobs(1, failing(transfer.KindBadName, func(j *transfer.Job) {
			j.Fault.HTTP = 400
			j.Target.URL = "https://files.example.com/drop/" + url.PathEscape(name)
		}))
		w.Apply(u)
		r := rowOf(t, w, id[0])
		if r.First.Text != "Other name…" || r.Second.Text != "Skip" {
			t.Errorf("%q: buttons %q, %q", name, r.First.Text, r.Second.Text)
		}
		tap(r.First)
		if f, ok := w.win.Canvas().Focused().(*kit.Field); !ok || f.Text != want {
			t.Errorf("%q: proposed %+v", name, w.win.Canvas().Focused())
		}
		if w.sheets.Top() != nil {
			w.sheets.Top().Dismiss()
		}
		w.Apply(transfer.Update{id[0]: nil})
	}
	if len(h.commands) != 0 {
		t.Errorf("commands: %+v", h.commands)
	}
}

func TestChangeAddressOfOneAndOfAll(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(3, failing(transfer.KindBadURL, nil))
	u[id[2]].Target.URL = "https://other.example.com/x.bin"
	w.Apply(u)
	tap(rowOf(t, w, id[0]).First)
	typeInto(t, w, "https://files.example.com/drop/file-00000.bin")
	if got := flawOf(t, w); got != words.AddressSame {
		t.Errorf("the same address: %q", got)
	}
	typeInto(t, w, "nonsense")
	if flawOf(t, w) == "" || len(h.commands) != 0 {
		t.Error("a bad address was taken")
	}
	typeInto(t, w, "https://new.example.com/in/")
	if got := h.commands[0].Jobs; len(got) != 1 || got[0].Target.URL != "https://new.example.com/in/file-00000.bin" {
		t.Errorf("one: %+v", got)
	}
	tap(rowOf(t, w, id[0]).First)
	field := w.win.Canvas().Focused()
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if s, ok := o.(*kit.Segmented); ok {
			s.Pick(1)
		}
	}
	w.win.Canvas().Focus(field)
	typeInto(t, w, "https://new.example.com/in/")
	got := h.commands[1].Jobs
	if len(got) != 2 || !slices.ContainsFunc(got, func(j transfer.Job) bool { return j.Target.URL == "https://new.example.com/in/file-00001.bin" }) {
		t.Errorf("all: %+v", got)
	}
}

func TestRedirectOffersTheOtherAddress(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := listtest.Jobs(1, failing(transfer.KindRedirect, func(j *transfer.Job) { j.Fault.Head = "Server: x\nLocation: /new/file.bin\n" }))
	w.Apply(u)
	tap(rowOf(t, w, id[0]).First)
	if f, ok := w.win.Canvas().Focused().(*kit.Field); !ok || f.Text != "https://files.example.com/new/file.bin" {
		t.Errorf("offered: %+v", w.win.Canvas().Focused())
	}
}
