package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
)

// What the keyboard can reach beside the list: one stop for each small button of the bars, one for
// each list of choices.

// stop makes a pill a place where Tab stops.
type stop struct {
	widget.BaseWidget
	pill   *kit.SmallButton
	escape func()
	other  func(*fyne.KeyEvent) // keys that are not the button's, nil = none
}

func newStop(p *kit.SmallButton, escape func()) *stop {
	s := &stop{pill: p, escape: escape}
	s.ExtendBaseWidget(s)
	return s
}

// FocusGained and FocusLost show where the keyboard is.
func (s *stop) FocusGained() { s.pill.SetRing(true) }

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

// choices is a list of which one is chosen: one stop for Tab, in which the arrow keys go up and down.
type choices struct {
	widget.BaseWidget
	list    []*choice
	at      int // where the keyboard is
	focused bool
	ring    *canvas.Rectangle
	w       *Window
}

func newChoices(w *Window) *choices {
	c := &choices{w: w, ring: canvas.NewRectangle(nil)}
	c.ring.CornerRadius, c.ring.StrokeWidth = kit.CornerSmall, kit.RingWidth
	c.ring.Hide()
	c.ExtendBaseWidget(c)
	return c
}

// fill takes other choices in.
func (c *choices) fill(list ...*choice) {
	c.list = list
	c.at = min(c.at, max(len(list)-1, 0))
	c.Refresh()
}

// FocusGained goes to the choice that is chosen, if one is.
func (c *choices) FocusGained() {
	c.focused = true
	for i, o := range c.list {
		if o.on {
			c.at = i
		}
	}
	c.Refresh()
}

// FocusLost takes the ring away.
func (c *choices) FocusLost() {
	c.focused = false
	c.Refresh()
}

// TypedRune is of no use here.
func (c *choices) TypedRune(rune) {}

// TypedKey moves among the choices, chooses, and opens their menus.
func (c *choices) TypedKey(e *fyne.KeyEvent) {
	if len(c.list) == 0 {
		return
	}
	here := c.list[c.at]
	switch e.Name {
	case fyne.KeyUp:
		c.goTo(c.at - 1)
	case fyne.KeyDown:
		c.goTo(c.at + 1)
	case fyne.KeyHome:
		c.goTo(0)
	case fyne.KeyEnd:
		c.goTo(len(c.list) - 1)
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		here.tapped()
	case fyne.KeyEscape:
		c.w.toList()
	default:
		if menuKey(e) && here.menu != nil {
			here.menu(fyne.CurrentApp().Driver().AbsolutePositionForObject(here).AddXY(kit.Pad, kit.LineHeight))
			return
		}
		c.w.functionKey(e)
	}
}

func (c *choices) goTo(at int) {
	c.at = min(max(at, 0), len(c.list)-1)
	c.Refresh()
}

// CreateRenderer makes the drawing of all choices.
func (c *choices) CreateRenderer() fyne.WidgetRenderer { return (*choicesRenderer)(c) }

type choicesRenderer choices

func (r *choicesRenderer) Destroy() {}

func (r *choicesRenderer) Objects() []fyne.CanvasObject {
	list := make([]fyne.CanvasObject, 0, len(r.list)+1)
	for _, o := range r.list {
		list = append(list, o)
	}
	return append(list, r.ring)
}

func (r *choicesRenderer) MinSize() fyne.Size {
	return fyne.NewSize(120, float32(len(r.list))*(kit.LineHeight+1)-1)
}

func (r *choicesRenderer) Layout(s fyne.Size) {
	for i, o := range r.list {
		kit.Place(o, 0, float32(i)*(kit.LineHeight+1), s.Width, kit.LineHeight)
	}
	kit.Place(r.ring, 1, float32(r.at)*(kit.LineHeight+1)+1, s.Width-2, kit.LineHeight-2)
}

func (r *choicesRenderer) Refresh() {
	c := (*choices)(r)
	r.ring.StrokeColor = theme.Color(theme.ColorNamePrimary)
	kit.Show(r.ring, c.focused)
	for _, o := range r.list {
		o.Refresh()
	}
	r.Layout(c.Size())
	canvas.Refresh(c)
}
