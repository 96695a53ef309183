package ui

import (
	"testing"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
)

// TestEveryStateHasItsButtons: for every state and outcome a row offers the likely next step, and the way to end
// it.
func TestEveryStateHasItsButtons(t *testing.T) {
	want := map[listtest.Case][2]string{ // icons, "" = no button
		{State: transfer.Waiting}:      {"paused", markCancel},
		{State: transfer.NeedsYou}:     {"key", markCancel},
		{State: transfer.Connecting}:   {"paused", markCancel},
		{State: transfer.Uploading}:    {"paused", markCancel},
		{State: transfer.Finishing}:    {"", markCancel},
		{State: transfer.GettingReply}: {"paused", markCancel},
		{State: transfer.Retrying}:     {"retrying", markCancel},
		{State: transfer.Paused}:       {"resume", markCancel},
		{State: transfer.Failed}:       {"retrying", markCancel},
		{State: transfer.Cancelling}:   {"", ""},
		{State: transfer.Done}:         {"retrying", markRemove},

		{State: transfer.Cancelled, Outcome: transfer.Confirmed}:    {"retrying", markRemove},
		{State: transfer.Cancelled, Outcome: transfer.AlreadyGone}:  {"retrying", markRemove},
		{State: transfer.Cancelled, Outcome: transfer.NeverReached}: {"retrying", markRemove},
		{State: transfer.Cancelled, Outcome: transfer.NotTold}:      {"retrying", markRemove},
		{State: transfer.Cancelled, Outcome: transfer.TooLate}:      {"copy", markRemove},
		{State: transfer.Cancelled, Outcome: transfer.Unknown}:      {"copy", markRemove},
		{State: transfer.Cancelled, Outcome: transfer.Refused}:      {"retrying", markRemove},
	}
	w, _ := openTest(t, labSettings())
	for _, c := range listtest.Every() {
		j := c.Job()
		w.Apply(transfer.Update{j.ID: j})
		r := rowOf(t, w, j.ID)
		var got [2]string
		for i := range got {
			b := r.pill(i + 1)
			if !b.Visible() {
				continue
			}
			if got[i] = b.Mark; b.Text == "" {
				t.Errorf("%s: button %d has no words", c, i+1)
			}
		}
		if got != want[c] {
			t.Errorf("%s: %q, want %q", c, got, want[c])
		}
		w.Apply(transfer.Update{j.ID: nil})
	}
	if len(want) != len(listtest.Every()) {
		t.Errorf("%d rows for %d cases", len(want), len(listtest.Every()))
	}
}
