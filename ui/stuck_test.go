package ui

import (
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
)

// TestWhatFailsBehindAFilterIsTold: an upload that cannot go on leaves the filter Active. A note names it and its cause,
// and leads to it; a second one joins the note.
func TestWhatFailsBehindAFilterIsTold(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := listtest.Jobs(3, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	fail := func(i int, kind transfer.Kind) {
		j := *u[id[i]]
		j.Phase, j.Fault = transfer.Idle, &transfer.Fault{Kind: kind, Final: true, At: time.Now()}
		w.Apply(transfer.Update{j.ID: &j})
	}
	fail(0, transfer.KindGone)
	if news(w) != "" {
		t.Fatalf("the row is shown, and a note too: %q", news(w))
	}
	w.side.chooseFilter(list.FilterActive)
	fail(1, transfer.KindDenied)
	if got := news(w); !strings.HasPrefix(got, "file-00001.bin cannot go on") || !strings.HasSuffix(got, "No right to upload, or the name is taken") || !w.status.stops[3].Visible() {
		t.Errorf("the note: %q", got)
	}
	fail(2, transfer.KindSignIn)
	if got := news(w); got != "2 uploads cannot go on." {
		t.Errorf("of two: %q", got)
	}
	tap(w.status.offered)
	if w.model.Filter != list.FilterFailed || w.model.Cursor != id[1] || !w.model.Selected[id[1]] || news(w) != "" {
		t.Errorf("filter %v, at row %d, %q", w.model.Filter, w.model.IndexOf(w.model.Cursor), news(w))
	}
}
