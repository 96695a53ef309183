package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
)

// observer sits between widgets and toolkit and records what is to be repainted: each repaint draws the whole
// window.
type observer struct {
	fyne.App
	objects []fyne.CanvasObject
}

func (o *observer) Driver() fyne.Driver { return observedDriver{o.App.Driver(), o} }

type observedDriver struct {
	fyne.Driver
	o *observer
}

func (d observedDriver) CanvasForObject(x fyne.CanvasObject) fyne.Canvas {
	return observedCanvas{d.Driver.CanvasForObject(x), x, d.o}
}

type observedCanvas struct {
	fyne.Canvas
	of fyne.CanvasObject
	o  *observer
}

func (c observedCanvas) Refresh(x fyne.CanvasObject) {
	c.o.objects = append(c.o.objects, x)
	c.Canvas.Refresh(x)
}

// SetDirty is called by the toolkit for a change of place, size or visibility.
func (c observedCanvas) SetDirty() { c.o.objects = append(c.o.objects, c.of) }

// observed is a window with 10,000 running uploads, and its repaints from then on.
func observed(t *testing.T) (*Window, transfer.Update, *observer) {
	t.Helper()
	a := test.NewTempApp(t)
	w := NewWindow(a, &fakeHost{t: t, posted: make(chan struct{}, 1)}, list.Settings{Servers: labServers})
	w.win.Resize(fyne.NewSize(1280, 800))
	u, _ := listtest.Jobs(10_000, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	w.win.Canvas().Capture()
	o := &observer{App: a}
	fyne.SetCurrentApp(o)
	t.Cleanup(func() { fyne.SetCurrentApp(a) })
	return w, u, o
}

// advance applies progress of some uploads, long after the last frame.
func advance(w *Window, list []*list.Entry, by int64) {
	next := transfer.Update{}
	for _, e := range list {
		c := *e.Job
		c.Acked += by
		next[c.ID] = &c
	}
	w.progress.last = time.Time{}
	w.Apply(next)
}

// painted are the rows with something to repaint.
func (o *observer) painted(w *Window) map[uuid.UUID]bool {
	of := map[fyne.CanvasObject]uuid.UUID{}
	for line := 0; w.queue.Line(line) != nil; line++ {
		r := w.queue.Line(line)
		of[r] = r.ID()
		for _, part := range test.WidgetRenderer(r).Objects() {
			of[part] = r.ID()
		}
	}
	list := map[uuid.UUID]bool{}
	for _, x := range o.objects {
		if id := of[x]; id != uuid.Nil {
			list[id] = true
		}
	}
	return list
}

// TestMovingRows: visible rows with progress are repainted, and no others.
func TestMovingRows(t *testing.T) {
	w, _, o := observed(t)
	moving := w.model.Order[:5]
	advance(w, moving, 400)
	got := o.painted(w)
	for _, e := range moving {
		if !got[e.Job.ID] {
			t.Errorf("%s moved and was not painted", e.Job.Name())
		}
	}
	if len(got) != len(moving) {
		t.Errorf("%d rows were painted, want %d", len(got), len(moving))
	}
}

// TestRowsOffScreen: progress outside the visible part repaints neither rows nor list.
func TestRowsOffScreen(t *testing.T) {
	w, _, o := observed(t)
	advance(w, w.model.Order[9000:9005], 400)
	if got := o.painted(w); len(got) != 0 {
		t.Errorf("%d rows were painted, want none", len(got))
	}
	for _, x := range o.objects {
		if x == fyne.CanvasObject(w.queue) {
			t.Error("the whole list was painted")
		}
	}
}

// TestNothingChanged: a tick without a change repaints nothing.
func TestNothingChanged(t *testing.T) {
	w, _, o := observed(t)
	advance(w, w.model.Order[:5], 400)
	o.objects = nil
	advance(w, w.model.Order[:5], 0)
	w.Apply(transfer.Update{})
	w.queue.Tick()
	if len(o.objects) != 0 {
		t.Errorf("%d things were painted: %T", len(o.objects), o.objects)
	}
}

// TestDetailsTellWhatTheRowTells: a transcript that arrives between two frames does not bring the details ahead of the
// row and the status bar.
func TestDetailsTellWhatTheRowTells(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Phase, j.Sent = transfer.Sending, 900 })
	w.Apply(u)
	w.openDetails(id[0])
	w.progress.last = time.Now() // the next frame is half a second away
	acked := *u[id[0]]
	acked.Acked = 700
	w.Apply(transfer.Update{id[0]: &acked})
	w.ShowTranscript(id[0], []bits.Note{{Kind: bits.NoteReceived, Packet: bits.Ack, Status: 200}})
	tells := func() (row, details bool) {
		return strings.Contains(rowOf(t, w, id[0]).Says(), "700 B"), says(w.details.Content, "700 B of 1.0 kB (70 %)")
	}
	if row, details := tells(); row != details {
		t.Errorf("the row tells of the acknowledgement: %t, the details: %t", row, details)
	}
	h.drain(func() bool { return !w.progress.due })
	if row, details := tells(); !row || !details {
		t.Errorf("after the frame: the row %t, the details %t", row, details)
	}
}
