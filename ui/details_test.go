package ui

import (
	"slices"
	"testing"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

func detailsOf(t *testing.T, change func(*transfer.Job)) (*Window, *fakeHost, transfer.Job) {
	t.Helper()
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) { change(j) })
	w.Apply(u)
	w.openDetails(id[0])
	return w, h, *u[id[0]]
}

func TestButtonsOfTheDetails(t *testing.T) {
	w, h, j := detailsOf(t, func(j *transfer.Job) { j.Phase = transfer.Sending })
	if w.details.First.Text != words.Tr(words.Pause) || w.details.Second.Text != words.Tr(words.Cancel) {
		t.Fatalf("buttons: %q, %q", w.details.First.Text, w.details.Second.Text)
	}
	tap(w.details.Second)
	if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbDrop || !slices.Contains(h.commands[0].IDs, j.ID) {
		t.Fatalf("commands: %+v", h.commands)
	}
	if w.details.First.Visible() || w.details.Second.Visible() {
		t.Error("an upload that is being cancelled has no buttons")
	}
}
