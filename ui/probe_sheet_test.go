package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
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
	for _, want := range []string{"connected", "the server found nothing", words.TestFailedText("Ping")} {
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

// TestVerdictOfATest: what came out of a test stands above its steps, in its colour, and the usual steps fit below it
// without scrolling. What the user should know is no green tick.
func TestVerdictOfATest(t *testing.T) {
	w, h := openTest(t, labSettings())
	steps := []words.TestStep{{Name: "Name", OK: true, Text: "files.example.com is 192.0.2.1"}, {Name: "TCP", OK: true, Text: "connected"}, {Name: "TLS", OK: true, Risky: true, Text: "none"}}
	for _, name := range []string{"Ping", "Sign-in", "Create", "Cancel"} {
		steps = append(steps, words.TestStep{Name: name, OK: true, Text: "the server answers"})
	}
	for _, c := range []struct {
		steps []words.TestStep
		text  string
		how   widget.Importance
	}{
		{steps, words.Tr(words.TestDone), widget.SuccessImportance},
		{[]words.TestStep{{Name: "Ping", Text: "nothing"}}, words.TestFailedText("Ping"), widget.DangerImportance},
		{nil, words.TestFailedText("Address"), widget.DangerImportance},
	} {
		h.steps = c.steps
		sheets.Test(w.act, labServers[0].URL, uuid.Nil)
		top, place := w.sheets.Top().Object(), fyne.CurrentApp().Driver().AbsolutePositionForObject
		var verdict, last fyne.CanvasObject
		for _, o := range test.LaidOutObjects(top) {
			switch o := o.(type) {
			case *container.Scroll:
				if o.Content.MinSize().Height > o.Size().Height {
					t.Errorf("%d steps need %v of %v", len(c.steps), o.Content.MinSize().Height, o.Size().Height)
				}
			case *widget.Label:
				if o.Text == c.text && o.Importance == c.how {
					verdict = o
				}
				last = o
			}
		}
		if verdict == nil || len(c.steps) > 0 && place(last).Y < place(verdict).Y {
			t.Errorf("%q is not said above the steps", c.text)
		}
		w.sheets.Top().Dismiss()
	}
}
