package ui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
)

// TestStartNow: a waiting upload goes before all others, by one command that succeeds or fails as a whole.
func TestStartNow(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(3, nil)
	w.Apply(u)
	w.act.startNow(id[2:])
	if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbNow || h.commands[0].IDs[0] != id[2] {
		t.Errorf("commands: %+v", h.commands)
	}
}

func TestCancelLeavesAloneWhatEndsMeanwhile(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(12, nil)
	w.Apply(u)
	w.act.cancel(id)
	done := *u[id[3]]
	done.Outcome, done.Ended = transfer.Delivered, time.Now()
	w.Apply(transfer.Update{done.ID: &done})
	w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(h.commands) != 1 || len(h.commands[0].IDs) != 11 || slices.Contains(h.commands[0].IDs, done.ID) {
		t.Errorf("commands: %+v", h.commands)
	}
}
