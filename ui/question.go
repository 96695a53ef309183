package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
)

// question asks before something that cannot be taken back.
type question struct {
	title, body, no, yes string
	then                 func()
	after                func() // called when it goes, whatever the answer; nil = nothing
}

// confirm asks. The keyboard is on yes: the user has just asked for it; Escape means no.
func (l *sheets) confirm(q question) {
	var s *sheet
	leave := func() { s.dismiss() }
	yes := kit.NewButton(q.yes, func() { leave(); q.then() }, leave)
	yes.Importance = widget.DangerImportance
	no := kit.NewButton(q.no, leave, leave)
	body := widget.NewLabel(q.body)
	body.Wrapping = fyne.TextWrapWord
	s = l.show(sheetParts{
		title: kit.NewTitle(q.title, kit.TextHeading), body: kit.Flush(body),
		buttons: []fyne.CanvasObject{no, yes}, want: fyne.NewSize(440, 0), enter: yes.OnTapped, onClose: q.after,
	})
	l.canvas.Focus(yes)
}

// choiceOf is a question with one or two answers that do something, beside the one that does nothing.
type choiceOf struct {
	title, body    string
	no, other, yes string // other may be "": there are no more than two answers
	onNo           func() // nil = nothing
	otherDo, yesDo func()
}

// ask puts such a question, in place of one that stands there already. The keyboard is on yes, which loses
// nothing; Escape means no.
func (l *sheets) ask(q choiceOf) {
	if l.asked != nil {
		l.asked.dismiss()
	}
	var s *sheet
	after := func(do func()) func() {
		return func() {
			s.dismiss()
			if do != nil {
				do()
			}
		}
	}
	leave := after(q.onNo)
	yes := kit.NewButton(q.yes, after(q.yesDo), leave)
	yes.Importance = widget.HighImportance
	body := widget.NewLabel(q.body)
	body.Wrapping = fyne.TextWrapWord
	buttons := []fyne.CanvasObject{kit.NewButton(q.no, leave, leave)}
	if q.other != "" {
		buttons = append(buttons, kit.NewButton(q.other, after(q.otherDo), leave))
	}
	buttons = append(buttons, yes)
	s = l.showOver(sheetParts{
		title: kit.NewTitle(q.title, kit.TextHeading), body: kit.Flush(body), enter: yes.OnTapped,
		buttons: buttons,
		want:    fyne.NewSize(460, 0),
		onClose: func() { l.asked = nil },
	})
	l.asked = s
	l.canvas.Focus(yes)
}
