package rows

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"sendoff/assets"
	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list/listtest"
)

// TestEveryStateHasItsColourAndMark: running, waiting, failed and ended states differ by colour and icon, alone and
// as a group.
func TestEveryStateHasItsColourAndMark(t *testing.T) {
	want := map[transfer.State]fyne.ThemeColorName{
		transfer.Waiting: kit.ColorMuted, transfer.NeedsYou: theme.ColorNameWarning, transfer.Connecting: theme.ColorNamePrimary,
		transfer.Uploading: theme.ColorNamePrimary, transfer.Finishing: theme.ColorNamePrimary, transfer.GettingReply: theme.ColorNamePrimary,
		transfer.Retrying: theme.ColorNameWarning, transfer.Paused: kit.ColorMuted, transfer.Failed: theme.ColorNameError,
		transfer.Cancelling: kit.ColorMuted, transfer.Done: theme.ColorNameSuccess, transfer.Cancelled: kit.ColorMuted,
	}
	for _, s := range transfer.States {
		if got := stateColor(s); got != want[s] {
			t.Errorf("%s is %s, want %s", s, got, want[s])
		}
		if _, err := assets.Icon(string(s)); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
}

// TestColourOfAGroup: a group that retries is not grey like a waiting one, and one with a refused cancel is not
// green like a finished one.
func TestColourOfAGroup(t *testing.T) {
	for _, tt := range []struct {
		state   transfer.State
		outcome transfer.Outcome
		tint    fyne.ThemeColorName
	}{
		{transfer.Retrying, "", theme.ColorNameWarning},
		{transfer.Done, transfer.Delivered, theme.ColorNameSuccess},
		{transfer.Cancelled, transfer.Confirmed, kit.ColorMuted},
		{transfer.Cancelled, transfer.NotTold, theme.ColorNameWarning},
		{transfer.Cancelled, transfer.TooLate, theme.ColorNameWarning},
		{transfer.Cancelled, transfer.Unknown, theme.ColorNameWarning},
		{transfer.Cancelled, transfer.Refused, theme.ColorNameError},
	} {
		w := open(t)
		u, id := listtest.Grouped(3, 0, 3, func(i int, j *transfer.Job) {
			listtest.In(tt.state, j)
			if tt.outcome != "" {
				j.Outcome = tt.outcome
			}
			if tt.outcome != "" && i == 0 { // one of them succeeded
				listtest.In(transfer.Done, j)
			}
			if tt.outcome == transfer.Confirmed {
				j.Outcome = transfer.Confirmed
			}
		})
		w.apply(u)
		g := w.model.Entries[id[0]].Group
		if got := rowOf(t, w, g.ID()).was; got.tint != tt.tint {
			t.Errorf("%s %s: the group is %s, want %s, and says %q", tt.state, tt.outcome, got.tint, tt.tint, got.state)
		}
	}
}
