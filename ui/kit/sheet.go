package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// Sheets are the dialogs of a window. One is open at a time; what came from outside may stand before
// others that wait.
type Sheets struct {
	canvas fyne.Canvas
	gone   func() // called whenever one has gone, before its own onClose: the keyboard goes back
	top    *Sheet // the open one, nil = none
	asked  *Sheet // the question that stands there, nil = none
}

// NewSheets makes the dialogs of a canvas. gone is called whenever one has gone.
func NewSheets(c fyne.Canvas, gone func()) *Sheets { return &Sheets{canvas: c, gone: gone} }

// Top reports which sheet is open; nil is none.
func (l *Sheets) Top() *Sheet { return l.top }

// Sheet is a dialog inside the window.
type Sheet struct {
	of          *Sheets
	pop         *widget.PopUp
	want        fyne.Size // height 0 = as little as its content needs
	onClose     func()
	enter       func() // what Enter does while nothing in it has the keyboard, nil = nothing
	buttonLines *ButtonLines
	row         *fyne.Container // of the buttons
	tall        asTall
	scroll      *container.Scroll // of a sheet that is as high as its content needs, else nil

	below *Sheet         // waits until this one goes, nil = none
	keys  fyne.Focusable // had the keyboard in a sheet that waits
}

// SheetParts make a sheet.
type SheetParts struct {
	Title   *TextLine
	Body    fyne.CanvasObject
	Buttons []fyne.CanvasObject // from left to right
	Want    fyne.Size
	Enter   func() // what Enter does while nothing in it has the keyboard, nil = nothing
	OnClose func() // called when it goes, however it goes
}

// Show shows a sheet in place of the one that is open.
func (l *Sheets) Show(p SheetParts) *Sheet {
	var below *Sheet
	if s := l.top; s != nil {
		below, s.below = s.below, nil
		s.Dismiss()
	}
	return l.add(p, below)
}

// ShowOver shows a sheet before the one that is open, which comes back with all that was filled in when
// the new one goes: a drop, a second start and a wish to quit come while somebody is typing.
func (l *Sheets) ShowOver(p SheetParts) *Sheet {
	below := l.top
	if below != nil {
		below.keys = l.canvas.Focused()
		below.pop.Hide()
	}
	return l.add(p, below)
}

func (l *Sheets) add(p SheetParts, below *Sheet) *Sheet {
	s := &Sheet{of: l, want: p.Want, enter: p.Enter, onClose: p.OnClose, below: below}
	s.buttonLines = &ButtonLines{}
	s.row = container.New(s.buttonLines, p.Buttons...)
	body := p.Body
	if p.Want.Height == 0 {
		s.scroll = container.NewVScroll(container.New(layout.NewCustomPaddedLayout(0, 0, Gap, Gap), p.Body))
		body = container.New(&s.tall, s.scroll)
	}
	content := container.NewBorder(
		container.New(layout.NewCustomPaddedLayout(0, Gap, 0, 0), p.Title),
		container.New(layout.NewCustomPaddedLayout(Pad, 0, 0, 0), s.row), nil, nil, body)
	s.pop = widget.NewModalPopUp(container.New(Padding{By: Pad}, content), l.canvas)
	l.top = s
	s.Fit()
	s.pop.Show()
	s.Fit()
	return s
}

// Fit keeps the sheet inside the window.
func (s *Sheet) Fit() {
	room := s.of.canvas.Size().SubtractWidthHeight(4*Gap, 4*Gap)
	s.buttonLines.Room = min(max(s.want.Width, s.pop.MinSize().Width), room.Width) - 2*Pad
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
	return fyne.NewSize(whole.Width-2*Gap, max(whole.Height-l.less, LineHeight))
}

// Layout fills the room and a gap at both sides, which the scroller would cut the marks of the keyboard off.
func (l *asTall) Layout(o []fyne.CanvasObject, s fyne.Size) {
	Place(o[0], -Gap, 0, s.Width+2*Gap, s.Height)
}

// Object is the sheet as it is drawn.
func (s *Sheet) Object() fyne.CanvasObject { return s.pop }

// Refresh paints the sheet anew after its parts have changed places.
func (s *Sheet) Refresh() { s.pop.Refresh() }

// Buttons are the buttons at its end, from left to right.
func (s *Sheet) Buttons() []fyne.CanvasObject { return s.row.Objects }

// ButtonsChanged makes room for buttons that have got other words, or have come or gone.
func (s *Sheet) ButtonsChanged() {
	s.Fit()
	s.row.Refresh()
}

// Seen scrolls to an input that the keyboard has come to.
func (s *Sheet) Seen(o fyne.CanvasObject) {
	if s != nil && s.scroll != nil {
		BringIn(s.scroll, o)
	}
}

// Dismiss takes the sheet away, whether it is open or waits.
func (s *Sheet) Dismiss() {
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
func (s *Sheet) unlink() {
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
func (s *Sheet) lowest() *Sheet {
	for s.below != nil {
		s = s.below
	}
	return s
}

// comeBack shows a sheet that has waited.
func (s *Sheet) comeBack() {
	s.of.top = s
	s.Fit()
	s.pop.Show()
	s.Fit() // as in add
	if s.keys != nil {
		s.of.canvas.Focus(s.keys)
	}
}

// TypedKey is pressed while nothing in the sheet has the keyboard: after a click beside its fields.
func (s *Sheet) TypedKey(e *fyne.KeyEvent) {
	if (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter) && s.enter != nil {
		s.enter()
	}
}
