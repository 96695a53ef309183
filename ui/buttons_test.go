package ui

import (
	"testing"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list/listtest"
	"sendoff/ui/rows"
)

// TestEveryStateHasItsButtons: for every state and outcome a row offers the likely next step, and the way to end
// it.
func TestEveryStateHasItsButtons(t *testing.T) {
	want := map[listtest.Case][2]string{ // icons, "" = no button
		{State: transfer.Waiting}:      {"paused", rows.MarkCancel},
		{State: transfer.NeedsYou}:     {"key", rows.MarkCancel},
		{State: transfer.Connecting}:   {"paused", rows.MarkCancel},
		{State: transfer.Uploading}:    {"paused", rows.MarkCancel},
		{State: transfer.Finishing}:    {"", rows.MarkCancel},
		{State: transfer.GettingReply}: {"paused", rows.MarkCancel},
		{State: transfer.Retrying}:     {"retrying", rows.MarkCancel},
		{State: transfer.Paused}:       {"resume", rows.MarkCancel},
		{State: transfer.Failed}:       {"retrying", rows.MarkCancel},
		{State: transfer.Cancelling}:   {"", ""},
		{State: transfer.Done}:         {"retrying", rows.MarkRemove},

		{State: transfer.Cancelled, Outcome: transfer.Confirmed}:    {"retrying", rows.MarkRemove},
		{State: transfer.Cancelled, Outcome: transfer.AlreadyGone}:  {"retrying", rows.MarkRemove},
		{State: transfer.Cancelled, Outcome: transfer.NeverReached}: {"retrying", rows.MarkRemove},
		{State: transfer.Cancelled, Outcome: transfer.NotTold}:      {"retrying", rows.MarkRemove},
		{State: transfer.Cancelled, Outcome: transfer.TooLate}:      {"copy", rows.MarkRemove},
		{State: transfer.Cancelled, Outcome: transfer.Unknown}:      {"copy", rows.MarkRemove},
		{State: transfer.Cancelled, Outcome: transfer.Refused}:      {"retrying", rows.MarkRemove},
	}
	w, _ := openTest(t, labSettings())
	for _, c := range listtest.Every() {
		j := c.Job()
		w.Apply(transfer.Update{j.ID: j})
		r := rowOf(t, w, j.ID)
		var got [2]string
		for i, b := range []*kit.SmallButton{r.First, r.Second} {
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
