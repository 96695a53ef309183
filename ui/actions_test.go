package ui

import (
	"testing"

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
