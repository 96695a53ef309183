package rows

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"sendoff/ui/kit"
)

// The fault's code at the end of a row's text. A click copies it.

// onCode reports whether a position is on the code.
func (r *Row) onCode(at fyne.Position) bool {
	if !r.chip.Visible() || r.was.code == "" {
		return false
	}
	p, s := r.chip.Position(), r.chip.Size()
	return at.X >= p.X && at.X < p.X+s.Width && at.Y >= p.Y && at.Y < p.Y+s.Height
}

// point shows that the code can be clicked.
func (r *Row) point(on bool) {
	if r.pointed == on {
		return
	}
	r.pointed = on
	r.chip.StrokeWidth, r.chip.StrokeColor = 0, theme.Color(kit.ColorMuted)
	if on {
		r.chip.StrokeWidth = 1
	}
	r.chip.Refresh()
}

// MouseIn implements desktop.Hoverable.
func (r *Row) MouseIn(e *desktop.MouseEvent) {
	r.hover(true)
	r.point(r.onCode(e.Position))
}

// MouseMoved implements desktop.Hoverable.
func (r *Row) MouseMoved(e *desktop.MouseEvent) { r.point(r.onCode(e.Position)) }

// MouseOut implements desktop.Hoverable.
func (r *Row) MouseOut() {
	r.hover(false)
	r.point(false)
}

// Cursor implements desktop.Cursorable.
func (r *Row) Cursor() desktop.Cursor {
	if r.pointed {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}
