package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// stored are n uploads that run, of one file that is there.
func stored(t *testing.T, n int) (transfer.Update, []uuid.UUID) {
	t.Helper()
	path := dropFiles(t, "lecture-01.mov") + "/lecture-01.mov"
	return listtest.Jobs(n, func(_ int, j *transfer.Job) { j.Source.Path, j.Phase = path, transfer.Sending })
}

// TestCancelLeavesANote: also where a filter takes the row away at once. Its button and Ctrl+Z upload the file again.
func TestCancelLeavesANote(t *testing.T) {
	for name, undo := range map[string]func(*Window){
		"the button": func(w *Window) { tap(w.status.offered) },
		"Ctrl+Z":     func(w *Window) { w.queue.TypedShortcut(&fyne.ShortcutUndo{}) },
	} {
		t.Run(name, func(t *testing.T) {
			w, h := openTest(t, labSettings())
			u, id := stored(t, 2)
			w.Apply(u)
			w.side.chooseFilter(list.FilterActive)
			w.queue.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
			w.queue.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
			if got := w.status.words.Words; got != "lecture-01.mov cancelled." || !w.status.stops[3].Visible() {
				t.Fatalf("the note: %q", got)
			}
			dropped := h.commands[0].IDs[0]
			gone := *u[dropped]
			gone.Want, gone.Outcome, gone.Ended = transfer.Drop, transfer.Confirmed, time.Now()
			w.Apply(transfer.Update{dropped: &gone})
			undo(w)
			h.drain(func() bool { return len(h.commands) == 2 })
			again := h.commands[1]
			if again.Verb != transfer.VerbAdd || len(again.Jobs) != 1 || again.Jobs[0].Source.Path != gone.Source.Path || again.Jobs[0].Target.URL != gone.Target.URL {
				t.Errorf("%d of %d: %+v", 1, len(id), again)
			}
			undo(w)
			if len(h.commands) != 2 {
				t.Error("one cancel was taken back twice")
			}
		})
	}
}

// TestKeysSayWhyNothingHappens: what cannot be done to what is selected is not passed over in silence.
func TestKeysSayWhyNothingHappens(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(2, func(_ int, j *transfer.Job) { j.Outcome, j.Ended = transfer.Delivered, time.Now() })
	w.Apply(u)
	w.act.UndoCancel()
	said := []string{w.status.words.Words}
	for _, do := range []func(){
		w.act.CancelSelected,
		func() { w.model.Pick(w.model.IndexOf(id[0]), list.ReachOne); w.act.CancelSelected() },
		w.act.Toggle, w.act.retrySelected, func() { w.act.moveSelected(transfer.Up) },
	} {
		do()
		said = append(said, w.status.words.Words)
	}
	for i, want := range []string{
		words.NothingToUndo, words.NothingSelected, words.NothingToCancel, words.NothingToPause, words.NothingToRetry, words.NothingToMove,
	} {
		if said[i] != want {
			t.Errorf("%d: %q, want %q", i, said[i], want)
		}
	}
	if len(h.commands) > 0 {
		t.Errorf("commands: %+v", h.commands)
	}
}
