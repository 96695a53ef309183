package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// TabStop makes a small button reachable with Tab.
type TabStop struct {
	widget.BaseWidget
	Button *SmallButton
	Escape func()
	Other  func(*fyne.KeyEvent)    // handles keys that the button does not use, nil = none
	Seen   func(fyne.CanvasObject) // scrolls it into view; nil where nothing scrolls
}

// NewTabStop wraps a button. escape is called for Escape.
func NewTabStop(p *SmallButton, escape func()) *TabStop {
	s := &TabStop{Button: p, Escape: escape}
	s.ExtendBaseWidget(s)
	return s
}

// FocusGained shows the ring and scrolls the button into view.
func (s *TabStop) FocusGained() {
	s.Button.SetRing(true)
	if s.Seen != nil {
		s.Seen(s)
	}
}

// FocusLost hides the ring.
func (s *TabStop) FocusLost() { s.Button.SetRing(false) }

// TypedRune ignores text.
func (s *TabStop) TypedRune(rune) {}

// TypedKey presses the button on Enter or Space, and hands other keys on.
func (s *TabStop) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		s.Button.Tapped(nil)
	case fyne.KeyEscape:
		s.Escape()
	default:
		if s.Other != nil {
			s.Other(e)
		}
	}
}

// CreateRenderer makes the stop's drawing: the button fills it.
func (s *TabStop) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.Button) }

// TabStopRow is a layout of small buttons side by side, each as wide as it needs.
type TabStopRow struct{}

// MinSize is that of the visible buttons.
func (TabStopRow) MinSize(o []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, c := range o {
		if s := c.(*TabStop); s.Button.Visible() {
			w += s.Button.Width() + Gap
		}
	}
	return fyne.NewSize(max(w-Gap, 0), SmallButtonHeight)
}

// Layout puts them side by side.
func (TabStopRow) Layout(o []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for _, c := range o {
		s := c.(*TabStop)
		Show(s, s.Button.Visible())
		if !s.Button.Visible() {
			continue
		}
		Place(s, x, (size.Height-SmallButtonHeight)/2, s.Button.Width(), SmallButtonHeight)
		x += s.Button.Width() + Gap
	}
}
