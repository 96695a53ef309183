package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Sizes of menus, in Fyne's units.
const (
	menuLineHeight float32 = 30
	menuMark       float32 = 14
	menuEdge       float32 = 4 // above the first line and below the last
)

// menuPanel is a column of lines.
type menuPanel struct {
	widget.BaseWidget
	p      *Popup
	from   *menuLine // the line that opened this panel, nil = none
	lines  []*menuLine
	at     int // index of the marked line, -1 = none
	marks  bool
	face   *canvas.Rectangle
	scroll *container.Scroll
}

func newMenuPanel(p *Popup, menu *fyne.Menu) *menuPanel {
	m := &menuPanel{p: p, at: -1, face: canvas.NewRectangle(nil)}
	m.face.CornerRadius, m.face.StrokeWidth = CornerSmall, 1
	m.face.Shadow.BlurRadius, m.face.Shadow.Offset = 6, fyne.NewPos(0, 2)
	column, top := container.New(layout.NewCustomPaddedVBoxLayout(0)), menuEdge
	for _, item := range menu.Items {
		if item.IsSeparator {
			o := container.New(layout.NewCustomPaddedLayout(menuEdge, menuEdge, 0, 0), NewHairline())
			column.Add(o)
			top += o.MinSize().Height
			continue
		}
		l := newMenuLine(m, len(m.lines), item)
		l.top = top
		top += menuLineHeight
		m.lines = append(m.lines, l)
		m.marks = m.marks || item.Checked
		column.Add(l)
	}
	m.scroll = container.NewVScroll(column)
	m.ExtendBaseWidget(m)
	return m
}

// mark marks a line and scrolls it into view; -1 = none.
func (m *menuPanel) mark(i int) {
	before := m.at
	m.at = i
	if before >= 0 && before != i {
		m.lines[before].Refresh()
	}
	if i < 0 {
		return
	}
	m.lines[i].Refresh()
	top, offset := m.lines[i].top-menuEdge, m.scroll.Offset.Y
	lowest, highest := top, top+menuLineHeight-m.scroll.Size().Height
	if to := max(min(offset, lowest), highest, 0); to != offset && m.scroll.Size().Height > 0 {
		m.scroll.ScrollToOffset(fyne.NewPos(0, to))
	}
}

// step marks the next line that does something, wrapping around at the ends.
func (m *menuPanel) step(by int) {
	at := m.at
	if at < 0 && by < 0 {
		at = 0
	}
	for range m.lines {
		at = (at + by + len(m.lines)) % len(m.lines)
		if !m.lines[at].item.Disabled {
			m.mark(at)
			return
		}
	}
}

// press chooses the marked line or opens its submenu. With onlyOpen it only opens.
func (m *menuPanel) press(onlyOpen bool) {
	if m.at < 0 {
		return
	}
	l := m.lines[m.at]
	switch {
	case l.leads() && (onlyOpen || !l.acts()):
		m.p.open(m, l, true)
	case !onlyOpen:
		m.p.choose(l.item)
	}
}

// Tapped ignores a click between two lines, so that the menu stays open.
func (m *menuPanel) Tapped(*fyne.PointEvent) {}

// TappedSecondary does the same.
func (m *menuPanel) TappedSecondary(*fyne.PointEvent) {}

// CreateRenderer makes the panel's drawing.
func (m *menuPanel) CreateRenderer() fyne.WidgetRenderer {
	r := (*menuPanelRenderer)(m)
	r.paint()
	return r
}

type menuPanelRenderer menuPanel

func (r *menuPanelRenderer) Destroy() {}

func (r *menuPanelRenderer) MinSize() fyne.Size {
	return r.scroll.Content.MinSize().AddWidthHeight(0, 2*menuEdge)
}

func (r *menuPanelRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.face, r.scroll}
}

func (r *menuPanelRenderer) Layout(s fyne.Size) {
	r.face.Resize(s)
	Place(r.scroll, 0, menuEdge, s.Width, s.Height-2*menuEdge)
}

func (r *menuPanelRenderer) paint() {
	r.face.FillColor = theme.Color(theme.ColorNameMenuBackground)
	r.face.StrokeColor = theme.Color(ColorOutline)
	r.face.Shadow.Color = theme.Color(theme.ColorNameShadow)
}

func (r *menuPanelRenderer) Refresh() {
	r.paint()
	m := (*menuPanel)(r)
	r.Layout(m.Size())
	canvas.Refresh(m)
}

// menuLine is one line of a menu.
type menuLine struct {
	widget.BaseWidget
	m     *menuPanel
	index int
	item  *fyne.MenuItem
	top   float32 // vertical offset in the panel

	face       *canvas.Rectangle
	tick, more *canvas.Image
	label, key *canvas.Text
}

// Keys are shown at the end of a menu's line, as its MenuItem.Shortcut. They do nothing by themselves.
type Keys string

// ShortcutName implements fyne.Shortcut.
func (k Keys) ShortcutName() string { return string(k) }

// keysOf are the keys shown on a line.
func keysOf(i *fyne.MenuItem) string {
	k, _ := i.Shortcut.(Keys)
	return string(k)
}

func newMenuLine(m *menuPanel, index int, item *fyne.MenuItem) *menuLine {
	l := &menuLine{m: m, index: index, item: item, face: canvas.NewRectangle(nil), label: canvas.NewText(item.Label, nil), key: canvas.NewText(keysOf(item), nil)}
	l.tick, l.more = &canvas.Image{FillMode: canvas.ImageFillContain}, &canvas.Image{FillMode: canvas.ImageFillContain}
	l.face.CornerRadius, l.label.TextSize, l.key.TextSize = CornerSmall, TextBody-1, TextSmall
	l.ExtendBaseWidget(l)
	return l
}

// leads reports whether the line opens a submenu.
func (l *menuLine) leads() bool { return l.item.ChildMenu != nil }
func (l *menuLine) acts() bool  { return l.item.Action != nil }

// Tapped chooses the line.
func (l *menuLine) Tapped(e *fyne.PointEvent) {
	onArrow := e != nil && e.Position.X > l.Size().Width-Pad-menuMark-Gap
	switch {
	case l.item.Disabled:
	case l.leads() && (onArrow || !l.acts()):
		l.m.p.open(l.m, l, false)
	default:
		l.m.p.choose(l.item)
	}
}

// TappedSecondary chooses the line too: a menu opened with a held right button is chosen from by releasing it.
func (l *menuLine) TappedSecondary(e *fyne.PointEvent) { l.Tapped(e) }

// MouseIn marks the line and opens its submenu.
func (l *menuLine) MouseIn(*desktop.MouseEvent) {
	l.m.mark(l.index)
	if l.m.p.opened(l) {
		return
	}
	if l.m.from == nil {
		l.m.p.keep(1)
	}
	if l.leads() && !l.item.Disabled {
		l.m.p.open(l.m, l, false)
	}
}

// MouseMoved does nothing.
func (l *menuLine) MouseMoved(*desktop.MouseEvent) {}

// MouseOut keeps the mark, so that the keyboard goes on from there.
func (l *menuLine) MouseOut() {}

// CreateRenderer makes the line's drawing.
func (l *menuLine) CreateRenderer() fyne.WidgetRenderer {
	r := (*menuLineRenderer)(l)
	r.paint()
	return r
}

type menuLineRenderer menuLine

func (r *menuLineRenderer) Destroy() {}

func (r *menuLineRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.face, r.tick, r.label, r.key, r.more}
}

// left is where the text begins: icons get a column of their own if any line has one.
func (r *menuLineRenderer) left() float32 {
	if r.m.marks {
		return Gap + menuMark + Gap
	}
	return Pad
}

// arrow is the width kept for the submenu arrow.
func (r *menuLineRenderer) arrow() float32 {
	if (*menuLine)(r).leads() {
		return menuMark
	}
	return 0
}

func (r *menuLineRenderer) MinSize() fyne.Size {
	w := r.left() + TextWidth(r.label, r.item.Label) + 2*Pad
	if r.key.Text != "" {
		w += r.key.MinSize().Width + 2*Pad
	}
	return fyne.NewSize(max(w+r.arrow(), 120), menuLineHeight)
}

func (r *menuLineRenderer) Layout(s fyne.Size) {
	Place(r.face, menuEdge, 0, s.Width-2*menuEdge, s.Height)
	Place(r.tick, Gap+2, (s.Height-menuMark)/2, menuMark, menuMark)
	Place(r.more, s.Width-Pad-menuMark, (s.Height-menuMark)/2, menuMark, menuMark)
	Put(r.label, r.item.Label, r.left(), (s.Height-r.label.MinSize().Height)/2, s.Width-r.left()-Pad-r.arrow())
	w := r.key.MinSize()
	Place(r.key, s.Width-Pad-w.Width, (s.Height-w.Height)/2, w.Width, w.Height)
}

func (r *menuLineRenderer) paint() {
	tint := theme.ColorNameForeground
	if r.item.Disabled {
		tint = theme.ColorNameDisabled
	}
	r.label.Color, r.key.Color = theme.Color(tint), theme.Color(ColorMuted)
	r.face.FillColor = theme.Color(ColorChosen)
	Show(r.face, r.m.at == r.index && !r.item.Disabled)
	SetIcon(r.tick, "done", tint)
	SetIcon(r.more, "folded", tint)
	Show(r.tick, r.item.Checked)
	Show(r.more, r.arrow() > 0)
}

func (r *menuLineRenderer) Refresh() {
	r.paint()
	l := (*menuLine)(r)
	r.Layout(l.Size())
	canvas.Refresh(l)
}
