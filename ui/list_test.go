package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list/listtest"
	"sendoff/ui/rows"
	"sendoff/ui/words"
)

// lineOf is the visible row on a line.
func lineOf(t *testing.T, w *Window, line int) *rows.Row {
	t.Helper()
	r := w.queue.RowAt(line)
	if r == nil {
		t.Fatalf("no row on line %d", line)
	}
	return r
}

func press(w *Window, keys ...fyne.KeyName) {
	for _, k := range keys {
		w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
}

func TestDropStripNamesTheServer(t *testing.T) {
	w, _ := openTest(t, labSettings())
	if w.strip.content.Visible() || w.header.Visible() {
		t.Error("the empty window has neither strip nor header")
	}
	u, _ := listtest.Jobs(1, nil)
	w.Apply(u)
	w.side.chooseServer(0)
	if !w.strip.content.Visible() || !strings.HasSuffix(w.strip.words.Words, labServers[0].Name) {
		t.Errorf("the strip says %q", w.strip.words.Words)
	}
}

func TestButtonThatLostItsIconIsAsWideAsBefore(t *testing.T) {
	test.NewTempApp(t)
	b := kit.NewButton("Add folder", func() {}, func() {})
	before := b.MinSize()
	b.Text, b.Icon = "", AppIcon()
	b.Refresh()
	b.Text, b.Icon = "Add folder", nil
	b.Refresh()
	if got := b.MinSize(); got != before {
		t.Errorf("%v, was %v", got, before)
	}
}

func TestToolbarSettlesAtEveryWidth(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, _ := listtest.Jobs(5, nil)
	w.Apply(u)
	for _, words := range []string{"", " in a long language"} {
		for b, text := range w.toolbar.words {
			w.toolbar.words[b] = text + words
		}
		for width := float32(minWidth); width < 1600; width += 35 {
			w.win.Resize(fyne.NewSize(width, 700))
			height := w.toolbar.height(width)
			w.toolbar.setRoom(width < narrowWidth, width)
			if again := w.toolbar.height(width); again != height {
				t.Errorf("at %v the toolbar is %v high, and then %v", width, height, again)
			}
		}
	}
}

func TestProgressIsPaintedTogether(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(3, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	says := func(i int) string { return rowOf(t, w, id[i]).Says() }
	step := func(i int, acked int64) {
		j := *u[id[i]]
		j.Acked = acked
		w.Apply(transfer.Update{j.ID: &j})
	}
	step(0, 100)
	if got := says(0); got != "100 B of 1.0 kB" {
		t.Errorf("the first is painted at once: %q", got)
	}
	step(0, 200)
	step(1, 300)
	if a, b := says(0), says(1); a != "100 B of 1.0 kB" || b != "0 B of 1.0 kB" {
		t.Errorf("too soon after the last picture: %q, %q", a, b)
	}
	h.drain(func() bool { return says(0) == "200 B of 1.0 kB" })
	if got := says(1); got != "300 B of 1.0 kB" {
		t.Errorf("one picture shows all: %q", got)
	}
	step(2, 400)
	j := *u[id[1]]
	j.Want = transfer.Hold
	w.Apply(transfer.Update{j.ID: &j})
	if got := says(1); !strings.HasPrefix(got, "Paused by you") {
		t.Errorf("another state is painted at once: %q", got)
	}
}

// TestSessionsAreCountedAsListed: the button for open sessions is there while there are some, and counts what it opens.
func TestSessionsAreCountedAsListed(t *testing.T) {
	w, _ := openTest(t, labSettings())
	if w.status.stops[1].Visible() {
		t.Errorf("%q without a session", w.status.sessions.Text)
	}
	u, _ := listtest.Jobs(4, func(i int, j *transfer.Job) {
		switch i {
		case 0:
			j.Want = transfer.Drop
		case 1:
			j.Outcome, j.Ended = transfer.Confirmed, time.Now()
		case 2:
			j.Session.ID, j.Phase = "{B4C8-2}", transfer.Sending
		}
	})
	w.Apply(u)
	if said := w.status.sessions.Text; said != "2 open sessions" || !w.status.stops[1].Visible() {
		t.Errorf("of a cancel and a running upload: %q", said)
	}
	tap(w.status.sessions)
	if !draws(w, "files.example.com"+words.Dot+"{B4C8-2}") {
		t.Errorf("the running upload's is not listed: %q", drawnNow(w))
	}
	if !draws(w, "file-00000.bin") || draws(w, "files.example.com"+words.Dot+"{B4C8-1}") {
		t.Errorf("open cancels: %q", drawnNow(w))
	}
	w.sheets.Top().Dismiss()
	w.win.Canvas().Focus(w.status.stops[1])
	for _, j := range u {
		over := *j
		over.Want, over.Outcome, over.Ended = transfer.Drop, transfer.Confirmed, time.Now()
		w.Apply(transfer.Update{j.ID: &over})
	}
	if w.status.stops[1].Visible() || w.win.Canvas().Focused() != fyne.Focusable(w.queue) {
		t.Errorf("all are closed: %q, the keyboard is at %T", w.status.sessions.Text, w.win.Canvas().Focused())
	}
}
