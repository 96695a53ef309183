package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// centred is a column in the middle of the room.
func centred(o ...fyne.CanvasObject) *fyne.Container {
	return container.NewCenter(container.New(columnOf{440}, container.New(layout.NewCustomPaddedVBoxLayout(rowPad), o...)))
}

// title is a large centred title.
func title(text string) fyne.CanvasObject {
	l := newTitle(text, textHeading)
	l.text.Alignment = fyne.TextAlignCenter
	return l
}

// paragraph is a centred text that wraps.
func paragraph(text string) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.Alignment, l.Wrapping = fyne.TextAlignCenter, fyne.TextWrapWord
	return l
}

// newMark is a large icon in the middle of the room.
func newMark(name string) fyne.CanvasObject {
	i := widget.NewIcon(newIcon(name, theme.ColorNamePrimary))
	return container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(48), i))
}

// flush takes away the space that a label keeps at its left, so that its words begin where titles do.
func flush(label fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(0, 0, -gap, 0), label)
}

// labelled puts a caption above an input.
func labelled(caption string, input fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedVBoxLayout(4), newLineOf(caption, textSmall, colorMuted), input)
}

// heading is the title of a part of the side column.
func heading(text string) fyne.CanvasObject {
	l := newLineOf(text, textSmall, colorMuted)
	l.text.TextStyle.Bold = true
	return container.New(layout.NewCustomPaddedLayout(gap, gap/2, rowPad, 0), l)
}

// section is a heading with inputs below it, two beside each other where they fit.
func section(heading string, inputs ...fyne.CanvasObject) fyne.CanvasObject {
	return titled(heading, container.New(pairs{}, inputs...))
}

// titled is a heading with something of full width below it.
func titled(heading string, below fyne.CanvasObject) fyne.CanvasObject {
	title := newLineOf(heading, textName, theme.ColorNameForeground)
	title.text.TextStyle.Bold = true
	return container.New(layout.NewCustomPaddedVBoxLayout(gap/2), title, below)
}

// pick puts a caption above a drop-down and an edge around it: without one it is not seen to be one.
func pick(caption string, input fyne.CanvasObject) fyne.CanvasObject {
	edge := canvas.NewRectangle(color.Transparent)
	edge.StrokeColor, edge.StrokeWidth, edge.CornerRadius = theme.Color(theme.ColorNameInputBorder), 1, cornerSmall
	return labelled(caption, container.NewStack(input, edge))
}
