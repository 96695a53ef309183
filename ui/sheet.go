package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
)

// sheet is a dialog inside the window. One is open at a time; what came from outside may stand before
// another one that waits.
type sheet struct {
	w       *Window
	pop     *widget.PopUp
	want    fyne.Size // height 0 = as little as its content needs
	onClose func()
	enter   func() // what Enter does while nothing in it has the keyboard, nil = nothing
	buttons *kit.ButtonLines
	row     *fyne.Container // of the buttons
	tall    asTall
	scroll  *container.Scroll // of a sheet that is as high as its content needs, else nil

	below *sheet         // waits until this one goes, nil = none
	keys  fyne.Focusable // had the keyboard in a sheet that waits
}

// sheetParts make a sheet.
type sheetParts struct {
	title   *kit.TextLine
	body    fyne.CanvasObject
	buttons []fyne.CanvasObject // from left to right
	want    fyne.Size
	enter   func() // what Enter does while nothing in it has the keyboard, nil = nothing
	onClose func() // called when it goes, however it goes
}

// openSheet shows a sheet in place of the one that is open.
func (w *Window) openSheet(p sheetParts) *sheet {
	var below *sheet
	if s := w.sheet; s != nil {
		below, s.below = s.below, nil
		s.dismiss()
	}
	return w.showSheet(p, below)
}

// openSheetOver shows a sheet before the one that is open, which comes back with all that was filled in when
// the new one goes: a drop, a second start and a wish to quit come while somebody is typing.
func (w *Window) openSheetOver(p sheetParts) *sheet {
	below := w.sheet
	if below != nil {
		below.keys = w.win.Canvas().Focused()
		below.pop.Hide()
	}
	return w.showSheet(p, below)
}

func (w *Window) showSheet(p sheetParts, below *sheet) *sheet {
	s := &sheet{w: w, want: p.want, enter: p.enter, onClose: p.onClose, below: below}
	s.buttons = &kit.ButtonLines{}
	s.row = container.New(s.buttons, p.buttons...)
	body := p.body
	if p.want.Height == 0 {
		s.scroll = container.NewVScroll(container.New(layout.NewCustomPaddedLayout(0, 0, kit.Gap, kit.Gap), p.body))
		body = container.New(&s.tall, s.scroll)
	}
	content := container.NewBorder(
		container.New(layout.NewCustomPaddedLayout(0, kit.Gap, 0, 0), p.title),
		container.New(layout.NewCustomPaddedLayout(kit.Pad, 0, 0, 0), s.row), nil, nil, body)
	s.pop = widget.NewModalPopUp(container.New(kit.Padding{By: kit.Pad}, content), w.win.Canvas())
	w.sheet = s
	s.fit()
	s.pop.Show()
	s.fit()
	return s
}

// fit keeps the sheet inside the window.
func (s *sheet) fit() {
	room := s.w.win.Canvas().Size().SubtractWidthHeight(4*kit.Gap, 4*kit.Gap)
	s.buttons.Room = min(max(s.want.Width, s.pop.MinSize().Width), room.Width) - 2*kit.Pad
	s.tall.less = 0
	s.tall.less = max(s.pop.MinSize().Height-room.Height, 0)
	least := s.pop.MinSize()
	size := fyne.NewSize(max(s.want.Width, least.Width), max(s.want.Height, least.Height))
	size = fyne.NewSize(min(size.Width, room.Width), min(size.Height, room.Height))
	s.pop.Resize(size)
	whole := s.w.win.Canvas().Size()
	s.pop.Move(fyne.NewPos((whole.Width-size.Width)/2, (whole.Height-size.Height)/2)) // the window may have another size than when it opened
}

// asTall gives a scroller the height of what is in it, less what the window has no room for.
type asTall struct{ less float32 }

// MinSize is that of the content.
func (l *asTall) MinSize(o []fyne.CanvasObject) fyne.Size {
	whole := o[0].(*container.Scroll).Content.MinSize()
	return fyne.NewSize(whole.Width-2*kit.Gap, max(whole.Height-l.less, kit.LineHeight))
}

// Layout fills the room and a gap at both sides, which the scroller would cut the marks of the keyboard off.
func (l *asTall) Layout(o []fyne.CanvasObject, s fyne.Size) {
	kit.Place(o[0], -kit.Gap, 0, s.Width+2*kit.Gap, s.Height)
}

// seen scrolls to an input that the keyboard has come to.
func (s *sheet) seen(o fyne.CanvasObject) {
	if s != nil && s.scroll != nil {
		kit.BringIn(s.scroll, o)
	}
}

// dismiss takes the sheet away, whether it is open or waits.
func (s *sheet) dismiss() {
	w := s.w
	if w.sheet != s {
		s.unlink()
		return
	}
	w.sheet = nil
	s.pop.Hide()
	w.queue.focus()
	if s.onClose != nil {
		s.onClose() // which may open another one
	}
	switch below := s.below; {
	case below == nil:
	case w.sheet == nil:
		below.comeBack()
	default:
		w.sheet.lowest().below = below
	}
}

// unlink takes a sheet out of those that wait.
func (s *sheet) unlink() {
	for above := s.w.sheet; above != nil; above = above.below {
		if above.below == s {
			above.below, s.below = s.below, nil
			if s.onClose != nil {
				s.onClose()
			}
			return
		}
	}
}

// lowest is the sheet that has waited longest behind this one.
func (s *sheet) lowest() *sheet {
	for s.below != nil {
		s = s.below
	}
	return s
}

// comeBack shows a sheet that has waited.
func (s *sheet) comeBack() {
	s.w.sheet = s
	s.fit()
	s.pop.Show()
	s.fit() // as in showSheet
	if s.keys != nil {
		s.w.win.Canvas().Focus(s.keys)
	}
}

// key is pressed while nothing in the sheet has the keyboard: after a click beside its fields.
func (s *sheet) key(e *fyne.KeyEvent) {
	if (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter) && s.enter != nil {
		s.enter()
	}
}

// question asks before something that cannot be taken back.
type question struct {
	title, body, no, yes string
	then                 func()
	after                func() // called when it goes, whatever the answer; nil = nothing
}

// confirm asks. The keyboard is on yes: the user has just asked for it; Escape means no.
func (w *Window) confirm(q question) {
	var s *sheet
	leave := func() { s.dismiss() }
	yes := kit.NewButton(q.yes, func() { leave(); q.then() }, leave)
	yes.Importance = widget.DangerImportance
	no := kit.NewButton(q.no, leave, leave)
	body := widget.NewLabel(q.body)
	body.Wrapping = fyne.TextWrapWord
	s = w.openSheet(sheetParts{
		title: kit.NewTitle(q.title, kit.TextHeading), body: kit.Flush(body),
		buttons: []fyne.CanvasObject{no, yes}, want: fyne.NewSize(440, 0), enter: yes.OnTapped, onClose: q.after,
	})
	w.win.Canvas().Focus(yes)
}
