package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Place moves and resizes an object; a negative size becomes 0.
func Place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}

// Padding is a layout that keeps its one object away from the edges.
type Padding struct{ By float32 }

// MinSize is that of the object with the padding around it.
func (p Padding) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(2*p.By, 2*p.By)
}

// Layout keeps the padding free.
func (p Padding) Layout(o []fyne.CanvasObject, s fyne.Size) {
	for _, c := range o {
		Place(c, p.By, p.By, s.Width-2*p.By, s.Height-2*p.By)
	}
}

// Edged is a layout of an object with a hairline along one of its edges.
type Edged struct{ Edge Edge }

// Edge is a side of an object.
type Edge int8

// The edges that a hairline can stand at.
const (
	EdgeBottom Edge = iota
	EdgeRight
	EdgeLeft
)

// MinSize is that of the object: the hairline is drawn inside it.
func (e Edged) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

// Layout gives the object all the room and draws the hairline at its edge.
func (e Edged) Layout(o []fyne.CanvasObject, s fyne.Size) {
	Place(o[0], 0, 0, s.Width, s.Height)
	switch e.Edge {
	case EdgeBottom:
		Place(o[1], 0, s.Height-1, s.Width, 1)
	case EdgeRight:
		Place(o[1], s.Width-1, 0, 1, s.Height)
	case EdgeLeft:
		Place(o[1], 0, 0, 1, s.Height)
	}
}

// Show shows or hides an object only if that is a change: both repaint the whole window.
func Show(o fyne.CanvasObject, on bool) {
	switch {
	case on && !o.Visible():
		o.Show()
	case !on && o.Visible():
		o.Hide()
	}
}

// Column is a layout of a fixed width.
type Column struct{ Width float32 }

// MinSize has the column's width and the object's height.
func (c Column) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(c.Width, o[0].MinSize().Height)
}

// Layout fills the room.
func (c Column) Layout(o []fyne.CanvasObject, s fyne.Size) { o[0].Resize(s) }

// NewSpace is an empty space of the given height.
func NewSpace(h float32) fyne.CanvasObject {
	a := NewArea(theme.ColorNameBackground)
	a.Least = fyne.NewSize(1, h)
	return a
}

// Pairs is a layout of two columns of the same width. Hidden objects take no place.
type Pairs struct{}

// MinSize is as wide as the widest object: the columns share the available width.
func (p Pairs) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(minWidth(o), p.place(o, func(fyne.CanvasObject, bool, float32) {}))
}

// Layout puts the objects into lines of two.
func (p Pairs) Layout(o []fyne.CanvasObject, s fyne.Size) {
	width := (s.Width - Pad) / 2
	p.place(o, func(c fyne.CanvasObject, right bool, y float32) {
		x := float32(0)
		if right {
			x = width + Pad
		}
		Place(c, x, y, width, c.MinSize().Height)
	})
}

// place calls at with the column and the height of each object, and returns the height of all lines.
func (Pairs) place(o []fyne.CanvasObject, at func(c fyne.CanvasObject, right bool, y float32)) float32 {
	y, tall, n := float32(0), float32(0), 0
	for _, c := range o {
		if !c.Visible() {
			continue
		}
		right := n%2 == 1
		if n > 0 && !right {
			y, tall = y+tall+Gap, 0
		}
		at(c, right, y)
		tall, n = max(tall, c.MinSize().Height), n+1
	}
	return y + tall
}

func minWidth(o []fyne.CanvasObject) (width float32) {
	for _, c := range o {
		if c.Visible() {
			width = max(width, c.MinSize().Width)
		}
	}
	return width
}

// Insets is a layout that keeps room free at the right of its one object.
type Insets struct{ Right float32 }

// MinSize is that of the object with the room beside it.
func (p Insets) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(p.Right, 0)
}

// Layout leaves the room free.
func (p Insets) Layout(o []fyne.CanvasObject, s fyne.Size) {
	Place(o[0], 0, 0, s.Width-p.Right, s.Height)
}

// AtMost is a layout that makes its one object no wider than a width: the eye does not connect the ends of a wider one.
type AtMost struct{ Width float32 }

// MinSize is that of the object.
func (m AtMost) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

// Layout leaves the rest free, at the right.
func (m AtMost) Layout(o []fyne.CanvasObject, s fyne.Size) {
	Place(o[0], 0, 0, min(s.Width, m.Width), s.Height)
}
