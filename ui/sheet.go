package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
)

// sheets are the dialogs of a window. One is open at a time; what came from outside may stand before
// others that wait.
type sheets struct {
	canvas fyne.Canvas
	gone   func() // called whenever one has gone, before its own onClose: the keyboard goes back
	top    *sheet // the open one, nil = none
	asked  *sheet // the question that stands there, nil = none
}

// newSheets makes the dialogs of a canvas. gone is called whenever one has gone.
func newSheets(c fyne.Canvas, gone func()) *sheets { return &sheets{canvas: c, gone: gone} }

// open reports which sheet is open; nil is none.
func (l *sheets) open() *sheet { return l.top }

// sheet is a dialog inside the window.
type sheet struct {
	of      *sheets
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

// show shows a sheet in place of the one that is open.
func (l *sheets) show(p sheetParts) *sheet {
	var below *sheet
	if s := l.top; s != nil {
		below, s.below = s.below, nil
		s.dismiss()
	}
	return l.add(p, below)
}

// showOver shows a sheet before the one that is open, which comes back with all that was filled in when
// the new one goes: a drop, a second start and a wish to quit come while somebody is typing.
func (l *sheets) showOver(p sheetParts) *sheet {
	below := l.top
	if below != nil {
		below.keys = l.canvas.Focused()
		below.pop.Hide()
	}
	return l.add(p, below)
}

func (l *sheets) add(p sheetParts, below *sheet) *sheet {
	s := &sheet{of: l, want: p.want, enter: p.enter, onClose: p.onClose, below: below}
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
	s.pop = widget.NewModalPopUp(container.New(kit.Padding{By: kit.Pad}, content), l.canvas)
	l.top = s
	s.fit()
	s.pop.Show()
	s.fit()
	return s
}

// fit keeps the sheet inside the window.
func (s *sheet) fit() {
	room := s.of.canvas.Size().SubtractWidthHeight(4*kit.Gap, 4*kit.Gap)
	s.buttons.Room = min(max(s.want.Width, s.pop.MinSize().Width), room.Width) - 2*kit.Pad
	s.tall.less = 0
	s.tall.less = max(s.pop.MinSize().Height-room.Height, 0)
	least := s.pop.MinSize()
	size := fyne.NewSize(max(s.want.Width, least.Width), max(s.want.Height, least.Height))
	size = fyne.NewSize(min(size.Width, room.Width), min(size.Height, room.Height))
	s.pop.Resize(size)
	whole := s.of.canvas.Size()
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

// object is the sheet as it is drawn.
func (s *sheet) object() fyne.CanvasObject { return s.pop }

// refresh paints the sheet anew after its parts have changed places.
func (s *sheet) refresh() { s.pop.Refresh() }

// buttonsOf are the buttons at its end, from left to right.
func (s *sheet) buttonsOf() []fyne.CanvasObject { return s.row.Objects }

// buttonsChanged makes room for buttons that have got other words, or have come or gone.
func (s *sheet) buttonsChanged() {
	s.fit()
	s.row.Refresh()
}

// seen scrolls to an input that the keyboard has come to.
func (s *sheet) seen(o fyne.CanvasObject) {
	if s != nil && s.scroll != nil {
		kit.BringIn(s.scroll, o)
	}
}

// dismiss takes the sheet away, whether it is open or waits.
func (s *sheet) dismiss() {
	l := s.of
	if l.top != s {
		s.unlink()
		return
	}
	l.top = nil
	s.pop.Hide()
	l.gone()
	if s.onClose != nil {
		s.onClose() // which may open another one
	}
	switch below := s.below; {
	case below == nil:
	case l.top == nil:
		below.comeBack()
	default:
		l.top.lowest().below = below
	}
}

// unlink takes a sheet out of those that wait.
func (s *sheet) unlink() {
	for above := s.of.top; above != nil; above = above.below {
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
	s.of.top = s
	s.fit()
	s.pop.Show()
	s.fit() // as in add
	if s.keys != nil {
		s.of.canvas.Focus(s.keys)
	}
}

// key is pressed while nothing in the sheet has the keyboard: after a click beside its fields.
func (s *sheet) key(e *fyne.KeyEvent) {
	if (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter) && s.enter != nil {
		s.enter()
	}
}
