package rows

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
)

// TestSectionsByKeyboard: Left leads from a row to the title of its section and collapses it, Right and Enter open it
// again, and Down stops at the title of a collapsed section.
func TestSectionsByKeyboard(t *testing.T) {
	w := open(t)
	u, id := listtest.Jobs(4, func(i int, j *transfer.Job) {
		if i < 2 {
			j.Phase = transfer.Sending
		} else if i == 3 {
			j.Outcome, j.Ended = transfer.Delivered, time.Now()
		}
	})
	w.apply(u)
	w.queue.Focus()
	folded := func(s list.Section) bool { p, _ := w.model.PartOf(s); return p.Folded }
	ringAt := func(what string, s list.Section) {
		t.Helper()
		rings := 0
		w.queue.eachShown(func(r *Row) {
			if !r.ring.Visible() {
				return
			}
			if rings++; r.e != nil || r.title != s {
				t.Errorf("%s: the ring is at %q", what, r.name.Text)
			}
		})
		if rings != 1 {
			t.Errorf("%s: %d rings", what, rings)
		}
	}
	press(w, fyne.KeyDown, fyne.KeyDown, fyne.KeyLeft)
	ringAt("Left from a row", list.SectionUploading)
	if len(w.model.Selected) != 0 {
		t.Errorf("a title selects %v", w.model.Selected)
	}
	press(w, fyne.KeyLeft)
	if !folded(list.SectionUploading) || len(w.model.Shown) != 2 {
		t.Fatalf("Left on the title: folded %v, %d rows", folded(list.SectionUploading), len(w.model.Shown))
	}
	ringAt("a collapsed section", list.SectionUploading)
	press(w, fyne.KeyDown) // the waiting row; its open title is passed
	if w.model.Cursor != id[2] || !w.model.Selected[id[2]] {
		t.Errorf("Down from the title leads to row %d", w.model.IndexOf(w.model.Cursor))
	}
	press(w, fyne.KeyUp)
	ringAt("Up to a collapsed section", list.SectionUploading)
	press(w, fyne.KeyReturn)
	if folded(list.SectionUploading) {
		t.Error("Enter did not open the section")
	}
	press(w, fyne.KeySpace)
	if !folded(list.SectionUploading) {
		t.Error("Space did not collapse the section")
	}
	press(w, fyne.KeyRight, fyne.KeyRight)
	if folded(list.SectionUploading) || w.model.Cursor != id[0] {
		t.Errorf("Right twice: folded %v, at row %d", folded(list.SectionUploading), w.model.IndexOf(w.model.Cursor))
	}
}

// TestCollapsedSectionsAreLeftByKeyboard: where all sections are collapsed, the keys still reach and open them.
func TestCollapsedSectionsAreLeftByKeyboard(t *testing.T) {
	w := open(t)
	u, id := listtest.Jobs(2, func(i int, j *transfer.Job) {
		if i == 1 {
			j.Outcome, j.Ended = transfer.Delivered, time.Now()
		}
	})
	w.apply(u)
	w.model.FoldSection(list.SectionWaiting, true)
	w.model.FoldSection(list.SectionFinished, true)
	w.queue.Refresh()
	w.queue.Focus()
	press(w, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyDown, fyne.KeyRight, fyne.KeyRight)
	if w.model.Cursor != id[1] || len(w.model.Shown) != 1 {
		t.Errorf("at row %d of %d", w.model.IndexOf(w.model.Cursor), len(w.model.Shown))
	}
}
