package sheets

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// fileList shows the files of the add sheet. It is a single Tab stop; the arrow keys move, Space ticks.
type fileList struct {
	kit.RingList
	s *addSheet
}

func newFileList(s *addSheet) *fileList {
	l := &fileList{s: s}
	l.Length = func() int { return len(s.batch.List) }
	l.CreateItem = func() fyne.CanvasObject { return newFileRow(s) }
	l.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) { o.(*fileRow).bind(i) }
	l.Watch()
	l.OnSelected = func(i widget.ListItemID) {
		l.At = i
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
		l.RingList.TypedKey(e)
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
	r.name.TextSize, r.note.TextSize, r.size.TextSize = kit.TextBody-1, kit.TextSmall, kit.TextSmall
	r.ring, r.box = kit.NewRing(), &canvas.Image{FillMode: canvas.ImageFillContain}
	r.ExtendBaseWidget(r)
	return r
}

func (r *fileRow) bind(i int) {
	if i < len(r.s.batch.List) {
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
	if r.index >= len(r.s.batch.List) {
		return
	}
	c := r.s.batch.List[r.index]
	const box = 20
	kit.Place(r.ring, 1, 1, s.Width-2, s.Height-2)
	kit.Place(r.box, kit.Gap, (s.Height-box)/2, box, box)
	middle := func(t *canvas.Text) float32 { return (s.Height - t.MinSize().Height) / 2 }
	size := ""
	if c.Found.Skip == "" {
		size = words.Size(c.Found.Source.Size)
	}
	const sizeColumn = 76
	kit.Put(r.size, size, 0, middle(r.size), sizeColumn)
	r.size.Move(fyne.NewPos(s.Width-kit.Pad-r.size.Size().Width, middle(r.size)))
	left := box + 2*kit.Gap
	name := c.Found.Rel
	if name == "" {
		name = filepath.Base(c.Found.Source.Path)
	}
	name = words.Drawn(name)
	room := s.Width - left - kit.Pad - sizeColumn - kit.Gap
	note := min(kit.TextWidth(r.note, c.Remark), max(room*0.5, room-kit.TextWidth(r.name, name)-kit.Gap))
	kit.Put(r.note, c.Remark, s.Width-kit.Pad-sizeColumn-note, middle(r.note), note)
	kit.Put(r.name, name, left, middle(r.name), room-note)
}

func (r *fileRowRenderer) Refresh() {
	if r.index < len(r.s.batch.List) {
		r.paint(r.s.batch.List[r.index])
	}
	w := (*fileRow)(r)
	r.Layout(w.Size())
	canvas.Refresh(w)
}

func (r *fileRowRenderer) paint(c *list.Candidate) {
	r.name.Color, r.size.Color, r.note.Color = theme.Color(theme.ColorNameForeground), theme.Color(kit.ColorMuted), theme.Color(kit.ColorMuted)
	if !c.Ticked() {
		r.name.Color = theme.Color(kit.ColorMuted)
	}
	if c.Skip == "" && c.Remark != "" && (!c.Mild || c.Twin) {
		r.note.Color = theme.Color(theme.ColorNameWarning)
	}
	kit.PaintRing(r.ring, r.s.list.HasKeyboard(r.index))
	mark, tint := "box", kit.ColorMuted
	if c.Ticked() {
		mark, tint = "boxed", theme.ColorNamePrimary
	}
	if !c.Tickable() {
		tint = theme.ColorNameDisabled
	}
	kit.SetIcon(r.box, mark, tint)
}

// AccessibilityLabel is what the line says, and whether the file is ticked.
func (r *fileRow) AccessibilityLabel() string {
	ticked := kit.Speech.NotTicked
	if r.index < len(r.s.batch.List) && r.s.batch.List[r.index].Ticked() {
		ticked = kit.Speech.Ticked
	}
	return kit.Spoken(kit.SpokenTexts(r.name, r.note, r.size), ticked)
}

// AccessibilityRole is that of a button.
func (r *fileRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
