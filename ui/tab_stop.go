package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
)

// stop makes a pill a place where Tab stops.
type stop struct {
	widget.BaseWidget
	pill   *kit.SmallButton
	escape func()
	other  func(*fyne.KeyEvent)    // keys that are not the button's, nil = none
	seen   func(fyne.CanvasObject) // scrolls it into view; nil where nothing scrolls
}

// newStop makes a stop of a button. escape is called for Escape.
func newStop(p *kit.SmallButton, escape func()) *stop {
	s := &stop{pill: p, escape: escape}
	s.ExtendBaseWidget(s)
	return s
}

// FocusGained shows where the keyboard is, and brings the button into sight.
func (s *stop) FocusGained() {
	s.pill.SetRing(true)
	if s.seen != nil {
		s.seen(s)
	}
}

// FocusLost is the other half of FocusGained.
func (s *stop) FocusLost() { s.pill.SetRing(false) }

// TypedRune is of no use here.
func (s *stop) TypedRune(rune) {}

// TypedKey presses the button, or leaves it.
func (s *stop) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		s.pill.Tapped(nil)
	case fyne.KeyEscape:
		s.escape()
	default:
		if s.other != nil {
			s.other(e)
		}
	}
}

// CreateRenderer makes the stop's drawing: the pill fills it.
func (s *stop) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.pill) }

// pillRow is a layout of small buttons side by side, each as wide as it needs.
type pillRow struct{ gap float32 }

// MinSize is that of the buttons that are shown.
func (l pillRow) MinSize(o []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, c := range o {
		if s := c.(*stop); s.pill.Visible() {
			w += s.pill.Width() + l.gap
		}
	}
	return fyne.NewSize(max(w-l.gap, 0), kit.SmallButtonHeight)
}

// Layout puts them side by side.
func (l pillRow) Layout(o []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for _, c := range o {
		s := c.(*stop)
		kit.Show(s, s.pill.Visible())
		if !s.pill.Visible() {
			continue
		}
		kit.Place(s, x, (size.Height-kit.SmallButtonHeight)/2, s.pill.Width(), kit.SmallButtonHeight)
		x += s.pill.Width() + l.gap
	}
}
