package details

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sendoff/transfer/bits"
	"sendoff/ui/kit"
	"sendoff/ui/words"
)

const noteHeight float32 = 34

// noteRow is one line of a transcript: time, direction and packet, and below them its content.
type noteRow struct {
	widget.BaseWidget
	t            *transcript
	note         bits.Note
	index        int
	ring         *canvas.Rectangle
	head, detail *canvas.Text
	took         *canvas.Text
}

func newNoteRow(t *transcript) *noteRow {
	r := &noteRow{t: t, ring: kit.NewRing(), head: canvas.NewText("", nil), detail: canvas.NewText("", nil), took: canvas.NewText("", nil)}
	for _, x := range []*canvas.Text{r.head, r.detail, r.took} {
		x.TextSize = kit.TextSmall - 1
		x.TextStyle.Monospace = true
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *noteRow) bind(i int) {
	if i < len(r.t.notes) {
		r.note, r.index = r.t.notes[i], i
		r.Refresh()
	}
}

// CreateRenderer makes the line's drawing.
func (r *noteRow) CreateRenderer() fyne.WidgetRenderer { return (*noteRenderer)(r) }

type noteRenderer noteRow

func (r *noteRenderer) Destroy()           {}
func (r *noteRenderer) MinSize() fyne.Size { return fyne.NewSize(120, noteHeight) }
func (r *noteRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.head, r.took, r.detail, r.ring}
}

func (r *noteRenderer) Layout(s fyne.Size) {
	kit.Place(r.ring, 1, 1, s.Width-2, s.Height-2)
	kit.Put(r.took, words.TakingText(r.note.Took), 0, 1, 90)
	r.took.Move(fyne.NewPos(s.Width-kit.Pad-r.took.Size().Width, 1))
	kit.Put(r.head, words.NoteHead(r.note), kit.Gap, 1, s.Width-3*kit.Pad-r.took.Size().Width)
	kit.Put(r.detail, words.Plain(words.Note(r.note)), 2*kit.Gap, 17, s.Width-2*kit.Pad-kit.Gap)
}

func (r *noteRenderer) Refresh() {
	r.head.Color, r.took.Color, r.detail.Color = theme.Color(theme.ColorNameForeground), theme.Color(kit.ColorMuted), theme.Color(kit.ColorMuted)
	kit.PaintRing(r.ring, r.t.list.HasKeyboard(r.index))
	w := (*noteRow)(r)
	r.Layout(w.Size())
	canvas.Refresh(w)
}

// AccessibilityLabel is what the row says.
func (r *noteRow) AccessibilityLabel() string { return kit.SpokenTexts(r.head, r.took, r.detail) }

// AccessibilityRole is that of a text.
func (r *noteRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
