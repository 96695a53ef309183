package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Question asks before an action that cannot be undone.
type Question struct {
	Title, Body, No, Yes string
	Then                 func()
	After                func() // called when the question closes, whatever the answer; nil = nothing
}

// Confirm asks. Yes has the focus, since the user has just asked for the action. Escape means no.
func (l *Sheets) Confirm(q Question) {
	var s *Sheet
	leave := func() { s.Dismiss() }
	yes := NewButton(q.Yes, func() { leave(); q.Then() }, leave)
	yes.Importance = widget.DangerImportance
	no := NewButton(q.No, leave, leave)
	body := widget.NewLabel(q.Body)
	body.Wrapping = fyne.TextWrapWord
	s = l.Show(SheetParts{
		Title: NewTitle(q.Title, TextHeading), Body: Flush(body),
		Buttons: []fyne.CanvasObject{no, yes}, Want: fyne.NewSize(440, 0), Enter: yes.OnTapped, OnClose: q.After,
	})
	l.canvas.Focus(yes)
}

// Decision is a question with one or two answers that act, and one that does nothing.
type Decision struct {
	Title, Body    string
	No, Other, Yes string // Other may be "": then there are only two answers
	OnNo           func() // nil = nothing
	OnOther, OnYes func()
}

// Ask shows such a question in place of an open one. The focus is on yes, which loses nothing; Escape means no.
func (l *Sheets) Ask(q Decision) {
	if l.asked != nil {
		l.asked.Dismiss()
	}
	var s *Sheet
	after := func(do func()) func() {
		return func() {
			s.Dismiss()
			if do != nil {
				do()
			}
		}
	}
	leave := after(q.OnNo)
	yes := NewButton(q.Yes, after(q.OnYes), leave)
	yes.Importance = widget.HighImportance
	body := widget.NewLabel(q.Body)
	body.Wrapping = fyne.TextWrapWord
	buttons := []fyne.CanvasObject{NewButton(q.No, leave, leave)}
	if q.Other != "" {
		buttons = append(buttons, NewButton(q.Other, after(q.OnOther), leave))
	}
	buttons = append(buttons, yes)
	s = l.ShowOver(SheetParts{
		Title: NewTitle(q.Title, TextHeading), Body: Flush(body), Enter: yes.OnTapped,
		Buttons: buttons,
		Want:    fyne.NewSize(460, 0),
		OnClose: func() { l.asked = nil },
	})
	l.asked = s
	l.canvas.Focus(yes)
}
