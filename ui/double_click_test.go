package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// tap is a click that is no second half of a double click.
func tap(o fyne.Tappable) {
	clickElsewhere()
	test.Tap(o)
}

// clickElsewhere is a click on a button far from all others.
func clickElsewhere() {
	kit.NewSmallButton("", "", nil).Tapped(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(-1e6, -1e6)})
}

// TestDoubleClickOnTheButtonsOfARow: what a double click does is what one click does.
func TestDoubleClickOnTheButtonsOfARow(t *testing.T) {
	for name, c := range map[string]struct {
		job    func(j *transfer.Job)
		second bool
		want   transfer.Verb
	}{
		"pause":  {func(j *transfer.Job) { j.Phase = transfer.Sending }, false, transfer.VerbHold},
		"cancel": {func(j *transfer.Job) { j.Phase = transfer.Sending }, true, transfer.VerbDrop},
		"remove": {func(j *transfer.Job) { j.Outcome, j.Ended = transfer.Delivered, time.Now() }, true, transfer.VerbForget},
	} {
		t.Run(name, func(t *testing.T) {
			w, h := openTest(t, labSettings())
			u, _ := listtest.Jobs(3, func(_ int, j *transfer.Job) { c.job(j) })
			w.Apply(u)
			line := 0
			if w.queue.Line(0).ID() == uuid.Nil { // the heading of the history
				line = 1
			}
			r := w.queue.Line(line)
			b := r.First
			if c.second {
				b = r.Second
			}
			tap(b)
			w.Apply(transfer.Update{r.ID(): nil}) // the next row moves under the pointer
			if w.queue.Line(line) != r {
				t.Fatal("another row is under the pointer: the test shows nothing")
			}
			test.Tap(b)
			h.drain(func() bool { return len(h.commands) > 0 })
			if len(h.commands) != 1 || h.commands[0].Verb != c.want || len(h.commands[0].IDs) != 1 {
				t.Errorf("commands: %+v", h.commands)
			}
		})
	}
}

// TestDoubleClickOnASheet: if the first click closes a dialog, the second hits nothing behind it.
func TestDoubleClickOnASheet(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(12, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	list := make([]uuid.UUID, len(id))
	copy(list, id[:])
	w.act.cancel(list)
	yes := sheetButton(t, w, words.CancelButtonText(len(list)))
	r := w.queue.Line(0)
	clickElsewhere()
	here := &fyne.PointEvent{AbsolutePosition: fyne.NewPos(400, 300)}
	yes.Tapped(here)
	r.First.Tapped(here)
	h.drain(func() bool { return len(h.commands) > 0 })
	if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbDrop {
		t.Errorf("commands: %+v", h.commands)
	}
}
