package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// segments is a row of words of which one is chosen: one stop for Tab, in which the arrow keys go left
// and right.
type segments struct {
	widget.BaseWidget
	words   []string
	at      int
	focused bool
	changed func(int)
	escape  func()

	texts []*canvas.Text
	face  *canvas.Rectangle // behind all
	mark  *canvas.Rectangle // behind the chosen one
}

func newSegments(words []string, changed func(int), escape func()) *segments {
	s := &segments{words: words, changed: changed, escape: escape}
	s.face, s.mark = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	s.face.CornerRadius, s.mark.CornerRadius, s.mark.StrokeWidth = cornerSmall, cornerSmall-1, 1
	for range words {
		t := canvas.NewText("", nil)
		t.TextSize = textSmall
		s.texts = append(s.texts, t)
	}
	s.ExtendBaseWidget(s)
	s.paint()
	return s
}

// choose chooses a word without telling anybody.
func (s *segments) choose(i int) {
	if i != s.at && i >= 0 && i < len(s.words) {
		s.at = i
		s.Refresh()
	}
}

func (s *segments) pick(i int) {
	i = min(max(i, 0), len(s.words)-1)
	if i != s.at {
		s.choose(i)
		s.changed(i)
	}
}

func (s *segments) paint() {
	s.face.FillColor = theme.Color(colorTrack)
	s.mark.FillColor, s.mark.StrokeColor = theme.Color(theme.ColorNameBackground), theme.Color(colorOutline)
	s.mark.StrokeWidth = 1
	if s.focused {
		s.mark.StrokeColor, s.mark.StrokeWidth = theme.Color(theme.ColorNamePrimary), ringWidth
	}
	for i, t := range s.texts {
		t.Text, t.Color = s.words[i], theme.Color(theme.ColorNameForeground)
		t.TextStyle.Bold = i == s.at
	}
}

// FocusGained shows where the keyboard is.
func (s *segments) FocusGained() { s.focused = true; s.Refresh() }

// FocusLost is the other half of FocusGained.
func (s *segments) FocusLost() { s.focused = false; s.Refresh() }

// TypedRune is of no use here.
func (s *segments) TypedRune(rune) {}

// TypedKey chooses another word.
func (s *segments) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyUp:
		s.pick(s.at - 1)
	case fyne.KeyRight, fyne.KeyDown:
		s.pick(s.at + 1)
	case fyne.KeySpace:
		s.pick((s.at + 1) % len(s.words))
	case fyne.KeyEscape:
		s.escape()
	default: // not a key of a choice
	}
}

// Tapped chooses the word that was clicked.
func (s *segments) Tapped(e *fyne.PointEvent) {
	x := float32(0)
	widths := s.widths(s.Size().Width)
	for i, w := range widths {
		if x += w; e.Position.X < x {
			s.pick(i)
			return
		}
	}
}

const segmentHeight float32 = 35

// widths share out the room: each word has its own width and the same part of what is left over, or
// less than its width where all are too long together.
func (s *segments) widths(room float32) []float32 {
	list := make([]float32, len(s.words))
	sum := float32(0)
	for i, word := range s.words {
		list[i] = fyne.MeasureText(word, textSmall, fyne.TextStyle{Bold: true}).Width + 2*rowPad
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
func (s *segments) CreateRenderer() fyne.WidgetRenderer { return (*segmentsRenderer)(s) }

type segmentsRenderer segments

func (r *segmentsRenderer) Destroy() {}

func (r *segmentsRenderer) MinSize() fyne.Size {
	w := float32(0)
	for _, word := range r.words {
		w += fyne.MeasureText(word, textSmall, fyne.TextStyle{Bold: true}).Width + rowPad
	}
	return fyne.NewSize(w, segmentHeight)
}

func (r *segmentsRenderer) Objects() []fyne.CanvasObject {
	list := []fyne.CanvasObject{r.face, r.mark}
	for _, t := range r.texts {
		list = append(list, t)
	}
	return list
}

func (r *segmentsRenderer) Layout(s fyne.Size) {
	r.face.Resize(s)
	x := float32(0)
	for i, w := range (*segments)(r).widths(s.Width) {
		if i == r.at {
			place(r.mark, x+2, 2, w-4, s.Height-4)
		}
		t := r.texts[i]
		put(t, r.words[i], 0, (s.Height-t.MinSize().Height)/2, w-8)
		t.Move(fyne.NewPos(x+(w-t.MinSize().Width)/2, (s.Height-t.MinSize().Height)/2))
		x += w
	}
}

func (r *segmentsRenderer) Refresh() {
	s := (*segments)(r)
	s.paint()
	r.Layout(s.Size())
	canvas.Refresh(s)
}
