package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Popup is a menu with its open submenus. Fyne's own menu neither scrolls to the focused line nor skips lines that
// do nothing.
type Popup struct {
	widget.BaseWidget
	canvas fyne.Canvas
	at     fyne.Position
	panels []*menuPanel // the menu and its open submenus, outermost first
}

// ShowMenu shows a menu on a canvas. The keyboard focus returns to its old place when the menu closes.
func ShowMenu(c fyne.Canvas, menu *fyne.Menu, at fyne.Position) {
	p := &Popup{canvas: c, at: at}
	p.ExtendBaseWidget(p)
	p.panels = []*menuPanel{newMenuPanel(p, menu)}
	c.Overlays().Add(p)
	c.Focus(p)
}

// ShowMenuAbove opens a menu above what it belongs to, whose upper left corner is at.
func ShowMenuAbove(c fyne.Canvas, menu *fyne.Menu, at fyne.Position) {
	height := newMenuPanel(nil, menu).MinSize().Height
	ShowMenu(c, menu, at.SubtractXY(0, height+Gap/2))
}

func (p *Popup) dismiss() { p.canvas.Overlays().Remove(p) }

// Tapped closes the menu: the click was beside it.
func (p *Popup) Tapped(*fyne.PointEvent) { p.dismiss() }

// TappedSecondary closes the menu too.
func (p *Popup) TappedSecondary(*fyne.PointEvent) { p.dismiss() }

// FocusGained does nothing: the marked line shows the focus.
func (p *Popup) FocusGained() {}

// FocusLost does nothing.
func (p *Popup) FocusLost() {}

// TypedRune ignores text.
func (p *Popup) TypedRune(rune) {}

// TypedKey moves among the lines and chooses one.
func (p *Popup) TypedKey(e *fyne.KeyEvent) {
	here := p.panels[len(p.panels)-1]
	switch e.Name {
	case fyne.KeyDown:
		here.step(1)
	case fyne.KeyUp:
		here.step(-1)
	case fyne.KeyHome, fyne.KeyPageUp:
		here.mark(-1)
		here.step(1)
	case fyne.KeyEnd, fyne.KeyPageDown:
		here.mark(-1)
		here.step(-1)
	case fyne.KeyRight, fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		here.press(e.Name == fyne.KeyRight)
	case fyne.KeyLeft, fyne.KeyEscape:
		p.back(e.Name == fyne.KeyEscape)
	default:
		if MenuKey(e) {
			p.dismiss()
		}
	}
}

// back closes the innermost submenu, or also the menu itself if whole is set.
func (p *Popup) back(whole bool) {
	switch {
	case len(p.panels) > 1:
		p.keep(1)
	case whole:
		p.dismiss()
	}
}

// keep closes all panels but the first n.
func (p *Popup) keep(n int) {
	if len(p.panels) > n {
		p.panels = p.panels[:n]
		p.Refresh()
	}
}

// open shows the submenu of a line. by means that a key opened it: the focus then moves there.
func (p *Popup) open(from *menuPanel, line *menuLine, by bool) {
	at := slices.Index(p.panels, from)
	if at < 0 {
		return
	}
	p.keep(at + 1)
	next := newMenuPanel(p, line.item.ChildMenu)
	next.from = line
	p.panels = append(p.panels, next)
	p.Refresh()
	if by {
		next.step(1)
	}
}

// opened reports whether the line's submenu is open.
func (p *Popup) opened(line *menuLine) bool {
	return slices.ContainsFunc(p.panels, func(m *menuPanel) bool { return m.from == line })
}

// choose runs the action of a line.
func (p *Popup) choose(m *fyne.MenuItem) {
	p.dismiss()
	if m.Action != nil {
		m.Action()
	}
}

// CreateRenderer makes the menu's drawing.
func (p *Popup) CreateRenderer() fyne.WidgetRenderer { return (*popupRenderer)(p) }

type popupRenderer Popup

func (r *popupRenderer) Destroy()           {}
func (r *popupRenderer) MinSize() fyne.Size { return fyne.NewSize(0, 0) }

func (r *popupRenderer) Objects() []fyne.CanvasObject {
	list := make([]fyne.CanvasObject, len(r.panels))
	for i, m := range r.panels {
		list[i] = m
	}
	return list
}

// Layout keeps the panels inside the window: a submenu is at the right of its line, or at the left if there is no
// room.
func (r *popupRenderer) Layout(s fyne.Size) {
	x, y := r.at.X, r.at.Y
	for _, m := range r.panels {
		want := m.MinSize()
		size := fyne.NewSize(min(want.Width, s.Width-2*Gap), min(want.Height, s.Height-2*Gap))
		if m.from != nil {
			parent := r.panels[0]
			x, y = parent.Position().X+parent.Size().Width-Gap, parent.Position().Y+m.from.top-parent.scroll.Offset.Y
			if left := parent.Position().X - size.Width + Gap; x+size.Width+Gap > s.Width && left >= Gap {
				x = left
			}
		}
		x, y = min(x, s.Width-size.Width-Gap), min(y, s.Height-size.Height-Gap)
		Place(m, max(x, Gap), max(y, Gap), size.Width, size.Height)
	}
}

func (r *popupRenderer) Refresh() {
	p := (*Popup)(r)
	r.Layout(p.Size())
	for _, m := range r.panels {
		m.Refresh()
	}
	canvas.Refresh(p)
}
