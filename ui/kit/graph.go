package kit

import (
	"image"
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Graph draws a speed over time, the newest at the right. It repaints when there is a new sample, and not while
// hidden.
type Graph struct {
	widget.BaseWidget
	shows Curve

	face  *canvas.Rectangle
	curve *canvas.Raster
	top   *canvas.Text // label of the upper edge
	now   *canvas.Text // below the curve, at its left
	mean  *canvas.Text // and at its right
}

const (
	graphHeight float32 = 132
	graphLegend float32 = 20
)

// NewGraph makes an empty graph.
func NewGraph() *Graph {
	g := &Graph{face: canvas.NewRectangle(nil), top: canvas.NewText("", nil), now: canvas.NewText("", nil), mean: canvas.NewText("", nil)}
	g.face.CornerRadius, g.face.StrokeWidth = CornerSmall, 1
	for _, t := range []*canvas.Text{g.top, g.now, g.mean} {
		t.TextSize = TextSmall
	}
	g.curve = canvas.NewRaster(func(w, h int) image.Image {
		return g.shows.paint(image.Pt(w, h), curveColors())
	})
	g.ExtendBaseWidget(g)
	return g
}

// Curve is what a graph shows.
type Curve struct {
	Rates     []float64 // oldest first, at equal intervals; >= 0
	At        time.Time // time of the newest rate
	Scale     float64   // rate at the upper edge
	Top       string    // label of the upper edge
	Now, Mean string    // below the curve, at the left and at the right; Now is "" while nothing moves
}

// Shown returns the curve on display.
func (g *Graph) Shown() Curve { return g.shows }

// Set shows a curve, unless it has no new sample and no other legend.
func (g *Graph) Set(c Curve) {
	if c.At.Equal(g.shows.At) && len(c.Rates) == len(g.shows.Rates) && c.Now == g.shows.Now {
		return
	}
	g.shows = c
	if g.Visible() {
		g.Refresh()
	}
}

// curvePaint are the colours of a curve.
type curvePaint struct{ line, area color.NRGBA }

func curveColors() curvePaint {
	c := color.NRGBAModel.Convert(theme.Color(theme.ColorNamePrimary)).(color.NRGBA)
	area := c
	area.A = 0x38
	return curvePaint{c, area}
}

// minSpan is the least number of samples that the width stands for: one minute. A shorter span would make a start
// look like the whole upload.
const minSpan = 30

// paint draws the samples from the right edge leftwards, an area under a line.
func (v Curve) paint(size image.Point, c curvePaint) image.Image {
	rates := v.Rates
	img := image.NewNRGBA(image.Rectangle{Max: size})
	if len(rates) < 2 || size.X < 2 || size.Y < 2 {
		return img
	}
	step := float64(size.X-1) / float64(max(len(rates), minSpan)-1)
	thick := max(1, float64(size.Y)/40)
	before := -1.0
	for x := range size.X {
		at := float64(len(rates)-1) - float64(size.X-1-x)/step
		if at < 0 {
			continue
		}
		i := min(int(at), len(rates)-2)
		rate := rates[i] + (rates[i+1]-rates[i])*(at-float64(i))
		y := (1 - rate/v.Scale) * (float64(size.Y) - thick - 1)
		if before < 0 {
			before = y
		}
		paintColumn(img, x, stroke{min(y, before), max(y, before) + thick, c})
		before = y
	}
	return img
}

// stroke is one pixel column of a curve: top and bottom of the line, with the area below it.
type stroke struct {
	top, bottom float64
	curvePaint
}

// paintColumn paints a column. The line's edges are blended by how much of a pixel they cover.
func paintColumn(img *image.NRGBA, x int, s stroke) {
	for y := max(int(s.top), 0); y < img.Rect.Max.Y; y++ {
		covered := min(float64(y+1), s.bottom) - max(float64(y), s.top)
		switch {
		case covered >= 1:
			img.SetNRGBA(x, y, s.line)
		case covered > 0:
			edge := s.line
			edge.A = uint8(max(covered*0xff, float64(s.area.A)))
			img.SetNRGBA(x, y, edge)
		case float64(y) >= s.bottom:
			img.SetNRGBA(x, y, s.area)
		}
	}
}

// CreateRenderer makes the drawing.
func (g *Graph) CreateRenderer() fyne.WidgetRenderer {
	(*graphRenderer)(g).paint()
	return (*graphRenderer)(g)
}

type graphRenderer Graph

func (r *graphRenderer) Destroy()           {}
func (r *graphRenderer) MinSize() fyne.Size { return fyne.NewSize(120, graphHeight) }
func (r *graphRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.face, r.curve, r.top, r.now, r.mean}
}

func (r *graphRenderer) Layout(s fyne.Size) {
	Place(r.face, 0, 0, s.Width, s.Height-graphLegend)
	Place(r.curve, 1, 2, s.Width-2, s.Height-graphLegend-3)
	Put(r.top, r.top.Text, Gap/2, 2, s.Width)
	y := s.Height - graphLegend + 3
	Put(r.now, r.shows.Now, 0, y, max(s.Width, 0))
	Put(r.mean, r.shows.Mean, 0, y, max(s.Width-r.now.Size().Width-Gap, 0))
	r.mean.Move(fyne.NewPos(s.Width-r.mean.Size().Width, y))
}

func (r *graphRenderer) paint() {
	r.face.FillColor, r.face.StrokeColor = theme.Color(ColorSide), theme.Color(ColorOutline)
	r.top.Color, r.now.Color, r.mean.Color = theme.Color(ColorMuted), theme.Color(ColorMuted), theme.Color(ColorMuted)
	if len(r.shows.Rates) > 0 {
		r.top.Text = r.shows.Top
	}
}

func (r *graphRenderer) Refresh() {
	r.paint()
	r.Layout((*Graph)(r).Size())
	r.curve.Refresh()
	canvas.Refresh((*Graph)(r))
}
