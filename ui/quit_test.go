package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
)

func TestCloseButton(t *testing.T) {
	work := func() transfer.Update { return transfer.Update{uuid.New(): jobIn(transfer.Uploading, "a.bin")} }
	for _, tt := range []struct {
		name    string
		tray    bool
		place   bool // the desktop can minimise
		chosen  string
		busy    bool
		leaving bool
		asks    bool
		quits   bool
		hidden  bool
		lowered bool
	}{
		{name: "idle", place: true, quits: true},
		{name: "idle with a tray", tray: true, place: true, quits: true},
		{name: "busy", busy: true, place: true, lowered: true},
		{name: "busy, where nothing minimises", busy: true, asks: true},
		{name: "busy with a tray", tray: true, place: true, busy: true, asks: true},
		{name: "chosen tray", tray: true, place: true, chosen: list.CloseTray, busy: true, hidden: true},
		{name: "chosen tray, which is gone", chosen: list.CloseTray, place: true, busy: true, lowered: true},
		{name: "chosen quit", tray: true, place: true, chosen: list.CloseQuit, busy: true, asks: true},
		{name: "chosen quit, finishing", tray: true, place: true, chosen: list.CloseQuit, busy: true, leaving: true, hidden: true},
		{name: "finishing without a tray", place: true, busy: true, leaving: true, lowered: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := labSettings()
			s.OnClose = tt.chosen
			w, h, a := openTray(t, s)
			h.lower = tt.place
			w.SetTray(tt.tray)
			if tt.busy {
				w.Apply(work())
			}
			if tt.leaving {
				w.leave()
			}
			w.closeButton()
			if asks := w.sheets.Top() != nil; asks != tt.asks || (a.quit > 0) != tt.quits || w.tray.shown == tt.hidden || (h.lowered > 0) != tt.lowered {
				t.Errorf("asks %v, quit %d, shown %v, minimised %d", asks, a.quit, w.tray.shown, h.lowered)
			}
		})
	}
}

func TestQuit(t *testing.T) {
	open := func(t *testing.T) (*Window, *fakeHost, *trayApp, *transfer.Job) {
		w, h, a := openTray(t, labSettings())
		j := jobIn(transfer.Uploading, "a.bin")
		w.Apply(transfer.Update{j.ID: j})
		w.quit()
		if w.sheets.Top() == nil {
			t.Fatal("it did not ask")
		}
		return w, h, a, j
	}
	t.Run("keep uploading", func(t *testing.T) {
		w, _, a, _ := open(t)
		press(w, fyne.KeyEscape)
		if w.sheets.Top() != nil || w.leaving || a.quit > 0 {
			t.Error("Escape does not mean to stay")
		}
	})
	t.Run("quit now", func(t *testing.T) {
		w, _, a, _ := open(t)
		tap(sheetButton(t, w, "Quit now"))
		if a.quit != 1 {
			t.Error("it did not quit")
		}
	})
	t.Run("finish", func(t *testing.T) {
		w, h, a, j := open(t)
		press(w, fyne.KeyReturn) // it has the focus
		if !w.leaving || a.quit > 0 || !strings.Contains(w.status.words.Words, "quits when") {
			t.Fatalf("leaving %v, quit %d, says %q", w.leaving, a.quit, w.status.words.Words)
		}
		w.Message("something else")
		w.Message("")
		if !strings.Contains(w.status.words.Words, "quits when") {
			t.Errorf("after other news it says %q", w.status.words.Words)
		}
		done := *j
		done.Outcome = transfer.Delivered
		w.Apply(transfer.Update{j.ID: &done})
		h.drain(func() bool { return a.quit == 1 })
	})
	t.Run("finish, then not", func(t *testing.T) {
		w, _, a, j := open(t)
		press(w, fyne.KeyReturn)
		w.status.offered.Tapped(nil)
		done := *j
		done.Outcome = transfer.Delivered
		w.Apply(transfer.Update{j.ID: &done})
		if w.leaving || w.ending || a.quit > 0 || w.status.news.Visible() {
			t.Errorf("leaving %v, ending %v, quit %d", w.leaving, w.ending, a.quit)
		}
	})
}

// TestQuitBesideRetries: uploads that only retry are counted apart from running ones, and not waited for. One that
// has just begun to fail is.
func TestQuitBesideRetries(t *testing.T) {
	retrying := func(since time.Duration) *transfer.Job {
		j := jobIn(transfer.Waiting, "r.bin")
		j.Fault, j.Since = &transfer.Fault{Kind: transfer.KindConnect}, time.Now().Add(-since)
		j.RetryAt = time.Now().Add(time.Minute)
		return j
	}
	t.Run("nothing but retries", func(t *testing.T) {
		w, _, a := openTray(t, labSettings())
		j := retrying(time.Hour)
		w.Apply(transfer.Update{j.ID: j})
		w.quit()
		if w.sheets.Top() == nil || a.quit > 0 {
			t.Fatal("it did not ask")
		}
		if text := sheetText(w); !strings.Contains(text, "1 upload has failed and will be tried again.") || strings.Contains(text, "Finish") {
			t.Errorf("it asks %q", text)
		}
		press(w, fyne.KeyReturn)
		if a.quit != 1 {
			t.Error("it did not quit")
		}
	})
	t.Run("beside one that runs", func(t *testing.T) {
		w, h, a := openTray(t, labSettings())
		j, old := jobIn(transfer.Uploading, "a.bin"), retrying(time.Hour)
		w.Apply(transfer.Update{j.ID: j, old.ID: old})
		w.quit()
		if text := sheetText(w); !strings.Contains(text, "1 upload is running. 1 upload has failed") {
			t.Errorf("it asks %q", text)
		}
		press(w, fyne.KeyReturn)
		blip := *j
		blip.Phase, blip.Fault, blip.Since, blip.RetryAt = transfer.Idle, old.Fault, time.Now(), old.RetryAt
		w.Apply(transfer.Update{j.ID: &blip})
		if w.ending {
			t.Error("it leaves an upload behind whose network has just dropped")
		}
		done := *j
		done.Outcome = transfer.Delivered
		w.Apply(transfer.Update{j.ID: &done})
		h.drain(func() bool { return a.quit == 1 })
	})
}

// sheetText is all the text of the open sheet.
func sheetText(w *Window) string {
	var words []string
	eachObject(w.sheets.Top().Object(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.Label:
			words = append(words, o.Text)
		case *kit.Button:
			words = append(words, o.Text)
		}
	})
	return strings.Join(words, "\n")
}

// TestKeyBesideButtons: Enter answers a question even after a click beside its buttons took their focus.
func TestKeyBesideButtons(t *testing.T) {
	w, _, a := openTray(t, labSettings())
	j := jobIn(transfer.Uploading, "a.bin")
	w.Apply(transfer.Update{j.ID: j})
	w.quit()
	w.win.Canvas().Unfocus()
	w.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !w.leaving || a.quit > 0 {
		t.Error("Enter was lost")
	}
}

// sheetButton finds a button of the open sheet by its label.
func sheetButton(t *testing.T, w *Window, words string) *kit.Button {
	t.Helper()
	var found *kit.Button
	eachObject(w.sheets.Top().Object(), func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.Text == words {
			found = b
		}
	})
	if found == nil {
		t.Fatalf("no button %q", words)
	}
	return found
}

// eachObject visits an object and all its parts.
func eachObject(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			eachObject(c, visit)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			eachObject(c, visit)
		}
	}
}
