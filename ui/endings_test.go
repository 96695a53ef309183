package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// A second click meant for the upload that has just left must not cancel the one that takes its place.
func TestClickAfterTheRowsMoved(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(3, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	tap(rowOf(t, w, id[0]).Second)
	gone := *u[id[0]]
	gone.Want, gone.Outcome, gone.Ended = transfer.Drop, transfer.Confirmed, time.Now()
	w.Apply(transfer.Update{id[0]: &gone})
	r := lineOf(t, w, 0)
	if r.ID() != id[1] {
		t.Fatal("the next upload must take the line")
	}
	tap(r.Second)
	if len(h.commands) != 1 || w.status.words.Words != words.Slid {
		t.Errorf("commands: %+v, said %q", h.commands, w.status.words.Words)
	}
	w.Apply(transfer.Update{id[1]: nil}) // the keyboard may at once: it follows the upload, not the position
	w.queue.Focus()
	press(w, fyne.KeyHome, fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn)
	if len(h.commands) != 2 || !slices.Equal(h.commands[1].IDs, id[2:]) {
		t.Errorf("by key: %+v", h.commands)
	}
}

// The buttons of an ended upload follow from its outcome: seven endings and success.
func TestButtonsOfEndings(t *testing.T) {
	for outcome, want := range map[transfer.Outcome]string{
		transfer.Delivered: words.UploadAgain, transfer.Confirmed: words.UploadAgain, transfer.AlreadyGone: words.UploadAgain,
		transfer.NeverReached: words.UploadAgain, transfer.NotTold: words.CopySession, transfer.TooLate: words.CopyAddress,
		transfer.Unknown: words.CopyDetails, transfer.Refused: words.CancelAgain,
	} {
		w, h := openTest(t, labSettings())
		u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) {
			j.Outcome, j.Ended, j.Session.ID = outcome, time.Now(), "{B4C8}"
			j.Fault = &transfer.Fault{Kind: transfer.KindRefused, HTTP: 403}
		})
		w.Apply(u)
		r := rowOf(t, w, id[0])
		if r.First.Text != want || r.Second.Text != words.Remove {
			t.Errorf("%s: %q, %q", outcome, r.First.Text, r.Second.Text)
		}
		w.app.Clipboard().SetContent("")
		if want == words.CancelAgain {
			tap(r.First)
			if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbDrop || h.commands[0].IDs[0] != id[0] {
				t.Errorf("%s: commands %+v", outcome, h.commands)
			}
		} else if want != words.UploadAgain {
			tap(r.First)
			if w.app.Clipboard().Content() == "" {
				t.Errorf("%s: nothing was copied", outcome)
			}
		}
	}
}

// Each of the seven endings of a cancel has its own words, short ones in the row, and the same long ones, with the
// date, in the details and in the history's table.
func TestEndingsAreSaidTheSameEverywhere(t *testing.T) {
	ended := time.Date(2026, 3, 4, 17, 8, 0, 0, time.Local)
	for outcome, wanted := range map[transfer.Outcome][2]string{
		transfer.Confirmed:    {"Cancelled, confirmed by the server", "Cancelled · server confirmed on "},
		transfer.AlreadyGone:  {"Cancelled, already gone from the server", "Cancelled · the server had already removed it"},
		transfer.NeverReached: {"Cancelled, never reached the server", "Cancelled · never reached the server"},
		transfer.NotTold:      {"Cancelled here, the server was never told", "Cancelled here · the server was never told"},
		transfer.TooLate:      {"Cancelled too late, it may be on the server", "Too late to be sure · the whole file had arrived; it may be on the server"},
		transfer.Unknown:      {"Cancelled, the last part was on its way", "Cancelled · outcome unknown: the last part was already on its way"},
		transfer.Refused:      {"Cancel refused, the server may keep it", "Cancel refused · the server may keep it until its time-out (usually 14 days)"},
	} {
		short, want := wanted[0], wanted[1]
		w, _ := openTest(t, labSettings())
		u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Outcome, j.Ended = outcome, ended })
		w.Apply(u)
		if row, at := rowOf(t, w, id[0]).Says(), words.Clock(ended, time.Now()); !strings.HasPrefix(row, short+words.Dot+at) {
			t.Errorf("%s: the row says %q, not %q at %q", outcome, row, short, at)
		}
		said := map[string]string{
			"history": historyOf(t, u[id[0]])[6],
			"details": words.Facts(u[id[0]], "", time.Now())[0].Value,
		}
		if outcome == transfer.Confirmed {
			want += words.Clock(ended, time.Now())
		}
		for where, got := range said {
			if got != want {
				t.Errorf("%s: the %s says %q, not %q", outcome, where, got, want)
			}
		}
	}
}

// A cancel that cannot be stored still stops the upload, and the window says so.
func TestCancelThatCannotBeSaved(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	h.refuse = &transfer.StorageError{Err: errors.New("no space left")}
	tap(rowOf(t, w, id[0]).Second)
	h.drain(func() bool { return w.status.words.Words == words.CancelUnsaved })
}
