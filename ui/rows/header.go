package rows

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// Header is the line above the list that shows and sets its sort order. Over rows of one line it has their columns,
// which can be dragged, and a menu that shows and hides them; over others it is a menu. It is a single Tab stop; the
// arrow keys move between columns.
type Header struct {
	widget.BaseWidget
	w       HeaderWindow
	q       *Queue
	columns [list.ColumnCount]*columnTitle // nil = it is no column
	grips   [list.ColumnCount]*kit.Grip    // the left edges of the columns but the first
	menu    *columnTitle                   // the sort orders, or the columns
	at      int                            // index of the focused column in list.Table; len = the menu
	focused bool
}

// NewHeader makes the header of a list.
func NewHeader(w HeaderWindow, q *Queue) *Header {
	h := &Header{w: w, q: q}
	for _, c := range list.Table {
		h.columns[c] = newColumnTitle(list.ColumnText(c), func() { h.sort(c) })
		h.columns[c].right, h.columns[c].menu = right(c), h.openColumns
		if c != list.ColumnName {
			h.grips[c] = kit.NewGrip(func(by float32) { h.drag(c, by) }, func() { h.q.columns.changed() })
		}
	}
	h.menu = newColumnTitle("", h.open)
	h.ExtendBaseWidget(h)
	h.Update()
	return h
}

// sort sorts by a column; a third time in a row goes back to the order of the queue.
func (h *Header) sort(c list.Column) {
	if h.q.compact && h.q.m.Column == c && h.q.m.Descending {
		c = list.ColumnQueue
	}
	h.w.SortBy(c)
}

func (h *Header) drag(c list.Column, by float32) {
	h.q.columns.drag(h.places(), c, by)
	h.Refresh()
	h.q.reflow()
}

func (h *Header) places() spans { return h.q.columns.places(tableEnd(h.Size().Width)) }

// Update marks the sort column and its direction.
func (h *Header) Update() {
	m := h.q.m
	for _, c := range list.Table {
		t := h.columns[c]
		t.set(t.words, arrowText(m, c), m.Column == c)
	}
	if h.q.compact {
		h.menu.set(words.Tr("Columns"), "", false)
		return
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

// open shows the sort orders, or the columns, as a menu.
func (h *Header) open() {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(h.menu).AddXY(0, HeaderHeight)
	if h.q.compact {
		h.openColumns(at)
		return
	}
	menu := fyne.NewMenu("")
	for c := range list.ColumnCount {
		i := fyne.NewMenuItem(list.ColumnText(c), func() { h.sort(c) })
		i.Checked = h.q.m.Column == c
		menu.Items = append(menu.Items, i)
	}
	kit.ShowMenu(fyne.CurrentApp().Driver().CanvasForObject(h), menu, at)
}

// openColumns shows a menu of the columns that can be hidden.
func (h *Header) openColumns(at fyne.Position) {
	menu := fyne.NewMenu("")
	for _, c := range list.Table[1:] {
		on := h.q.columns.Shown(c)
		i := fyne.NewMenuItem(list.ColumnText(c), func() {
			h.q.columns.Show(c, !on)
			h.Refresh()
			h.q.reflow()
		})
		i.Checked = on
		menu.Items = append(menu.Items, i)
	}
	kit.ShowMenu(fyne.CurrentApp().Driver().CanvasForObject(h), menu, at)
}

// FocusGained shows the ring at the sort column.
func (h *Header) FocusGained() {
	h.focused, h.at = true, max(slices.Index(list.Table, h.q.m.Column), 0)
	h.showRing()
}

// FocusLost hides the ring.
func (h *Header) FocusLost() {
	h.focused = false
	h.showRing()
}

func (h *Header) showRing() {
	for i, c := range list.Table {
		h.columns[c].setRing(h.focused && h.q.compact && i == h.at)
	}
	h.menu.setRing(h.focused && (!h.q.compact || h.at == len(list.Table)))
}

// TypedRune ignores text.
func (h *Header) TypedRune(rune) {}

// TypedKey moves between columns and sorts.
func (h *Header) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		h.at = max(h.at-1, 0)
	case fyne.KeyRight:
		h.at = min(h.at+1, len(list.Table))
	case fyne.KeyHome:
		h.at = 0
	case fyne.KeyEnd:
		h.at = len(list.Table)
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		if !h.q.compact || h.at == len(list.Table) {
			h.open()
			return
		}
		h.sort(list.Table[h.at])
	case fyne.KeyEscape:
		h.w.ToList()
	default:
		h.w.FunctionKey(e)
	}
	h.showRing()
}

// CreateRenderer makes the header's drawing.
func (h *Header) CreateRenderer() fyne.WidgetRenderer { return (*headerRenderer)(h) }

type headerRenderer Header

func (r *headerRenderer) Destroy()           {}
func (r *headerRenderer) MinSize() fyne.Size { return fyne.NewSize(0, HeaderHeight) }

func (r *headerRenderer) Refresh() {
	(*Header)(r).Update()
	r.Layout((*Header)(r).Size())
	canvas.Refresh((*Header)(r))
}

func (r *headerRenderer) Objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, c := range list.Table {
		all = append(all, r.columns[c])
	}
	for _, g := range r.grips {
		if g != nil {
			all = append(all, g)
		}
	}
	return append(all, r.menu)
}

func (r *headerRenderer) Layout(s fyne.Size) {
	at := (*Header)(r).places()
	for _, c := range list.Table {
		on := r.q.compact && at[c].w > 0
		kit.Show(r.columns[c], on)
		kit.Place(r.columns[c], at[c].x-columnPad, 0, at[c].w+2*columnPad, HeaderHeight)
		if g := r.grips[c]; g != nil {
			kit.Show(g, on)
			kit.Place(g, at[c].x-(columnGap+kit.GripWidth)/2, 0, kit.GripWidth, HeaderHeight)
		}
	}
	if r.q.compact {
		x := tableEnd(s.Width)
		kit.Place(r.menu, x, 0, s.Width-x, HeaderHeight)
		return
	}
	kit.Place(r.menu, kit.Pad-columnPad, 0, min(r.menu.MinSize().Width, s.Width), HeaderHeight)
}

// HeaderHeight is the height of the header.
const HeaderHeight float32 = 30

const (
	columnPad   float32 = 6
	columnArrow float32 = 12
)

// columnTitle is one title of the header.
type columnTitle struct {
	widget.BaseWidget
	words, arrow string
	on, hovered  bool
	ringed       bool
	right        bool // the words stand at the right edge
	tapped       func()
	menu         func(at fyne.Position) // on the right button, nil = none

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
func (t *columnTitle) Tapped(*fyne.PointEvent) { t.tapped() }

// TappedSecondary opens the menu.
func (t *columnTitle) TappedSecondary(e *fyne.PointEvent) {
	if t.menu != nil {
		t.menu(e.AbsolutePosition)
	}
}

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
	arrow := float32(0)
	if r.arrow != "" {
		arrow = columnArrow + 4
	}
	room := max(s.Width-2*columnPad-arrow, 0)
	kit.Put(r.label, r.words, columnPad, (s.Height-r.label.MinSize().Height)/2, room)
	width := r.label.Size().Width
	face, x := float32(1), columnPad+width+4
	if r.right {
		r.label.Move(fyne.NewPos(s.Width-columnPad-width, r.label.Position().Y))
		face, x = s.Width-width-arrow-2*columnPad+1, s.Width-columnPad-width-arrow
	}
	kit.Place(r.face, face, 2, min(width+arrow+2*columnPad, s.Width)-2, s.Height-4)
	kit.Place(r.mark, x, (s.Height-columnArrow)/2, columnArrow, columnArrow)
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
