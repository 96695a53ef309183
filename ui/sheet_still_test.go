package ui

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list/listtest"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

// TestSheetsStandStill: while a sheet's contents change, by typing, by ticking and by what arrives from outside, no
// button and no input moves under the pointer.
func TestSheetsStandStill(t *testing.T) {
	for _, size := range []fyne.Size{{Width: 1100, Height: 720}, {Width: minWidth, Height: minHeight}} {
		for name, open := range map[string]func(*Window, []uuid.UUID){
			"settings": func(w *Window, _ []uuid.UUID) { w.openSettings() },
			"server":   func(w *Window, _ []uuid.UUID) { w.addServer() },
			"edit":     func(w *Window, _ []uuid.UUID) { sheets.EditServer(w.act, labServers[0]) },
			"add":      func(w *Window, _ []uuid.UUID) { w.Add([]string{dropFiles(t, "a.bin", "b.bin")}) },
			"sign in":  func(w *Window, _ []uuid.UUID) { sheets.SignInAt(w.act, labServers[0].URL) },
			"sessions": func(w *Window, _ []uuid.UUID) { w.openSessions() },
			"name":     func(w *Window, id []uuid.UUID) { w.act.otherName(id[0]) },
			"address":  func(w *Window, id []uuid.UUID) { w.act.changeAddress(id[0]) },
			"test":     func(w *Window, _ []uuid.UUID) { sheets.Test(w.act, labServers[0].URL, uuid.Nil) },
			"limit":    func(w *Window, _ []uuid.UUID) { sheets.OpenSpeedLimit(w.act) },
		} {
			t.Run(fmt.Sprint(name, " ", size.Width), func(t *testing.T) {
				w, h := openTest(t, labSettings())
				w.win.Resize(size)
				u, id := listtest.Jobs(2, func(i int, j *transfer.Job) {
					if j.Session.ID = "{B4C8-1}"; i == 0 {
						j.Fault = &transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Final: true}
					}
				})
				w.Apply(u)
				open(w, id)
				h.drain(func() bool { return w.sheets.Top() != nil })
				s := w.sheets.Top()
				before := places(s)
				h.steps = []words.TestStep{{Name: "Ping", Fault: &transfer.Fault{Kind: transfer.KindSignIn, HTTP: 401, Final: true}}}
				for what, change := range changes(w, u) {
					if w.sheets.Top() != s {
						break
					}
					change()
					for o, was := range before {
						if now := placeOf(o); o.Visible() && now != was {
							t.Errorf("after %s %T %q is at %v, was at %v", what, o, captionOf(o), now, was)
						}
					}
				}
			})
		}
	}
}

// place is where something stands on the screen.
type place struct {
	at   fyne.Position
	size fyne.Size
}

func placeOf(o fyne.CanvasObject) place {
	return place{fyne.CurrentApp().Driver().AbsolutePositionForObject(o), o.Size()}
}

// places are the visible buttons and inputs of a sheet.
func places(s *kit.Sheet) map[fyne.CanvasObject]place {
	found := map[fyne.CanvasObject]place{}
	for _, o := range test.LaidOutObjects(s.Object()) {
		switch o.(type) {
		case *kit.Button, *kit.Field, *kit.CheckBox, *kit.ChoiceField:
			if o.Visible() {
				found[o] = placeOf(o)
			}
		}
	}
	return found
}

func captionOf(o fyne.CanvasObject) string {
	switch o := o.(type) {
	case *kit.Button:
		return o.Text
	case *kit.Field:
		return o.PlaceHolder
	case *kit.CheckBox:
		return o.Text
	}
	return ""
}

// changes are what happens to an open sheet, in order.
func changes(w *Window, u transfer.Update) func(func(string, func()) bool) {
	return func(yield func(string, func()) bool) {
		for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
			if !o.Visible() {
				continue
			}
			switch o := o.(type) {
			case *kit.Button: // a test is run once more, and this time offers a cure
				if o.Text == words.Tr(words.Again) && !yield("another test", func() { o.OnTapped() }) {
					return
				}
			case *kit.Field:
				for _, text := range []string{"x", "files.example.com/drop", "http://", "https://h.example.com/a b", "\u202e", ""} {
					if !yield(fmt.Sprintf("typing %q into %q", text, o.PlaceHolder), func() { o.SetText(text) }) {
						return
					}
				}
			case *kit.CheckBox:
				for range 2 {
					if !yield("ticking "+o.Text, func() { o.SetChecked(!o.Checked) }) {
						return
					}
				}
			}
		}
		_ = yield("an update", func() {
			for _, j := range u {
				over := *j
				over.Want, over.Outcome, over.Ended = transfer.Drop, transfer.Confirmed, time.Now()
				w.Apply(transfer.Update{j.ID: &over})
			}
		}) && yield("a message", func() { w.Message(words.Tr(words.Leaving)) }) &&
			yield("its end", func() { w.Message("") })
	}
}
