package rows

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"sendoff/ui/kit"
)

// rowRenderer lays a row out.
type rowRenderer Row

func (x *rowRenderer) Destroy()           {}
func (x *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(300, x.q.rowHeight()) }

func (x *rowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		x.face, x.chosen, x.hairline, x.ring, x.arrow, x.icon, x.name, x.dest, x.track, x.sent, x.acked,
		x.state, x.facts, x.figures, x.percent, x.left, x.chip, x.code, x.First, x.Second,
	}
}

func (x *rowRenderer) Layout(s fyne.Size) { (*Row)(x).arrange(s) }

// Refresh is called when the theme changes.
func (x *rowRenderer) Refresh() {
	r := (*Row)(x)
	r.paint()
	r.face.FillColor = theme.Color(kit.ColorChosen)
	r.First.Refresh()
	r.Second.Refresh()
	r.arrange(r.Size())
	canvas.Refresh(r)
}

// arrange places everything.
func (r *Row) arrange(s fyne.Size) {
	if s.Width <= 0 {
		return
	}
	if !r.was.compact && s.Width >= ReadingWidth+RestLeast { // columns lead the eye through a wider row
		s.Width = ReadingWidth
	}
	r.face.Resize(s)
	kit.Place(r.chosen, kit.RingWidth+1, s.Height/4, chosenWidth, s.Height/2)
	kit.Place(r.hairline, 0, s.Height+(theme.Padding()-1)/2, s.Width, 1)
	kit.Place(r.ring, kit.RingWidth/2, kit.RingWidth/2, s.Width-kit.RingWidth, s.Height-kit.RingWidth)
	indent := r.was.indent
	if r.was.kind == rowHeading {
		kit.Place(r.arrow, kit.Pad, (s.Height-arrowSize)/2, arrowSize, arrowSize)
	} else if r.was.arrow != "" {
		kit.Place(r.arrow, kit.Pad-2, (s.Height-arrowSize)/2, arrowSize, arrowSize)
		indent = groupIndent
	}
	kit.Place(r.icon, kit.Pad+indent, (s.Height-iconSize)/2, iconSize, iconSize)
	left := kit.Pad + indent + iconSize + kit.Pad
	switch {
	case r.was.kind == rowHeading:
		r.arrangeHeading(kit.Pad+arrowSize+kit.Gap, r.headingButtons(s), s.Height)
	case r.was.compact:
		r.iconButtons(s, s.Height/2)
		r.arrangeCompact(left, s.Width, s.Height)
	case s.Width < narrowRow:
		one, two := s.Height*0.29, s.Height*0.73
		r.arrangeLines(lines{left, r.iconButtons(s, one) - kit.Pad, s.Width - kit.Pad, one, two})
	default:
		end := r.wordedButtons(s) - kit.Pad
		r.arrangeLines(lines{left, end, end, s.Height * 0.32, s.Height * 0.68})
	}
}
