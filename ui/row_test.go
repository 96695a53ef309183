package ui

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list/listtest"
	"sendoff/ui/rows"
	"sendoff/ui/words"
)

func TestCancelButtonOfARow(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(5, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	r := rowOf(t, w, id[2])
	if r.Second.Text != "Cancel" || !r.Second.Visible() {
		t.Fatalf("the row's button says %q", r.Second.Text)
	}
	tap(r.Second)
	if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbDrop || !slices.Equal(h.commands[0].IDs, id[2:3]) {
		t.Fatalf("commands: %+v", h.commands)
	}
	r = rowOf(t, w, id[2])
	if r.Second.Visible() || !strings.HasPrefix(r.Says(), "Cancelling, telling the server") {
		t.Errorf("the row must say at once that it is being cancelled: %q", r.Says())
	}
	if other := rowOf(t, w, id[1]); !other.Second.Visible() {
		t.Error("another row lost its button")
	}
}

func TestRefusedCancelIsTakenBack(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(2, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	h.refuse = errors.New("the disk is full")
	tap(rowOf(t, w, id[0]).Second)
	h.drain(func() bool { return !strings.HasSuffix(w.status.words.Words, " cancelled.") })
	if got := w.status.words.Words; got != "The disk is full." {
		t.Errorf("message: %q", got)
	}
	if s := w.model.Entries[id[0]].State; s != transfer.Uploading {
		t.Errorf("state: %s", s)
	}
}

func TestButtonsOfRows(t *testing.T) {
	final := func(k transfer.Kind) *transfer.Fault { return &transfer.Fault{Kind: k, Final: true} }
	tests := []struct {
		name          string
		change        func(*transfer.Job)
		first, second string
		verb          transfer.Verb // of the first button, or of the second if there is no first
	}{
		{"waiting", func(*transfer.Job) {}, words.Tr(words.Pause), words.Tr(words.Cancel), transfer.VerbHold},
		{"paused", func(j *transfer.Job) { j.Want = transfer.Hold }, words.Tr(words.Resume), words.Tr(words.Cancel), transfer.VerbRun},
		{"finishing", func(j *transfer.Job) { j.Phase = transfer.Completing }, "", words.Tr(words.Cancel), transfer.VerbDrop},
		{"failed", func(j *transfer.Job) { j.Fault = final(transfer.KindFileDenied) }, words.Tr(words.Retry), words.Tr(words.Cancel), transfer.VerbRun},
		{"changed", func(j *transfer.Job) { j.Fault = final(transfer.KindFileChanged) }, words.Tr(words.StartOver), words.Tr(words.Cancel), transfer.VerbStart},
		{"retrying", func(j *transfer.Job) {
			j.Fault, j.RetryAt = &transfer.Fault{Kind: transfer.KindBusy}, time.Now().Add(time.Hour)
		}, words.Tr(words.TryNow), words.Tr(words.Cancel), transfer.VerbRun},
		{"not told", func(j *transfer.Job) {
			j.Want, j.Fault, j.RetryAt = transfer.Drop, &transfer.Fault{Kind: transfer.KindConnect}, time.Now()
		}, "", words.Tr(words.StopTrying), transfer.VerbForget},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, h := openTest(t, labSettings())
			u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) { tt.change(j) })
			w.Apply(u)
			r := rowOf(t, w, id[0])
			press := r.Second
			if r.First.Visible() {
				press = r.First
			}
			if r.First.Visible() != (tt.first != "") || r.First.Visible() && r.First.Text != tt.first || r.Second.Text != tt.second {
				t.Errorf("buttons %q (%v), %q", r.First.Text, r.First.Visible(), r.Second.Text)
			}
			tap(press)
			if len(h.commands) != 1 || h.commands[0].Verb != tt.verb || !slices.Equal(h.commands[0].IDs, id) {
				t.Errorf("commands: %+v", h.commands)
			}
		})
	}
}

// TestMarksOfRows: without labels, each icon of the last button stands for one action.
func TestMarksOfRows(t *testing.T) {
	w, _ := openTest(t, labSettings())
	w.win.Resize(fyne.NewSize(minWidth, 720))
	u, id := listtest.Jobs(5, func(i int, j *transfer.Job) {
		switch i {
		case 1:
			j.Fault = &transfer.Fault{Kind: transfer.KindExists, Final: true} // its button says Skip, and cancels
		case 2:
			j.Want, j.Fault, j.RetryAt = transfer.Drop, &transfer.Fault{Kind: transfer.KindConnect}, time.Now()
		case 3:
			j.Outcome = transfer.Delivered
		case 4:
			j.Outcome = transfer.Confirmed
		}
	})
	w.Apply(u)
	for i, want := range []string{rows.MarkCancel, rows.MarkCancel, rows.MarkStop, rows.MarkRemove, rows.MarkRemove} {
		p := rowOf(t, w, id[i]).Second
		if !p.Bare || p.Mark != want || p.Label.Visible() || !p.Icon.Visible() {
			t.Errorf("row %d: %q for %q", i, p.Mark, p.Text)
		}
	}
	if marks := []string{rows.MarkCancel, rows.MarkStop, rows.MarkRemove, "close"}; len(slices.Compact(slices.Sorted(slices.Values(marks)))) != 4 {
		t.Error("one icon means two things")
	}
}

func TestUploadAgain(t *testing.T) {
	w, h := openTest(t, labSettings())
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	u, id := listtest.Jobs(2, func(i int, j *transfer.Job) {
		j.Outcome, j.Ended = transfer.Confirmed, time.Unix(int64(100-i), 0)
		if i == 0 {
			j.Source.Path = path
		}
	})
	w.Apply(u)
	tap(rowOf(t, w, id[0]).First)
	h.drain(func() bool { return w.status.words.Words != "" })
	if len(h.commands) != 1 || len(h.commands[0].Jobs) != 1 || h.commands[0].Jobs[0].Source.Size != 5 {
		t.Fatalf("commands: %+v", h.commands)
	}
	w.Message("")
	tap(rowOf(t, w, id[1]).First) // its file does not exist
	h.drain(func() bool { return w.status.words.Words != "" })
	if got := w.status.words.Words; !strings.Contains(got, "Cannot find /data/file-00001.bin") || len(h.commands) != 1 {
		t.Errorf("message: %q", got)
	}
	tap(rowOf(t, w, id[1]).Second)
	if c := h.commands[len(h.commands)-1]; c.Verb != transfer.VerbForget || !slices.Equal(c.IDs, id[1:]) {
		t.Errorf("remove: %+v", c)
	}
}

func TestManyCancelsAskFirst(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, _ := listtest.Jobs(12, func(_ int, j *transfer.Job) { j.Acked = 500 })
	w.Apply(u)
	w.queue.TypedShortcut(&fyne.ShortcutSelectAll{})
	tap(w.toolbar.cancel)
	if len(h.commands) != 0 || w.sheets.Top() == nil {
		t.Fatal("12 uploads must not be cancelled without a question")
	}
	yes, ok := w.win.Canvas().Focused().(*kit.Button)
	if !ok || yes.Text != "Cancel 12 uploads" {
		t.Fatalf("focused: %v", w.win.Canvas().Focused())
	}
	yes.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if len(h.commands) != 0 || w.sheets.Top() != nil {
		t.Fatal("Escape must leave the uploads alone")
	}
	w.queue.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(h.commands) != 1 || len(h.commands[0].IDs) != 12 || h.commands[0].Verb != transfer.VerbDrop {
		t.Errorf("commands: %+v", h.commands)
	}
}

func TestClickSelects(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := listtest.Jobs(3, nil)
	w.Apply(u)
	tap(rowOf(t, w, id[1]))
	if !w.model.Selected[id[1]] || w.win.Canvas().Focused() != fyne.Focusable(w.queue) {
		t.Error("a click must select the row and focus the list")
	}
	if w.toolbar.cancel.Disabled() || w.toolbar.pause.Text != words.Tr(words.Pause) {
		t.Error("the toolbar must follow the selection")
	}
	tap(rowOf(t, w, id[1])) // within the time of a double click
	if !w.details.Open() {
		t.Error("a double click must open the details")
	}
	if i := w.act.menuItems(); i[0].Disabled || !i[1].Disabled {
		t.Error("the menu must offer Pause and grey Resume")
	}
}

func TestRemoveAllAsksFirst(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(4, func(i int, j *transfer.Job) {
		if i > 0 {
			j.Outcome, j.Ended = transfer.Delivered, time.Unix(int64(100-i), 0)
		}
	})
	w.Apply(u)
	heading := w.queue.Line(2)
	if heading == nil || heading.ID() != uuid.Nil || heading.Says() != "3 entries, 3.0 kB uploaded" {
		t.Fatalf("heading: %+v", heading)
	}
	tap(heading.Second)
	if len(h.commands) != 0 || w.sheets.Top() == nil {
		t.Fatal("the history must not go without a question")
	}
	w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbForget || !slices.Equal(h.commands[0].IDs, id[1:]) {
		t.Errorf("commands: %+v", h.commands)
	}
}

// TestRemoveAsksForMany: otherwise a click on a group's row could remove any number of records.
func TestRemoveAsksForMany(t *testing.T) {
	for _, c := range []struct {
		n    int
		asks bool
	}{{9, false}, {10, true}} {
		w, h := openTest(t, labSettings())
		group := transfer.NewGroupKey("2026-04")
		u, id := listtest.Jobs(c.n, func(_ int, j *transfer.Job) {
			j.Target.Group = group
			j.Outcome, j.Ended = transfer.Delivered, time.Unix(100, 0)
		})
		w.Apply(u)
		tap(w.queue.Line(1).Second)
		if asked := w.sheets.Top() != nil; asked != c.asks || (len(h.commands) == 0) != c.asks {
			t.Fatalf("%d uploads: asked %v, commands %+v", c.n, asked, h.commands)
		}
		if c.asks {
			w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		}
		if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbForget || len(h.commands[0].IDs) != len(id) {
			t.Errorf("%d uploads: %+v", c.n, h.commands)
		}
	}
}

func TestWordsThatTickAway(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) {
		j.Fault, j.RetryAt = &transfer.Fault{Kind: transfer.KindBusy}, time.Now().Add(33*time.Second)
	})
	w.Apply(u)
	before := rowOf(t, w, id[0]).Says()
	h.drain(func() bool { return rowOf(t, w, id[0]).Says() != before })
}
