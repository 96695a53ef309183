package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// fileRow is a line of the add sheet: a check mark, a name, a remark and a size.
type fileRow struct {
	widget.BaseWidget
	s     *addSheet
	index int
	check *widget.Check
	name  *canvas.Text
	note  *canvas.Text
	size  *canvas.Text
}

func newFileRow(s *addSheet) *fileRow {
	r := &fileRow{s: s, name: canvas.NewText("", nil), note: canvas.NewText("", nil), size: canvas.NewText("", nil)}
	r.name.TextSize, r.note.TextSize, r.size.TextSize = textName-1, textSmall, textSmall
	r.check = widget.NewCheck("", nil)
	r.ExtendBaseWidget(r)
	return r
}

func (r *fileRow) bind(i int) {
	if i >= len(r.s.batch.list) {
		return
	}
	r.index = i
	c := r.s.batch.list[i]
	r.check.OnChanged = nil
	r.check.SetChecked(c.ticked())
	if c.tickable() {
		r.check.Enable()
	} else {
		r.check.Disable()
	}
	r.check.OnChanged = func(on bool) {
		r.s.batch.tick(r.index, on)
		r.s.update()
	}
	r.Refresh()
}

// Tapped makes the whole line a check mark.
func (r *fileRow) Tapped(*fyne.PointEvent) {
	if !r.check.Disabled() {
		r.check.SetChecked(!r.check.Checked)
	}
}

// CreateRenderer makes the line's drawing.
func (r *fileRow) CreateRenderer() fyne.WidgetRenderer { return (*fileRowRenderer)(r) }

type fileRowRenderer fileRow

func (r *fileRowRenderer) Destroy()           {}
func (r *fileRowRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 30) }
func (r *fileRowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.check, r.name, r.note, r.size}
}

func (r *fileRowRenderer) Layout(s fyne.Size) {
	if r.index >= len(r.s.batch.list) {
		return
	}
	c := r.s.batch.list[r.index]
	box := r.check.MinSize()
	place(r.check, 0, (s.Height-box.Height)/2, box.Width, box.Height)
	middle := func(t *canvas.Text) float32 { return (s.Height - t.MinSize().Height) / 2 }
	size := ""
	if c.found.Skip == "" {
		size = Size(c.found.Source.Size)
	}
	const sizeColumn = 76
	put(r.size, size, 0, middle(r.size), sizeColumn)
	r.size.Move(fyne.NewPos(s.Width-rowPad-r.size.Size().Width, middle(r.size)))
	note := min(textWidth(r.note, c.remark), s.Width*0.4)
	put(r.note, c.remark, s.Width-rowPad-sizeColumn-note, middle(r.note), note)
	left := box.Width + gap/2
	name := c.found.Rel
	if name == "" {
		name = filepath.Base(c.found.Source.Path)
	}
	put(r.name, name, left, middle(r.name), s.Width-left-rowPad-sizeColumn-note-gap)
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
	if c.skip == "" && c.remark != "" {
		r.note.Color = theme.Color(theme.ColorNameWarning)
	}
}
