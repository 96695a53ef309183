package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// TextLine is one line of text in a colour of the theme, shortened in the middle if it does not fit.
type TextLine struct {
	widget.BaseWidget
	Words string
	Tint  fyne.ThemeColorName
	Text  *canvas.Text
}

// NewTextLine makes a line of text in the given size and theme colour.
func NewTextLine(words string, size float32, tint fyne.ThemeColorName) *TextLine {
	l := &TextLine{Words: words, Tint: tint, Text: canvas.NewText(words, theme.Color(tint))}
	l.Text.TextSize = size
	l.ExtendBaseWidget(l)
	return l
}

// NewTitle makes a line of bold text.
func NewTitle(words string, size float32) *TextLine {
	l := NewTextLine(words, size, theme.ColorNameForeground)
	l.Text.TextStyle.Bold = true
	return l
}

// Set changes the words and their colour.
func (l *TextLine) Set(words string, tint fyne.ThemeColorName) {
	if l.Words == words && l.Tint == tint {
		return
	}
	l.Words, l.Tint = words, tint
	l.Refresh()
}

// FullWidth is the width of the unshortened text.
func (l *TextLine) FullWidth() float32 { return TextWidth(l.Text, l.Words) }

// CreateRenderer makes the line's drawing.
func (l *TextLine) CreateRenderer() fyne.WidgetRenderer { return (*textLineRenderer)(l) }

type textLineRenderer TextLine

func (l *textLineRenderer) Destroy() {}

func (l *textLineRenderer) MinSize() fyne.Size {
	return fyne.NewSize(0, fyne.MeasureText("Ag", l.Text.TextSize, l.Text.TextStyle).Height)
}

func (l *textLineRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{l.Text} }

func (l *textLineRenderer) Layout(s fyne.Size) {
	h := l.MinSize().Height
	Put(l.Text, l.Words, 0, (s.Height-h)/2, s.Width)
	if l.Text.Alignment == fyne.TextAlignCenter {
		l.Text.Move(fyne.NewPos((s.Width-l.Text.Size().Width)/2, (s.Height-h)/2))
	}
}

func (l *textLineRenderer) Refresh() {
	l.Text.Color = theme.Color(l.Tint)
	l.Layout((*TextLine)(l).Size())
	canvas.Refresh((*TextLine)(l))
}
