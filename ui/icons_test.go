package ui

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"sendoff/assets"
	"sendoff/transfer"
	"sendoff/ui/rows"
)

func TestEveryIconExists(t *testing.T) {
	test.NewTempApp(t)
	marks := []string{"all", "server", "practice", "add", "close", rows.MarkRemove, rows.MarkStop, "resume", "drop", "retrying", "paused", "more"}
	for _, s := range []transfer.State{
		transfer.Waiting, transfer.NeedsYou, transfer.Connecting, transfer.Uploading, transfer.Finishing,
		transfer.GettingReply, transfer.Retrying, transfer.Paused, transfer.Failed, transfer.Cancelling,
		transfer.Done, transfer.Cancelled,
	} {
		marks = append(marks, string(s))
	}
	for _, m := range append(marks, filterMarks[:]...) {
		if _, err := assets.Icon(m); err != nil {
			t.Errorf("icon %s: %v", m, err)
		}
	}
	if len(AppIcon().Content()) < 1000 {
		t.Error("the program has no icon")
	}
}
