package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// header is the line above the list that shows and sets its sort order. It is a single Tab stop; the arrow keys
// move between columns. If the columns do not fit, it is a menu.
type header struct {
	widget.BaseWidget
	w       *Window
	columns []*columnTitle
	menu    *columnTitle // in place of the columns
	at      int          // index of the focused column
	focused bool
	narrow  bool
}

func newHeader(w *Window) *header {
	h := &header{w: w}
	for c := range list.ColumnCount {
		h.columns = append(h.columns, newColumnTitle(list.ColumnText(c), func() { h.sort(c) }))
	}
	h.menu = newColumnTitle("", h.open)
	h.ExtendBaseWidget(h)
	h.update()
	return h
}

func (h *header) sort(c list.Column) {
	h.at = int(c)
	h.w.sortBy(c)
}

// sortBy sorts the list by a column; the same column again reverses the order.
func (w *Window) sortBy(c list.Column) {
	w.model.SortBy(c)
	w.header.update()
	w.refreshAll()
}

// update marks the sort column and its direction.
func (h *header) update() {
	m := h.w.model
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
func (h *header) open() {
	menu := fyne.NewMenu("")
	for c := range list.ColumnCount {
		i := fyne.NewMenuItem(list.ColumnText(c), func() { h.sort(c) })
		i.Checked = h.w.model.Column == c
		menu.Items = append(menu.Items, i)
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(h.menu)
	kit.ShowMenu(h.w.win.Canvas(), menu, at.AddXY(0, headerHeight))
}

// FocusGained shows the ring at the sort column.
func (h *header) FocusGained() {
	h.focused, h.at = true, int(h.w.model.Column)
	h.ring()
}

// FocusLost hides the ring.
func (h *header) FocusLost() {
	h.focused = false
	h.ring()
}

func (h *header) ring() {
	for i, t := range h.columns {
		t.setRing(h.focused && i == h.at)
	}
	h.menu.setRing(h.focused)
}

// TypedRune ignores text.
func (h *header) TypedRune(rune) {}

// TypedKey moves between columns and sorts.
func (h *header) TypedKey(e *fyne.KeyEvent) {
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
		h.w.toList()
	default:
		h.w.functionKey(e)
	}
	h.ring()
}

// CreateRenderer makes the header's drawing.
func (h *header) CreateRenderer() fyne.WidgetRenderer { return (*headerRenderer)(h) }

type headerRenderer header

func (r *headerRenderer) Destroy()           {}
func (r *headerRenderer) MinSize() fyne.Size { return fyne.NewSize(0, headerHeight) }
func (r *headerRenderer) Refresh()           { (*header)(r).update(); canvas.Refresh((*header)(r)) }

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
		kit.Place(t, x, 0, w, headerHeight)
		x += w
	}
	r.narrow = x > s.Width
	for _, t := range r.columns {
		kit.Show(t, !r.narrow)
	}
	kit.Show(r.menu, r.narrow)
	kit.Place(r.menu, kit.Pad-columnPad, 0, s.Width-kit.Pad, headerHeight)
}

const (
	headerHeight float32 = 30
	columnPad    float32 = 10
	columnArrow  float32 = 12
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
	return fyne.NewSize(bold.Width+columnArrow+4+2*columnPad, headerHeight)
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

// dropStrip is the line below the list that says where a drop goes.
type dropStrip struct {
	content *fyne.Container
	words   *kit.TextLine
	w       *Window
}

func newDropStrip(w *Window) *dropStrip {
	d := &dropStrip{w: w, words: kit.NewTextLine("", kit.TextSmall, kit.ColorMuted)}
	mark := widget.NewIcon(kit.NewIcon("drop", kit.ColorMuted))
	d.content = container.New(stripLayout{}, mark, d.words)
	d.update()
	return d
}

// update names the chosen server.
func (d *dropStrip) update() {
	s, _ := d.w.chosenServer()
	d.words.Set(words.DropText(s.Name), kit.ColorMuted)
}

const (
	stripHeight float32 = 32
	stripLow    float32 = 22 // below this height hardly a row fits
)

type stripLayout struct{}

func (stripLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, stripHeight) }

func (stripLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	const mark = 16
	kit.Place(o[0], kit.Pad, (s.Height-mark)/2, mark, mark)
	kit.Place(o[1], kit.Pad+mark+kit.Gap, 0, s.Width-2*kit.Pad-mark-kit.Gap, s.Height)
}

// listLayout puts the header above the list and the strip below; an empty state takes all the room.
type listLayout struct{}

func (listLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

func (listLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	head, top, list, line, strip, empty := o[0], o[1], o[2], o[3], o[4], o[5]
	foot := stripHeight
	if s.Height < 10*headerHeight {
		foot = stripLow
	}
	kit.Place(head, 0, 0, s.Width, headerHeight)
	kit.Place(top, 0, headerHeight, s.Width, 1)
	kit.Place(list, 0, headerHeight+2, s.Width, s.Height-headerHeight-3-foot)
	kit.Place(line, 0, s.Height-foot, s.Width, 1)
	kit.Place(strip, 0, s.Height-foot, s.Width, foot)
	kit.Place(empty, 0, 0, s.Width, s.Height)
}
