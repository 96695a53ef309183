package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// ChoiceList is a list with one chosen entry. It is a single Tab stop; the arrow keys move inside it.
type ChoiceList struct {
	widget.BaseWidget
	list    []*Choice
	at      int // index of the choice with the keyboard focus
	focused bool
	Ring    *canvas.Rectangle

	Escape func()
	Other  func(*fyne.KeyEvent)    // handles keys that the list does not use, nil = none
	Seen   func(fyne.CanvasObject) // scrolls a choice into view; nil where nothing scrolls
}

// NewChoiceList makes an empty list. escape is called for Escape.
func NewChoiceList(escape func()) *ChoiceList {
	c := &ChoiceList{Escape: escape, Ring: canvas.NewRectangle(nil)}
	c.Ring.CornerRadius, c.Ring.StrokeWidth = CornerSmall, RingWidth
	c.Ring.Hide()
	c.ExtendBaseWidget(c)
	return c
}

// Fill replaces the choices.
func (c *ChoiceList) Fill(list ...*Choice) {
	c.list = list
	c.at = min(c.at, max(len(list)-1, 0))
	c.Refresh()
}

// FocusGained moves the focus to the chosen entry, if there is one.
func (c *ChoiceList) FocusGained() {
	c.focused = true
	for i, o := range c.list {
		if o.on {
			c.at = i
		}
	}
	c.Refresh()
	c.reveal()
}

// reveal scrolls the focused choice into view.
func (c *ChoiceList) reveal() {
	if c.Seen != nil && c.at < len(c.list) {
		c.Seen(c.list[c.at])
	}
}

// FocusLost hides the ring.
func (c *ChoiceList) FocusLost() {
	c.focused = false
	c.Refresh()
}

// TypedRune ignores text.
func (c *ChoiceList) TypedRune(rune) {}

// TypedKey moves among the choices, chooses, and opens their menus.
func (c *ChoiceList) TypedKey(e *fyne.KeyEvent) {
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
		c.Escape()
	default:
		if MenuKey(e) && here.Menu != nil {
			here.Menu(fyne.CurrentApp().Driver().AbsolutePositionForObject(here).AddXY(Pad, LineHeight))
			return
		}
		if c.Other != nil {
			c.Other(e)
		}
	}
}

func (c *ChoiceList) goTo(at int) {
	c.at = min(max(at, 0), len(c.list)-1)
	c.Refresh()
	c.reveal()
}

// CreateRenderer makes the drawing of all choices.
func (c *ChoiceList) CreateRenderer() fyne.WidgetRenderer { return (*choiceListRenderer)(c) }

type choiceListRenderer ChoiceList

func (r *choiceListRenderer) Destroy() {}

func (r *choiceListRenderer) Objects() []fyne.CanvasObject {
	list := make([]fyne.CanvasObject, 0, len(r.list)+1)
	for _, o := range r.list {
		list = append(list, o)
	}
	return append(list, r.Ring)
}

func (r *choiceListRenderer) MinSize() fyne.Size {
	return fyne.NewSize(120, float32(len(r.list))*(LineHeight+1)-1)
}

func (r *choiceListRenderer) Layout(s fyne.Size) {
	for i, o := range r.list {
		Place(o, 0, float32(i)*(LineHeight+1), s.Width, LineHeight)
	}
	Place(r.Ring, 1, float32(r.at)*(LineHeight+1)+1, s.Width-2, LineHeight-2)
}

func (r *choiceListRenderer) Refresh() {
	c := (*ChoiceList)(r)
	r.Ring.StrokeColor = theme.Color(theme.ColorNamePrimary)
	Show(r.Ring, c.focused)
	for _, o := range r.list {
		o.Refresh()
	}
	r.Layout(c.Size())
	canvas.Refresh(c)
}

// Choice is one line of a ChoiceList: an icon, a label and a number at the end.
type Choice struct {
	widget.BaseWidget
	mark, words string
	Count       string // "" = hidden
	on, hovered bool
	Plain       bool // it is no choice against others: chosen it has no ground
	tapped      func()
	Menu        func(fyne.Position)

	face  *canvas.Rectangle
	icon  *canvas.Image
	label *canvas.Text
	total *canvas.Text
	more  *canvas.Image // opens the menu
}

// NewChoice makes a line. tapped is called when it is chosen.
func NewChoice(mark, words string, tapped func()) *Choice {
	c := &Choice{mark: mark, words: words, tapped: tapped, face: canvas.NewRectangle(nil)}
	c.icon, c.more = &canvas.Image{FillMode: canvas.ImageFillContain}, &canvas.Image{FillMode: canvas.ImageFillContain}
	c.label, c.total = canvas.NewText(words, nil), canvas.NewText("", nil)
	c.label.TextSize, c.total.TextSize = TextBody-1, TextSmall
	c.face.CornerRadius = CornerSmall
	c.ExtendBaseWidget(c)
	c.paint()
	return c
}

// Set changes the number, and whether the line is the chosen one.
func (c *Choice) Set(count string, on bool) {
	if c.Count == count && c.on == on {
		return
	}
	c.Count, c.on = count, on
	c.Refresh()
}

// SetPlain changes whether the line has a ground where it is chosen.
func (c *Choice) SetPlain(plain bool) {
	if c.Plain != plain {
		c.Plain = plain
		c.Refresh()
	}
}

// Lit reports whether the line has the ground of a chosen one.
func (c *Choice) Lit() bool { return c.on && !c.Plain }

func (c *Choice) paint() {
	tint, mark := theme.ColorNameForeground, ColorMuted
	if c.on {
		tint, mark = theme.ColorNamePrimary, theme.ColorNamePrimary
	}
	SetIcon(c.icon, c.mark, mark)
	c.label.Color, c.total.Color = theme.Color(tint), theme.Color(ColorMuted)
	c.label.TextStyle.Bold = c.on
	c.total.Text = c.Count
	c.face.FillColor = theme.Color(ColorChosen)
	if !c.Lit() {
		c.face.FillColor = theme.Color(theme.ColorNameHover)
	}
	Show(c.face, c.Lit() || c.hovered)
	if c.Menu != nil {
		SetIcon(c.more, "more", mark)
	}
	Show(c.more, c.Menu != nil)
}

// Tapped chooses the line, or opens its menu with a tap on the dots at its end.
func (c *Choice) Tapped(e *fyne.PointEvent) {
	if c.Menu != nil && e != nil && e.Position.X >= c.Size().Width-moreRoom {
		c.Menu(e.AbsolutePosition)
		return
	}
	c.tapped()
}

// TappedSecondary opens the line's menu, if it has one.
func (c *Choice) TappedSecondary(e *fyne.PointEvent) {
	if c.Menu != nil {
		c.Menu(e.AbsolutePosition)
	}
}

// MouseIn highlights the line.
func (c *Choice) MouseIn(*desktop.MouseEvent) { c.hovered = true; c.Refresh() }

// MouseMoved does nothing.
func (c *Choice) MouseMoved(*desktop.MouseEvent) {}

// MouseOut removes the highlight.
func (c *Choice) MouseOut() { c.hovered = false; c.Refresh() }

// CreateRenderer makes the line's drawing.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer { return (*choiceRenderer)(c) }

// moreRoom is the room for the dots at the end of each line, so that all numbers stand below each other.
const moreRoom float32 = 26

type choiceRenderer Choice

func (r *choiceRenderer) Destroy() {}

func (r *choiceRenderer) MinSize() fyne.Size { return fyne.NewSize(120, LineHeight) }

func (r *choiceRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.face, r.icon, r.label, r.total, r.more}
}

func (r *choiceRenderer) Layout(s fyne.Size) {
	const mark, dots = 16, 14
	r.face.Resize(s)
	Place(r.icon, Pad, (s.Height-mark)/2, mark, mark)
	total, end := r.total.MinSize(), s.Width-moreRoom
	Place(r.more, s.Width-(moreRoom+dots)/2, (s.Height-dots)/2, dots, dots)
	Place(r.total, end-total.Width, (s.Height-total.Height)/2, total.Width, total.Height)
	left := Pad + mark + 10
	Put(r.label, r.words, left, (s.Height-r.label.MinSize().Height)/2, end-left-total.Width-Gap)
}

func (r *choiceRenderer) Refresh() {
	c := (*Choice)(r)
	c.paint()
	r.Layout(c.Size())
	canvas.Refresh(c)
}
