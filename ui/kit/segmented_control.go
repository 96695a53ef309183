package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Segmented is a row of labels, one of them chosen. It is a single Tab stop; the arrow keys move left and right.
type Segmented struct {
	widget.BaseWidget
	Words   []string
	At      int
	focused bool
	changed func(int)
	escape  func()

	texts []*canvas.Text
	face  *canvas.Rectangle // background of all
	mark  *canvas.Rectangle // background of the chosen one
}

// NewSegmented makes the control; the first label is chosen. changed gets the index when the user chooses another
// one. escape is called for Escape.
func NewSegmented(words []string, changed func(int), escape func()) *Segmented {
	s := &Segmented{Words: words, changed: changed, escape: escape}
	s.face, s.mark = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	s.face.CornerRadius, s.mark.CornerRadius, s.mark.StrokeWidth = CornerSmall, CornerSmall-1, 1
	for range words {
		t := canvas.NewText("", nil)
		t.TextSize = TextSmall
		s.texts = append(s.texts, t)
	}
	s.ExtendBaseWidget(s)
	s.paint()
	return s
}

// Choose chooses a label without calling changed.
func (s *Segmented) Choose(i int) {
	if i != s.At && i >= 0 && i < len(s.Words) {
		s.At = i
		s.Refresh()
	}
}

// Pick chooses a label and calls changed. An index out of range is clamped.
func (s *Segmented) Pick(i int) {
	i = min(max(i, 0), len(s.Words)-1)
	if i != s.At {
		s.Choose(i)
		s.changed(i)
	}
}

func (s *Segmented) paint() {
	s.face.FillColor = theme.Color(ColorTrack)
	s.mark.FillColor, s.mark.StrokeColor = theme.Color(theme.ColorNameBackground), theme.Color(ColorOutline)
	s.mark.StrokeWidth = 1
	if s.focused {
		s.mark.StrokeColor, s.mark.StrokeWidth = theme.Color(theme.ColorNamePrimary), RingWidth
	}
	for i, t := range s.texts {
		t.Text, t.Color = s.Words[i], theme.Color(theme.ColorNameForeground)
		t.TextStyle.Bold = i == s.At
	}
}

// FocusGained shows the ring.
func (s *Segmented) FocusGained() { s.focused = true; s.Refresh() }

// FocusLost hides the ring.
func (s *Segmented) FocusLost() { s.focused = false; s.Refresh() }

// TypedRune ignores text.
func (s *Segmented) TypedRune(rune) {}

// TypedKey chooses another label.
func (s *Segmented) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyUp:
		s.Pick(s.At - 1)
	case fyne.KeyRight, fyne.KeyDown:
		s.Pick(s.At + 1)
	case fyne.KeySpace:
		s.Pick((s.At + 1) % len(s.Words))
	case fyne.KeyEscape:
		s.escape()
	default: // not a key of this control
	}
}

// Tapped chooses the word that was clicked.
func (s *Segmented) Tapped(e *fyne.PointEvent) {
	x := float32(0)
	widths := s.widths(s.Size().Width)
	for i, w := range widths {
		if x += w; e.Position.X < x {
			s.Pick(i)
			return
		}
	}
}

const segmentHeight float32 = 35

// widths divides the room: each label gets its own width plus an equal share of the rest. If all together are too
// wide, each is shrunk.
func (s *Segmented) widths(room float32) []float32 {
	list := make([]float32, len(s.Words))
	sum := float32(0)
	for i, word := range s.Words {
		list[i] = fyne.MeasureText(word, TextSmall, fyne.TextStyle{Bold: true}).Width + 2*Pad
		sum += list[i]
	}
	for i := range list {
		if over := room - sum; over >= 0 {
			list[i] += over / float32(len(list))
		} else {
			list[i] *= room / sum
		}
	}
	return list
}

// CreateRenderer makes the drawing.
func (s *Segmented) CreateRenderer() fyne.WidgetRenderer { return (*segmentedRenderer)(s) }

type segmentedRenderer Segmented

func (r *segmentedRenderer) Destroy() {}

func (r *segmentedRenderer) MinSize() fyne.Size {
	w := float32(0)
	for _, word := range r.Words {
		w += fyne.MeasureText(word, TextSmall, fyne.TextStyle{Bold: true}).Width + Pad
	}
	return fyne.NewSize(w, segmentHeight)
}

func (r *segmentedRenderer) Objects() []fyne.CanvasObject {
	list := []fyne.CanvasObject{r.face, r.mark}
	for _, t := range r.texts {
		list = append(list, t)
	}
	return list
}

func (r *segmentedRenderer) Layout(s fyne.Size) {
	r.face.Resize(s)
	x := float32(0)
	for i, w := range (*Segmented)(r).widths(s.Width) {
		if i == r.At {
			Place(r.mark, x+2, 2, w-4, s.Height-4)
		}
		t := r.texts[i]
		Put(t, r.Words[i], 0, (s.Height-t.MinSize().Height)/2, w-8)
		t.Move(fyne.NewPos(x+(w-t.MinSize().Width)/2, (s.Height-t.MinSize().Height)/2))
		x += w
	}
}

func (r *segmentedRenderer) Refresh() {
	s := (*Segmented)(r)
	s.paint()
	r.Layout(s.Size())
	canvas.Refresh(s)
}
