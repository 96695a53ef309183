package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Centred is a column in the middle of the room.
func Centred(o ...fyne.CanvasObject) *fyne.Container {
	return container.NewCenter(container.New(Column{440}, container.New(layout.NewCustomPaddedVBoxLayout(Pad), o...)))
}

// CentredTitle is a large centred title.
func CentredTitle(text string) fyne.CanvasObject {
	l := NewTitle(text, TextHeading)
	l.Text.Alignment = fyne.TextAlignCenter
	return l
}

// Paragraph is a centred text that wraps.
func Paragraph(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Alignment, l.Wrapping = fyne.TextAlignCenter, fyne.TextWrapWord
	return l
}

// NewMark is a large centred icon.
func NewMark(name string) fyne.CanvasObject {
	i := widget.NewIcon(NewIcon(name, theme.ColorNamePrimary))
	return container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(48), i))
}

// Flush removes a label's left padding, so that its text lines up with titles.
func Flush(label fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(0, 0, -Gap, 0), label)
}

// Lines keeps the room of some lines for a label, so that nothing below it moves when it says something else.
func Lines(label *widget.Label, n int) fyne.CanvasObject {
	room := canvas.NewRectangle(color.Transparent)
	line := fyne.MeasureText("x", theme.TextSize(), fyne.TextStyle{}).Height
	room.SetMinSize(fyne.NewSize(1, float32(n)*line+2*theme.InnerPadding()))
	return container.NewStack(room, container.NewBorder(label, nil, nil, nil))
}

// Labelled puts a caption above an input.
func Labelled(caption string, input fyne.CanvasObject) fyne.CanvasObject {
	call(caption, input)
	return container.New(layout.NewCustomPaddedVBoxLayout(4), NewTextLine(caption, TextSmall, ColorMuted), input)
}

// Heading is the title of a part of the side column.
func Heading(text string) fyne.CanvasObject {
	l := NewTextLine(text, TextSmall, ColorMuted)
	l.Text.TextStyle.Bold = true
	return container.New(layout.NewCustomPaddedLayout(Gap, Gap/2, Pad, 0), l)
}

// Section is a heading with inputs below it, two beside each other where they fit.
func Section(heading string, inputs ...fyne.CanvasObject) fyne.CanvasObject {
	return Titled(heading, container.New(Pairs{}, inputs...))
}

// Titled is a heading with something of full width below it.
func Titled(heading string, below fyne.CanvasObject) fyne.CanvasObject {
	title := NewTextLine(heading, TextBody, theme.ColorNameForeground)
	title.Text.TextStyle.Bold = true
	return container.New(layout.NewCustomPaddedVBoxLayout(Gap/2), title, below)
}

// LabelledPicker puts a caption above a drop-down and a border around it: without a border it does not look like
// one.
func LabelledPicker(caption string, input fyne.CanvasObject) fyne.CanvasObject {
	edge := canvas.NewRectangle(color.Transparent)
	edge.StrokeColor, edge.StrokeWidth, edge.CornerRadius = theme.Color(theme.ColorNameInputBorder), 1, CornerSmall
	return Labelled(caption, container.NewStack(input, edge))
}
