package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// line is one line of words in a colour of the theme, shortened in the middle to the room it has.
type line struct {
	widget.BaseWidget
	words string
	tint  fyne.ThemeColorName
	text  *canvas.Text
}

func newLineOf(words string, size float32, tint fyne.ThemeColorName) *line {
	l := &line{words: words, tint: tint, text: canvas.NewText(words, theme.Color(tint))}
	l.text.TextSize = size
	l.ExtendBaseWidget(l)
	return l
}

func newTitle(words string, size float32) *line {
	l := newLineOf(words, size, theme.ColorNameForeground)
	l.text.TextStyle.Bold = true
	return l
}

// set changes the words and their colour.
func (l *line) set(words string, tint fyne.ThemeColorName) {
	if l.words == words && l.tint == tint {
		return
	}
	l.words, l.tint = words, tint
	l.Refresh()
}

// full is the width of all its words.
func (l *line) full() float32 { return textWidth(l.text, l.words) }

// CreateRenderer makes the line's drawing.
func (l *line) CreateRenderer() fyne.WidgetRenderer { return (*lineRenderer)(l) }

type lineRenderer line

func (l *lineRenderer) Destroy() {}

func (l *lineRenderer) MinSize() fyne.Size {
	return fyne.NewSize(0, fyne.MeasureText("Ag", l.text.TextSize, l.text.TextStyle).Height)
}

func (l *lineRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{l.text} }

func (l *lineRenderer) Layout(s fyne.Size) {
	h := l.MinSize().Height
	put(l.text, l.words, 0, (s.Height-h)/2, s.Width)
	if l.text.Alignment == fyne.TextAlignCenter {
		l.text.Move(fyne.NewPos((s.Width-l.text.Size().Width)/2, (s.Height-h)/2))
	}
}

func (l *lineRenderer) Refresh() {
	l.text.Color = theme.Color(l.tint)
	l.Layout((*line)(l).Size())
	canvas.Refresh((*line)(l))
}
