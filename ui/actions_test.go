package ui

import (
	"testing"

	"sendoff/ui/list/listtest"
)

// TestStartNow: an upload that waits goes before all others.
func TestStartNow(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(3, nil)
	w.Apply(u)
	w.act.startNow(id[2:])
	if len(h.commands) != 3 || h.commands[0].Priority != 0 || h.commands[0].IDs[0] != id[2] {
		t.Errorf("commands: %+v", h.commands)
	}
}
