package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
)

// choices is a list of which one is chosen: one stop for Tab, in which the arrow keys go up and down.
type choices struct {
	widget.BaseWidget
	list    []*choice
	at      int // where the keyboard is
	focused bool
	ring    *canvas.Rectangle

	escape func()
	other  func(*fyne.KeyEvent)    // keys that are not the list's, nil = none
	seen   func(fyne.CanvasObject) // scrolls a choice into view; nil where nothing scrolls
}

// newChoices makes an empty list. escape is called for Escape.
func newChoices(escape func()) *choices {
	c := &choices{escape: escape, ring: canvas.NewRectangle(nil)}
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
	c.reveal()
}

// reveal brings the choice that the keyboard is at into sight.
func (c *choices) reveal() {
	if c.seen != nil && c.at < len(c.list) {
		c.seen(c.list[c.at])
	}
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
		c.escape()
	default:
		if menuKey(e) && here.menu != nil {
			here.menu(fyne.CurrentApp().Driver().AbsolutePositionForObject(here).AddXY(kit.Pad, kit.LineHeight))
			return
		}
		if c.other != nil {
			c.other(e)
		}
	}
}

func (c *choices) goTo(at int) {
	c.at = min(max(at, 0), len(c.list)-1)
	c.Refresh()
	c.reveal()
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

// choice is one line of such a list: an icon, words, and a number at the end.
type choice struct {
	widget.BaseWidget
	mark, words string
	count       string // "" = none is shown
	on, hovered bool
	tapped      func()
	menu        func(fyne.Position)

	face  *canvas.Rectangle
	icon  *canvas.Image
	label *canvas.Text
	total *canvas.Text
}

// newChoice makes a line. tapped is called when it is chosen.
func newChoice(mark, words string, tapped func()) *choice {
	c := &choice{mark: mark, words: words, tapped: tapped, face: canvas.NewRectangle(nil)}
	c.icon = &canvas.Image{FillMode: canvas.ImageFillContain}
	c.label, c.total = canvas.NewText(words, nil), canvas.NewText("", nil)
	c.label.TextSize, c.total.TextSize = kit.TextBody-1, kit.TextSmall
	c.face.CornerRadius = kit.CornerSmall
	c.ExtendBaseWidget(c)
	c.paint()
	return c
}

// set changes the number, and whether the line is the chosen one.
func (c *choice) set(count string, on bool) {
	if c.count == count && c.on == on {
		return
	}
	c.count, c.on = count, on
	c.Refresh()
}

func (c *choice) paint() {
	tint, mark := theme.ColorNameForeground, kit.ColorMuted
	if c.on {
		tint, mark = theme.ColorNamePrimary, theme.ColorNamePrimary
	}
	kit.SetIcon(c.icon, c.mark, mark)
	c.label.Color, c.total.Color = theme.Color(tint), theme.Color(kit.ColorMuted)
	c.label.TextStyle.Bold = c.on
	c.total.Text = c.count
	c.face.FillColor = theme.Color(kit.ColorChosen)
	if !c.on {
		c.face.FillColor = theme.Color(theme.ColorNameHover)
	}
	kit.Show(c.face, c.on || c.hovered)
}

// Tapped chooses the line.
func (c *choice) Tapped(*fyne.PointEvent) { c.tapped() }

// TappedSecondary opens the line's menu, if it has one.
func (c *choice) TappedSecondary(e *fyne.PointEvent) {
	if c.menu != nil {
		c.menu(e.AbsolutePosition)
	}
}

// MouseIn lights the line.
func (c *choice) MouseIn(*desktop.MouseEvent) { c.hovered = true; c.Refresh() }

// MouseMoved has nothing to add.
func (c *choice) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is the other half of MouseIn.
func (c *choice) MouseOut() { c.hovered = false; c.Refresh() }

// CreateRenderer makes the line's drawing.
func (c *choice) CreateRenderer() fyne.WidgetRenderer { return (*choiceRenderer)(c) }

type choiceRenderer choice

func (r *choiceRenderer) Destroy() {}

func (r *choiceRenderer) MinSize() fyne.Size { return fyne.NewSize(120, kit.LineHeight) }

func (r *choiceRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.face, r.icon, r.label, r.total}
}

func (r *choiceRenderer) Layout(s fyne.Size) {
	const mark = 16
	r.face.Resize(s)
	kit.Place(r.icon, kit.Pad, (s.Height-mark)/2, mark, mark)
	total := r.total.MinSize()
	kit.Place(r.total, s.Width-kit.Pad-total.Width, (s.Height-total.Height)/2, total.Width, total.Height)
	left := kit.Pad + mark + 10
	kit.Put(r.label, r.words, left, (s.Height-r.label.MinSize().Height)/2, s.Width-left-kit.Pad-total.Width-kit.Gap)
}

func (r *choiceRenderer) Refresh() {
	c := (*choice)(r)
	c.paint()
	r.Layout(c.Size())
	canvas.Refresh(c)
}
