package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/rows"
)

// TestDetailsTakeTheRestOfAVeryWideWindow: rows of two lines end where they can be read; the details stand in the rest
// without being asked for. They go where there is no rest, and stay closed once the user has closed them.
func TestDetailsTakeTheRestOfAVeryWideWindow(t *testing.T) {
	w, _ := openTest(t, labSettings())
	w.win.Resize(fyne.NewSize(2560, 1440))
	if w.details.Open() {
		t.Error("details of nothing")
	}
	u, id := listtest.Jobs(3, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	if w.details.ID != id[0] || w.list.Size().Width > rows.ReadingWidth || w.details.Content.Size().Width < 1100 {
		t.Fatalf("open %v, the list is %v wide, the details %v", w.details.Open(), w.list.Size().Width, w.details.Content.Size().Width)
	}
	w.queue.GoTo(id[1])
	if w.details.ID != id[1] {
		t.Error("the details do not follow")
	}
	press(w, fyne.KeyEscape)
	if !w.details.Open() || len(w.model.Selected) != 0 {
		t.Error("Escape is for the selection, not for details that nobody opened")
	}
	w.win.Resize(fyne.NewSize(1100, 720))
	if w.details.Open() {
		t.Error("details that nobody asked for stay in a window without a rest")
	}
	w.win.Resize(fyne.NewSize(2560, 1440))
	w.closeDetails()
	w.queue.GoTo(id[2])
	if w.details.Open() {
		t.Error("what the user closed is open again")
	}
	w.openDetails(id[2])
	w.win.Resize(fyne.NewSize(1100, 720))
	if !w.details.Open() {
		t.Error("what the user opened is closed")
	}
	w.closeDetails()
	w.rest = rest{}
	w.settings.Rows = list.RowsCompact
	w.act.SetLook()
	w.win.Resize(fyne.NewSize(2560, 1440))
	if w.details.Open() {
		t.Error("rows of one line leave no rest")
	}
}
