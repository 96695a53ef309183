package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// place gives an object a place and a size; a size below 0 is 0.
func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}

// padding is a layout that keeps its one object away from the edges.
type padding struct{ by float32 }

// MinSize is that of the object with the padding around it.
func (p padding) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(2*p.by, 2*p.by)
}

// Layout leaves the padding free.
func (p padding) Layout(o []fyne.CanvasObject, s fyne.Size) {
	for _, c := range o {
		place(c, p.by, p.by, s.Width-2*p.by, s.Height-2*p.by)
	}
}

// edged is a layout of an object with a hairline along one of its edges.
type edged struct{ edge edge }

// edge is a side of an object.
type edge int8

// The edges that a hairline can stand at.
const (
	edgeBottom edge = iota
	edgeRight
	edgeLeft
)

// MinSize is that of the object: the hairline stands within it.
func (e edged) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

// Layout fills the room with the object, and draws the hairline at its edge.
func (e edged) Layout(o []fyne.CanvasObject, s fyne.Size) {
	place(o[0], 0, 0, s.Width, s.Height)
	switch e.edge {
	case edgeBottom:
		place(o[1], 0, s.Height-1, s.Width, 1)
	case edgeRight:
		place(o[1], s.Width-1, 0, 1, s.Height)
	case edgeLeft:
		place(o[1], 0, 0, 1, s.Height)
	}
}

// show shows or hides an object only if that changes something: both repaint the window.
func show(o fyne.CanvasObject, on bool) {
	switch {
	case on && !o.Visible():
		o.Show()
	case !on && o.Visible():
		o.Hide()
	}
}

// columnOf is a layout of a fixed width.
type columnOf struct{ width float32 }

// MinSize has the width of the column and the height of the object.
func (c columnOf) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(c.width, o[0].MinSize().Height)
}

// Layout fills the room.
func (c columnOf) Layout(o []fyne.CanvasObject, s fyne.Size) { o[0].Resize(s) }

// spaceOf is an empty space of a height.
func spaceOf(h float32) fyne.CanvasObject {
	a := newArea(theme.ColorNameBackground)
	a.min = fyne.NewSize(1, h)
	return a
}

// pairs is a layout of two columns of the same width.
type pairs struct{}

// MinSize is as wide as the widest object: the columns share what there is.
func (pairs) MinSize(o []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	for i, c := range o {
		least := c.MinSize()
		s.Width = max(s.Width, least.Width)
		if i%2 == 0 {
			s.Height += least.Height + gap
		}
	}
	return fyne.NewSize(s.Width, max(s.Height-gap, 0))
}

// Layout puts the objects into lines of two.
func (pairs) Layout(o []fyne.CanvasObject, s fyne.Size) {
	width := (s.Width - rowPad) / 2
	for i, c := range o {
		x, y := float32(i%2)*(width+rowPad), float32(0)
		for j := 0; j < i/2*2; j += 2 {
			y += o[j].MinSize().Height + gap
		}
		place(c, x, y, width, c.MinSize().Height)
	}
}

// insets is a layout of one object that keeps free some room at its right.
type insets struct{ right float32 }

// MinSize is that of the object with the room beside it.
func (p insets) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(p.right, 0)
}

// Layout leaves the room free.
func (p insets) Layout(o []fyne.CanvasObject, s fyne.Size) {
	place(o[0], 0, 0, s.Width-p.right, s.Height)
}
