package ui

import (
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
)

// ended is a job as it stands in the history.
func ended(j *transfer.Job, o transfer.Outcome) *transfer.Job {
	over := *j
	over.Outcome, over.Ended, over.Phase = o, time.Now(), transfer.Idle
	return &over
}

// TestDetailsKeepTheirUpload: an upload that ends while its details are open keeps the focus and the selection,
// wherever it moves.
func TestDetailsKeepTheirUpload(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := listtest.Jobs(3, nil)
	w.Apply(u)
	w.queue.Choose(0, list.ReachOne)
	w.openDetails(id[0])
	w.Apply(transfer.Update{id[0]: ended(u[id[0]], transfer.Delivered)})
	if w.details.ID != id[0] || w.model.Cursor != id[0] || !w.model.Selected[id[0]] {
		t.Errorf("details of %v, keyboard at %v, selected %v", w.details.ID, w.model.Cursor, w.model.Selected)
	}
	if at := w.model.IndexOf(w.model.Cursor); at != 2 {
		t.Errorf("the keyboard is at row %d", at)
	}
	if e := w.queue.AtCursor(); e == nil || e.ID() != id[0] {
		t.Error("a key would mean another upload than the details show")
	}
}

// TestDetailsFollowThePlace: if the filter hides the ended upload, focus and details move to the one that took its
// place. Nothing gets selected by itself, and a second click meant for the first upload does not cancel the next
// one.
func TestDetailsFollowThePlace(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(3, nil)
	w.Apply(u)
	w.side.chooseFilter(list.FilterWaiting)
	w.queue.Choose(1, list.ReachOne)
	w.openDetails(id[1])
	tap(w.details.Second)
	if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbDrop {
		t.Fatalf("commands: %+v", h.commands)
	}
	if w.details.ID != id[2] || w.model.Cursor != id[2] || len(w.model.Selected) != 0 {
		t.Errorf("details of %v, keyboard at %v, selected %v", w.details.ID, w.model.Cursor, w.model.Selected)
	}
	if w.details.Title.Words != w.model.Entries[id[2]].Job.Name() {
		t.Errorf("the title is %q", w.details.Title.Words)
	}
	tap(w.details.Second)
	if len(h.commands) != 1 {
		t.Errorf("the second click did %+v", h.commands[1:])
	}
}

// TestRemovedFromHistory: when the focused entry of the history is removed, focus and details move to the next one,
// until none is left.
func TestRemovedFromHistory(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := listtest.Jobs(3, nil)
	for i, j := range u {
		u[i] = ended(j, transfer.Delivered)
	}
	w.Apply(u)
	w.queue.Choose(1, list.ReachOne)
	at := w.model.Cursor
	w.openDetails(at)
	next := w.model.Shown[2].ID()
	w.Apply(transfer.Update{at: nil})
	if w.details.ID != next || w.model.Cursor != next {
		t.Errorf("details of %v, keyboard at %v, want %v", w.details.ID, w.model.Cursor, next)
	}
	w.Apply(transfer.Update{id[0]: nil, id[1]: nil, id[2]: nil})
	if w.details.Open() {
		t.Error("the details show what is gone")
	}
}
