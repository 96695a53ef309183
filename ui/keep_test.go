package ui

import (
	"bytes"
	"image"
	"image/draw"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
)

// TestListIsKept: sort order and collapsed groups survive a restart.
func TestListIsKept(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, _ := listtest.Grouped(5, 1, 4, nil)
	w.Apply(u)
	w.act.SortBy(list.ColumnSize)
	w.act.SortBy(list.ColumnSize)
	for _, g := range w.model.Groups {
		w.model.Fold(g, true)
	}
	kept := w.Settings()
	again, _ := openTest(t, kept)
	again.Apply(u)
	if again.model.Column != list.ColumnSize || !again.model.Descending {
		t.Errorf("sorted by %v, descending %v", again.model.Column, again.model.Descending)
	}
	if len(again.model.Shown) != 2 {
		t.Errorf("%d rows: the group is open", len(again.model.Shown))
	}
	again.Apply(gone(u))
	if folds := again.Settings().Folds; len(folds) > 0 {
		t.Errorf("a group that is gone is kept: %v", folds)
	}
	s := kept
	s.Column = "of another version"
	if other, _ := openTest(t, s); other.model.Column != list.ColumnQueue {
		t.Error("an unknown column must be the queue's order")
	}
}

// gone is the update that removes what another one added.
func gone(u transfer.Update) transfer.Update {
	none := transfer.Update{}
	for id := range u {
		none[id] = nil
	}
	return none
}

// TestPracticeIsOfferedOnce: the empty page offers no start of a practice server that runs, and a message does not
// move its buttons.
func TestPracticeIsOfferedOnce(t *testing.T) {
	w, h := openTest(t, list.Settings{})
	if !w.empty.start.Visible() {
		t.Fatal("it is not offered")
	}
	place := func() float32 { return w.app.Driver().AbsolutePositionForObject(w.empty.first.Objects[0]).Y }
	before := place()
	w.Message("news")
	if place() != before {
		t.Errorf("the page moved by %v", place()-before)
	}
	tap(w.empty.start)
	h.drain(func() bool { return w.practice.URL != "" })
	if w.empty.start.Visible() {
		t.Error("it is offered while it runs")
	}
}

// TestTestHere: the key tests the server of the selected upload, else the chosen one, else says what to do.
func TestTestHere(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.act.testHere()
	if len(h.tested) != 0 || w.status.words.Words == "" {
		t.Errorf("tested %v", h.tested)
	}
	w.side.chooseServer(0)
	w.act.testHere()
	w.sheets.Top().Dismiss()
	j := jobIn(transfer.Waiting, "a.bin")
	w.Apply(transfer.Update{j.ID: j})
	w.queue.Choose(0, list.ReachOne)
	w.act.testHere()
	if want := []string{labServers[0].URL, j.Target.URL}; !slices.Equal(h.tested, want) {
		t.Errorf("tested %v, want %v", h.tested, want)
	}
}

// TestTabStopsAtWhatShowsIt: every object that Tab reaches looks different while it has the focus, and Escape leads
// back to the list.
func TestTabStopsAtWhatShowsIt(t *testing.T) {
	w, _ := openTest(t, labSettings())
	j := jobIn(transfer.Waiting, "a.bin")
	j.Fault = &transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Final: true}
	w.Apply(transfer.Update{j.ID: j})
	w.openDetails(j.ID)
	c := w.win.Canvas()
	w.win.Resize(fyne.NewSize(detailsBeside+20, minHeight)) // not all of it fits: what gets the focus scrolls into view
	stops := tabStops(c)
	if len(stops) < 10 {
		t.Errorf("only %d stops", len(stops))
	}
	for i, at := range stops {
		w.openDetails(j.ID) // Escape closes it
		c.Unfocus()
		before := pictureOf(c, at)
		c.Focus(at)
		if during := pictureOf(c, at); bytes.Equal(during.Pix, before.Pix) {
			t.Errorf("stop %d, %T: nothing shows that the keyboard is there", i, at)
		}
		at.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if c.Focused() != fyne.Focusable(w.queue) {
			t.Errorf("stop %d, %T: Escape leads to %T", i, at, c.Focused())
		}
	}
}

// tabStops are the objects that Tab reaches, each once.
func tabStops(c fyne.Canvas) []fyne.Focusable {
	var stops []fyne.Focusable
	for c.FocusNext(); !slices.Contains(stops, c.Focused()); c.FocusNext() {
		stops = append(stops, c.Focused())
	}
	return stops
}

// pictureOf is the rendered image of an object.
func pictureOf(c fyne.Canvas, at fyne.Focusable) *image.NRGBA {
	o := at.(fyne.CanvasObject)
	place, size := fyne.CurrentApp().Driver().AbsolutePositionForObject(o), o.Size()
	x, y := c.PixelCoordinateForPosition(place)
	right, bottom := c.PixelCoordinateForPosition(place.Add(size))
	part := image.NewNRGBA(image.Rect(0, 0, right-x, bottom-y))
	draw.Draw(part, part.Rect, c.Capture(), image.Pt(x, y), draw.Src)
	return part
}
