package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list/listtest"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

func lastStep(f transfer.Fault) []words.TestStep {
	return []words.TestStep{{Name: "TCP", OK: true, Text: "connected"}, {Name: "Create", Text: words.TestText(&f, transfer.Target{URL: "https://files.example.com/"}), Fault: &f}}
}

// TestHelpAfterATest: a failed test offers the remedy that an upload's button cannot.
func TestHelpAfterATest(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(1, failing(transfer.KindNotFound, nil))
	w.Apply(u)
	ofUpload := func() { tap(rowOf(t, w, id[0]).First) }
	ofServer := func() { sheets.Test(w.act, labServers[0].URL, uuid.Nil) }
	for _, c := range []struct {
		fault        transfer.Fault
		start        func()
		button, then string
	}{
		{transfer.Fault{Kind: transfer.KindNotFound, HTTP: 404}, ofUpload, "Change address…", words.AddressTitle},
		{transfer.Fault{Kind: transfer.KindSignIn, HTTP: 401}, ofServer, "Sign in…", "Sign in to "},
		{transfer.Fault{Kind: transfer.KindNotBITS, HTTP: 200}, ofServer, "Edit server", "Edit server"},
	} {
		h.steps = lastStep(c.fault)
		c.start()
		tried := w.sheets.Top()
		tap(sheetButton(t, w, c.button))
		if w.sheets.Top() == nil || w.sheets.Top() == tried || !strings.Contains(visibleText(w), c.then) {
			t.Fatalf("%s: %q leads nowhere", c.fault.Kind, c.button)
		}
		w.sheets.Top().Dismiss()
	}
	h.steps = []words.TestStep{{Name: "TCP", OK: true, Text: "connected"}}
	ofServer()
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if b, ok := o.(*kit.Button); ok && b.Visible() && b.Text == "" {
			t.Error("a test that ended well shows an empty button")
		}
	}
}

// wordsOn are the label texts of the open dialog.
func wordsOn(w *Window) string {
	var b strings.Builder
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if l, ok := o.(*widget.Label); ok {
			b.WriteString(l.Text + "\n")
		}
	}
	return b.String()
}

func TestTestServerShowsEveryStep(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.win.Resize(fyne.NewSize(480, 360))
	u, id := listtest.Jobs(1, failing(transfer.KindNotFound, nil))
	w.Apply(u)
	h.steps = []words.TestStep{{Name: "TCP", OK: true, Text: "connected"}, {Name: "Ping", Text: "the server found nothing"}}
	tap(rowOf(t, w, id[0]).First)
	if len(h.tested) != 1 || h.tested[0] != u[id[0]].Target.URL || w.sheets.Top() == nil {
		t.Fatalf("tested: %v", h.tested)
	}
	text := wordsOn(w)
	for _, want := range []string{"connected", "the server found nothing", words.TestFailed} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	size := w.sheets.Top().Object().Size()
	if whole := w.win.Canvas().Size(); size.Width > whole.Width || size.Height > whole.Height {
		t.Errorf("the dialog has %v in a window of %v", size, whole)
	}
	w.sheets.Top().Dismiss()
	if h.stops == 0 {
		t.Error("closing the dialog must end the test")
	}
}
