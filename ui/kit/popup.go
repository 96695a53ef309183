package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Popup is a menu before the window, with beside it what one of its lines leads to. The toolkit's own
// neither scrolls to the line that the keyboard is at nor passes over lines that do nothing.
type Popup struct {
	widget.BaseWidget
	canvas fyne.Canvas
	at     fyne.Position
	panels []*menuPanel // the menu, and the open part of it
}

// ShowMenu shows a menu on a canvas. The keyboard goes back to where it was when the menu goes.
func ShowMenu(c fyne.Canvas, menu *fyne.Menu, at fyne.Position) {
	p := &Popup{canvas: c, at: at}
	p.ExtendBaseWidget(p)
	p.panels = []*menuPanel{newMenuPanel(p, menu)}
	c.Overlays().Add(p)
	c.Focus(p)
}

func (p *Popup) dismiss() { p.canvas.Overlays().Remove(p) }

// Tapped and TappedSecondary are clicks beside the menu.
func (p *Popup) Tapped(*fyne.PointEvent) { p.dismiss() }

// TappedSecondary is the other kind of click beside the menu.
func (p *Popup) TappedSecondary(*fyne.PointEvent) { p.dismiss() }

// FocusGained has nothing to show: the marked line says where the keyboard is.
func (p *Popup) FocusGained() {}

// FocusLost is the other half of FocusGained.
func (p *Popup) FocusLost() {}

// TypedRune is of no use here.
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

// back closes the innermost part, and the menu itself if whole says so.
func (p *Popup) back(whole bool) {
	switch {
	case len(p.panels) > 1:
		p.keep(1)
	case whole:
		p.dismiss()
	}
}

// keep closes all parts but the first n.
func (p *Popup) keep(n int) {
	if len(p.panels) > n {
		p.panels = p.panels[:n]
		p.Refresh()
	}
}

// open shows what a line of a panel leads to. by is the keyboard's, which goes there.
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

// opened tells whether what a line leads to is open.
func (p *Popup) opened(line *menuLine) bool {
	return slices.ContainsFunc(p.panels, func(m *menuPanel) bool { return m.from == line })
}

// choose does what a line says.
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

// Layout keeps the panels inside the window: a part stands at the right of its line, else at the left.
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
