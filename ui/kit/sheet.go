package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Sheets are the dialogs of a window. One is open at a time. A sheet that something outside the window asked for
// may be shown over another, which then waits.
type Sheets struct {
	canvas fyne.Canvas
	gone   func() // called whenever a sheet has closed, before its own onClose; restores the keyboard focus
	top    *Sheet // the open one, nil = none
	asked  *Sheet // the open question, nil = none
}

// NewSheets makes the dialogs of a canvas. gone is called whenever one has closed.
func NewSheets(c fyne.Canvas, gone func()) *Sheets { return &Sheets{canvas: c, gone: gone} }

// Top returns the open sheet; nil = none.
func (l *Sheets) Top() *Sheet { return l.top }

// Sheet is a dialog inside the window.
type Sheet struct {
	of          *Sheets
	pop         *widget.PopUp
	want        fyne.Size // height 0 = as little as the content needs
	onClose     func()
	enter       func() // what Enter does while nothing in the sheet has the focus, nil = nothing
	buttonLines *ButtonLines
	buttons     []fyne.CanvasObject
	row         *fyne.Container // row of buttons
	tall        asTall
	scroll      *container.Scroll // for a sheet as high as its content, else nil

	below *Sheet         // the sheet that waits until this one closes, nil = none
	keys  fyne.Focusable // the object that had the focus before the sheet had to wait
}

// SheetParts describe a sheet.
type SheetParts struct {
	Title   *TextLine
	Body    fyne.CanvasObject
	Buttons []fyne.CanvasObject // from left to right
	Want    fyne.Size
	Enter   func() // what Enter does while nothing in the sheet has the focus, nil = nothing
	OnClose func() // called when it closes, for whatever reason
}

// Show shows a sheet in place of the open one.
func (l *Sheets) Show(p SheetParts) *Sheet {
	var below *Sheet
	if s := l.top; s != nil {
		below, s.below = s.below, nil
		s.Dismiss()
	}
	return l.add(p, below)
}

// ShowOver shows a sheet over the open one, which comes back with all its input when the new one closes. It is for
// a drop, a second start and a request to quit: they arrive while the user types.
func (l *Sheets) ShowOver(p SheetParts) *Sheet {
	below := l.top
	if below != nil {
		below.keys = l.canvas.Focused()
		below.pop.Hide()
	}
	return l.add(p, below)
}

func (l *Sheets) add(p SheetParts, below *Sheet) *Sheet {
	s := &Sheet{of: l, want: p.Want, enter: p.Enter, onClose: p.OnClose, below: below, buttons: p.Buttons}
	s.buttonLines = &ButtonLines{}
	s.row = container.New(s.buttonLines, dressed(p.Buttons)...)
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
	s.pop.Move(fyne.NewPos((whole.Width-size.Width)/2, (whole.Height-size.Height)/2)) // the window may have been resized since
}

// asTall gives a scroller the height of its content, minus what the window lacks.
type asTall struct{ less float32 }

// MinSize is that of the content.
func (l *asTall) MinSize(o []fyne.CanvasObject) fyne.Size {
	whole := o[0].(*container.Scroll).Content.MinSize()
	return fyne.NewSize(whole.Width-2*Gap, max(whole.Height-l.less, LineHeight))
}

// Layout fills the room plus a gap at both sides: else the scroller would cut off the focus rings.
func (l *asTall) Layout(o []fyne.CanvasObject, s fyne.Size) {
	Place(o[0], -Gap, 0, s.Width+2*Gap, s.Height)
}

// Object is the sheet's canvas object.
func (s *Sheet) Object() fyne.CanvasObject { return s.pop }

// Refresh repaints the sheet after its parts have moved.
func (s *Sheet) Refresh() { s.pop.Refresh() }

// Buttons are the buttons at the bottom, from left to right.
func (s *Sheet) Buttons() []fyne.CanvasObject { return s.buttons }

// dressed are the buttons, those that lose something in their own colours.
func dressed(buttons []fyne.CanvasObject) []fyne.CanvasObject {
	list := slices.Clone(buttons)
	for i, o := range list {
		if b, ok := o.(*Button); ok && b.Importance == widget.DangerImportance {
			list[i] = container.NewThemeOverride(b, dangerTheme{theme.Current()})
		}
	}
	return list
}

// ButtonsChanged lays the buttons out again after one changed its label, came or went.
func (s *Sheet) ButtonsChanged() {
	s.Fit()
	s.row.Refresh()
}

// Seen scrolls to an input that got the focus.
func (s *Sheet) Seen(o fyne.CanvasObject) {
	if s != nil && s.scroll != nil {
		BringIn(s.scroll, o)
	}
}

// Dismiss closes the sheet, open or waiting.
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

// unlink removes a sheet from the waiting ones.
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

// lowest is the sheet below this one that has waited longest.
func (s *Sheet) lowest() *Sheet {
	for s.below != nil {
		s = s.below
	}
	return s
}

// comeBack shows a sheet that waited.
func (s *Sheet) comeBack() {
	s.of.top = s
	s.Fit()
	s.pop.Show()
	s.Fit() // as in add
	if s.keys != nil {
		s.of.canvas.Focus(s.keys)
	}
}

// TypedKey handles keys while nothing in the sheet has the focus, such as after a click beside its fields.
func (s *Sheet) TypedKey(e *fyne.KeyEvent) {
	if (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter) && s.enter != nil {
		s.enter()
	}
}
