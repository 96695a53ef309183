package rows

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
	"sendoff/ui/list"
)

// Header is the line above the list that shows and sets its sort order. It is a single Tab stop; the arrow keys
// move between columns. If the columns do not fit, it is a menu.
type Header struct {
	widget.BaseWidget
	w       HeaderWindow
	m       *list.Model
	columns []*columnTitle
	menu    *columnTitle // in place of the columns
	at      int          // index of the focused column
	focused bool
	narrow  bool
}

// NewHeader makes the header of a list.
func NewHeader(w HeaderWindow, m *list.Model) *Header {
	h := &Header{w: w, m: m}
	for c := range list.ColumnCount {
		h.columns = append(h.columns, newColumnTitle(list.ColumnText(c), func() { h.sort(c) }))
	}
	h.menu = newColumnTitle("", h.open)
	h.ExtendBaseWidget(h)
	h.Update()
	return h
}

func (h *Header) sort(c list.Column) {
	h.at = int(c)
	h.w.SortBy(c)
}

// Update marks the sort column and its direction.
func (h *Header) Update() {
	m := h.m
	for c, t := range h.columns {
		t.set(t.words, arrowText(m, list.Column(c)), m.Column == list.Column(c))
	}
	h.menu.set(list.SortText(m.Column), arrowText(m, m.Column), true)
}

// arrowText is the arrow of the sort column, "" for any other.
func arrowText(m *list.Model, c list.Column) string {
	switch {
	case m.Column != c:
		return ""
	case m.Descending:
		return "descending"
	}
	return "ascending"
}

// open shows the columns as a menu.
func (h *Header) open() {
	menu := fyne.NewMenu("")
	for c := range list.ColumnCount {
		i := fyne.NewMenuItem(list.ColumnText(c), func() { h.sort(c) })
		i.Checked = h.m.Column == c
		menu.Items = append(menu.Items, i)
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(h.menu)
	kit.ShowMenu(fyne.CurrentApp().Driver().CanvasForObject(h), menu, at.AddXY(0, HeaderHeight))
}

// FocusGained shows the ring at the sort column.
func (h *Header) FocusGained() {
	h.focused, h.at = true, int(h.m.Column)
	h.ring()
}

// FocusLost hides the ring.
func (h *Header) FocusLost() {
	h.focused = false
	h.ring()
}

func (h *Header) ring() {
	for i, t := range h.columns {
		t.setRing(h.focused && i == h.at)
	}
	h.menu.setRing(h.focused)
}

// TypedRune ignores text.
func (h *Header) TypedRune(rune) {}

// TypedKey moves between columns and sorts.
func (h *Header) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		h.at = max(h.at-1, 0)
	case fyne.KeyRight:
		h.at = min(h.at+1, int(list.ColumnCount)-1)
	case fyne.KeyHome:
		h.at = 0
	case fyne.KeyEnd:
		h.at = int(list.ColumnCount) - 1
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		if h.narrow {
			h.open()
			return
		}
		h.sort(list.Column(h.at))
	case fyne.KeyEscape:
		h.w.ToList()
	default:
		h.w.FunctionKey(e)
	}
	h.ring()
}

// CreateRenderer makes the header's drawing.
func (h *Header) CreateRenderer() fyne.WidgetRenderer { return (*headerRenderer)(h) }

type headerRenderer Header

func (r *headerRenderer) Destroy()           {}
func (r *headerRenderer) MinSize() fyne.Size { return fyne.NewSize(0, HeaderHeight) }
func (r *headerRenderer) Refresh()           { (*Header)(r).Update(); canvas.Refresh((*Header)(r)) }

func (r *headerRenderer) Objects() []fyne.CanvasObject {
	list := make([]fyne.CanvasObject, 0, len(r.columns)+1)
	for _, t := range r.columns {
		list = append(list, t)
	}
	return append(list, r.menu)
}

func (r *headerRenderer) Layout(s fyne.Size) {
	x := kit.Pad - columnPad
	for _, t := range r.columns {
		w := t.MinSize().Width
		kit.Place(t, x, 0, w, HeaderHeight)
		x += w
	}
	r.narrow = x > s.Width
	for _, t := range r.columns {
		kit.Show(t, !r.narrow)
	}
	kit.Show(r.menu, r.narrow)
	kit.Place(r.menu, kit.Pad-columnPad, 0, s.Width-kit.Pad, HeaderHeight)
}

// HeaderHeight is the height of the header.
const HeaderHeight float32 = 30

const (
	columnPad   float32 = 10
	columnArrow float32 = 12
)

// columnTitle is one title of the header.
type columnTitle struct {
	widget.BaseWidget
	words, arrow string
	on, hovered  bool
	ringed       bool
	tapped       func()

	face  *canvas.Rectangle
	label *canvas.Text
	mark  *canvas.Image
}

func newColumnTitle(words string, tapped func()) *columnTitle {
	t := &columnTitle{words: words, tapped: tapped, face: canvas.NewRectangle(nil)}
	t.label = canvas.NewText(words, nil)
	t.label.TextSize = kit.TextSmall
	t.mark = &canvas.Image{FillMode: canvas.ImageFillContain}
	t.face.CornerRadius = kit.CornerSmall
	t.ExtendBaseWidget(t)
	return t
}

func (t *columnTitle) set(words, arrow string, on bool) {
	if t.words != words || t.arrow != arrow || t.on != on {
		t.words, t.arrow, t.on = words, arrow, on
		t.Refresh()
	}
}

func (t *columnTitle) setRing(on bool) {
	if t.ringed != on {
		t.ringed = on
		t.Refresh()
	}
}

// Tapped sorts.
func (t *columnTitle) Tapped(*fyne.PointEvent)        { t.tapped() }
func (t *columnTitle) MouseIn(*desktop.MouseEvent)    { t.hovered = true; t.Refresh() }
func (t *columnTitle) MouseMoved(*desktop.MouseEvent) {}
func (t *columnTitle) MouseOut()                      { t.hovered = false; t.Refresh() }

// CreateRenderer makes the title's drawing.
func (t *columnTitle) CreateRenderer() fyne.WidgetRenderer {
	r := (*columnRenderer)(t)
	r.paint()
	return r
}

type columnRenderer columnTitle

func (r *columnRenderer) Destroy() {}
func (r *columnRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.face, r.label, r.mark}
}

// MinSize includes the arrow and bold text, so that sorting moves nothing.
func (r *columnRenderer) MinSize() fyne.Size {
	bold := fyne.MeasureText(r.words, r.label.TextSize, fyne.TextStyle{Bold: true})
	return fyne.NewSize(bold.Width+columnArrow+4+2*columnPad, HeaderHeight)
}

func (r *columnRenderer) Layout(s fyne.Size) {
	kit.Place(r.face, 1, 2, min(s.Width, r.MinSize().Width)-2, s.Height-4)
	size := r.label.MinSize()
	kit.Place(r.label, columnPad, (s.Height-size.Height)/2, size.Width, size.Height)
	kit.Place(r.mark, columnPad+size.Width+4, (s.Height-columnArrow)/2, columnArrow, columnArrow)
}

func (r *columnRenderer) paint() {
	r.label.Text = r.words
	r.label.TextStyle.Bold = r.on
	r.label.Color = theme.Color(kit.ColorMuted)
	if r.on {
		r.label.Color = theme.Color(theme.ColorNameForeground)
	}
	if r.arrow != "" {
		kit.SetIcon(r.mark, r.arrow, theme.ColorNameForeground)
	}
	kit.Show(r.mark, r.arrow != "")
	r.face.FillColor, r.face.StrokeWidth = theme.Color(theme.ColorNameHover), 0
	if r.ringed {
		r.face.StrokeColor, r.face.StrokeWidth = theme.Color(theme.ColorNamePrimary), kit.RingWidth
	}
	kit.Show(r.face, r.hovered || r.ringed)
}

func (r *columnRenderer) Refresh() {
	r.paint()
	r.Layout((*columnTitle)(r).Size())
	canvas.Refresh((*columnTitle)(r))
}
