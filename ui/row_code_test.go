package ui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// TestCopyCodeOfARow: a click on the code copies it, a click elsewhere does not. Details and menu offer it too.
func TestCopyCodeOfARow(t *testing.T) {
	for _, rows := range []string{list.RowsRoomy, list.RowsCompact} {
		s := labSettings()
		s.Rows = rows
		w, h := openTest(t, s)
		u, id := listtest.Jobs(1, failing(transfer.KindTooLarge, func(j *transfer.Job) { j.Fault.Code = 0x80200020 }))
		w.Apply(u)
		r := rowOf(t, w, id[0])
		middle := func(o fyne.CanvasObject) fyne.Position {
			return o.Position().AddXY(o.Size().Width/2, o.Size().Height/2)
		}
		w.app.Clipboard().SetContent("")
		r.Tapped(&fyne.PointEvent{Position: middle(r.name)})
		if got := w.app.Clipboard().Content(); got != "" {
			t.Errorf("%s: a click on the name copied %q", rows, got)
		}
		if !r.chip.Visible() {
			t.Fatalf("%s: the code is not shown", rows)
		}
		w.queue.lastTap = time.Time{} // not a double click
		r.Tapped(&fyne.PointEvent{Position: middle(r.chip)})
		if got := w.app.Clipboard().Content(); got != r.was.code || got == "" || news(w) != "Copied: "+got {
			t.Errorf("%s: copied %q of %q: %q", rows, got, r.was.code, news(w))
		}
		if !w.model.Selected[id[0]] || len(h.commands) != 0 {
			t.Errorf("%s: selected %v, commands %v", rows, w.model.Selected, h.commands)
		}
		r.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: middle(r.chip)}})
		if r.Cursor() != desktop.PointerCursor {
			t.Errorf("%s: nothing shows that the code can be clicked", rows)
		}
		r.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: middle(r.name)}})
		if r.Cursor() != desktop.DefaultCursor {
			t.Errorf("%s: the name looks as if it could be clicked", rows)
		}
		if !slices.ContainsFunc(words.Facts(u[id[0]], "", time.Now()), func(f words.Fact) bool { return f.Label == words.Tr("Code") && f.Copy && f.Value == r.was.code }) {
			t.Errorf("%s: the details have no code to copy", rows)
		}
	}
}
