package rows

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// TestCopyCodeOfARow: a click on the code copies it, a click elsewhere does not. Details and menu offer it too.
func TestCopyCodeOfARow(t *testing.T) {
	for rows, compact := range map[string]bool{"roomy": false, "compact": true} {
		w := open(t)
		w.queue.SetCompact(compact)
		w.native.Resize(fyne.NewSize(1600, 700)) // there is room for it behind the words
		u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) {
			j.Fault = &transfer.Fault{Kind: transfer.KindTooLarge, HTTP: 403, Code: 0x80200020, Final: true, At: time.Now()}
		})
		w.apply(u)
		r := rowOf(t, w, id[0])
		middle := func(o fyne.CanvasObject) fyne.Position {
			return o.Position().AddXY(o.Size().Width/2, o.Size().Height/2)
		}
		w.copied = ""
		r.Tapped(&fyne.PointEvent{Position: middle(r.name)})
		if got := w.copied; got != "" {
			t.Errorf("%s: a click on the name copied %q", rows, got)
		}
		if !r.chip.Visible() {
			t.Fatalf("%s: the code is not shown", rows)
		}
		w.queue.lastTap = time.Time{} // not a double click
		r.Tapped(&fyne.PointEvent{Position: middle(r.chip)})
		if got := w.copied; got != r.was.code || got == "" {
			t.Errorf("%s: copied %q of %q", rows, got, r.was.code)
		}
		if !w.model.Selected[id[0]] {
			t.Errorf("%s: selected %v", rows, w.model.Selected)
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
