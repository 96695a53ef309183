package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
)

// fileList are the files of the add sheet: one stop for Tab, in which the arrow keys move and Space
// ticks.
type fileList struct {
	ringList
	s *addSheet
}

func newFileList(s *addSheet) *fileList {
	l := &fileList{s: s}
	l.Length = func() int { return len(s.batch.list) }
	l.CreateItem = func() fyne.CanvasObject { return newFileRow(s) }
	l.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) { o.(*fileRow).bind(i) }
	l.watch()
	l.OnSelected = func(i widget.ListItemID) {
		l.at = i
		l.UnselectAll()
		s.toggle(i)
	}
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey uploads with Enter and hands Escape on.
func (l *fileList) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		l.s.dismiss()
	case fyne.KeyReturn, fyne.KeyEnter:
		l.s.submit(transfer.Run)
	default:
		l.ringList.TypedKey(e)
	}
}

// fileRow is a line of the add sheet: a check mark, a name, a remark and a size.
type fileRow struct {
	widget.BaseWidget
	s     *addSheet
	index int
	ring  *canvas.Rectangle
	box   *canvas.Image
	name  *canvas.Text
	note  *canvas.Text
	size  *canvas.Text
}

func newFileRow(s *addSheet) *fileRow {
	r := &fileRow{s: s, name: canvas.NewText("", nil), note: canvas.NewText("", nil), size: canvas.NewText("", nil)}
	r.name.TextSize, r.note.TextSize, r.size.TextSize = textName-1, textSmall, textSmall
	r.ring, r.box = newRing(), &canvas.Image{FillMode: canvas.ImageFillContain}
	r.ExtendBaseWidget(r)
	return r
}

func (r *fileRow) bind(i int) {
	if i < len(r.s.batch.list) {
		r.index = i
		r.Refresh()
	}
}

// CreateRenderer makes the line's drawing.
func (r *fileRow) CreateRenderer() fyne.WidgetRenderer { return (*fileRowRenderer)(r) }

type fileRowRenderer fileRow

func (r *fileRowRenderer) Destroy()           {}
func (r *fileRowRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 30) }
func (r *fileRowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.box, r.name, r.note, r.size, r.ring}
}

func (r *fileRowRenderer) Layout(s fyne.Size) {
	if r.index >= len(r.s.batch.list) {
		return
	}
	c := r.s.batch.list[r.index]
	const box = 20
	place(r.ring, 1, 1, s.Width-2, s.Height-2)
	place(r.box, gap, (s.Height-box)/2, box, box)
	middle := func(t *canvas.Text) float32 { return (s.Height - t.MinSize().Height) / 2 }
	size := ""
	if c.found.Skip == "" {
		size = Size(c.found.Source.Size)
	}
	const sizeColumn = 76
	put(r.size, size, 0, middle(r.size), sizeColumn)
	r.size.Move(fyne.NewPos(s.Width-rowPad-r.size.Size().Width, middle(r.size)))
	left := box + 2*gap
	name := c.found.Rel
	if name == "" {
		name = filepath.Base(c.found.Source.Path)
	}
	name = drawn(name)
	room := s.Width - left - rowPad - sizeColumn - gap
	note := min(textWidth(r.note, c.remark), max(room*0.5, room-textWidth(r.name, name)-gap))
	put(r.note, c.remark, s.Width-rowPad-sizeColumn-note, middle(r.note), note)
	put(r.name, name, left, middle(r.name), room-note)
}

func (r *fileRowRenderer) Refresh() {
	if r.index < len(r.s.batch.list) {
		r.paint(r.s.batch.list[r.index])
	}
	w := (*fileRow)(r)
	r.Layout(w.Size())
	canvas.Refresh(w)
}

func (r *fileRowRenderer) paint(c *candidate) {
	r.name.Color, r.size.Color, r.note.Color = theme.Color(theme.ColorNameForeground), theme.Color(colorMuted), theme.Color(colorMuted)
	if !c.ticked() {
		r.name.Color = theme.Color(colorMuted)
	}
	if c.skip == "" && c.remark != "" && (!c.mild || c.twin) {
		r.note.Color = theme.Color(theme.ColorNameWarning)
	}
	paintRing(r.ring, r.s.list.hasKeyboard(r.index))
	mark, tint := "box", colorMuted
	if c.ticked() {
		mark, tint = "boxed", theme.ColorNamePrimary
	}
	if !c.tickable() {
		tint = theme.ColorNameDisabled
	}
	setIcon(r.box, mark, tint)
}
