package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// GripWidth is how wide the part of an edge is that can be dragged.
const GripWidth float32 = 9

// Grip is an upright edge that is dragged sideways: between two panes, or between two columns.
type Grip struct {
	widget.BaseWidget
	Moved   func(by float32) // while it is dragged; below 0 = to the left
	Ended   func()           // once it is let go
	pointed bool
	dragged bool
	line    *canvas.Rectangle
}

// NewGrip makes an edge that shows itself only under the pointer.
func NewGrip(moved func(by float32), ended func()) *Grip {
	g := &Grip{Moved: moved, Ended: ended, line: canvas.NewRectangle(nil)}
	g.ExtendBaseWidget(g)
	return g
}

// Dragged moves the edge.
func (g *Grip) Dragged(e *fyne.DragEvent) {
	g.dragged = true
	g.Moved(e.Dragged.DX)
}

// DragEnd lets it go.
func (g *Grip) DragEnd() {
	g.dragged = false
	g.Refresh()
	g.Ended()
}

// Cursor says that it can be dragged.
func (g *Grip) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// MouseIn shows the edge.
func (g *Grip) MouseIn(*desktop.MouseEvent) { g.point(true) }

// MouseMoved does nothing.
func (g *Grip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut hides it.
func (g *Grip) MouseOut() { g.point(false) }

func (g *Grip) point(on bool) {
	if g.pointed != on {
		g.pointed = on
		g.Refresh()
	}
}

// CreateRenderer makes the edge's drawing.
func (g *Grip) CreateRenderer() fyne.WidgetRenderer {
	r := (*gripRenderer)(g)
	r.paint()
	return r
}

type gripRenderer Grip

func (r *gripRenderer) Destroy()                     {}
func (r *gripRenderer) MinSize() fyne.Size           { return fyne.NewSize(GripWidth, 0) }
func (r *gripRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.line} }

func (r *gripRenderer) Layout(s fyne.Size) {
	Place(r.line, (s.Width-RingWidth)/2, 0, RingWidth, s.Height)
}

func (r *gripRenderer) paint() {
	r.line.FillColor = theme.Color(theme.ColorNamePrimary)
	Show(r.line, r.pointed || r.dragged)
}

func (r *gripRenderer) Refresh() {
	r.paint()
	canvas.Refresh((*Grip)(r))
}
