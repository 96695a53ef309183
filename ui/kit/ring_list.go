package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// RingList is a widget.List whose rows can show the keyboard focus.
type RingList struct {
	widget.List
	At             int // index of the focused row
	focused, typed bool
}

// Watch tracks the focused row. The toolkit reports hovered rows through the same callback; those are ignored.
func (l *RingList) Watch() {
	l.OnHighlighted = func(i widget.ListItemID) {
		if l.typed {
			l.At = i
		}
	}
}

// HasKeyboard reports whether row i has the keyboard focus.
func (l *RingList) HasKeyboard(i int) bool { return l.focused && l.At == i }

// FocusGained shows the ring.
func (l *RingList) FocusGained() {
	l.focused, l.typed = true, true
	l.List.FocusGained()
	l.typed = false
	l.Refresh()
}

// FocusLost hides the ring.
func (l *RingList) FocusLost() {
	l.focused = false
	l.List.FocusLost()
	l.Refresh()
}

// TypedKey moves the focus.
func (l *RingList) TypedKey(e *fyne.KeyEvent) {
	before := l.At
	l.typed = true
	l.List.TypedKey(e)
	l.typed = false
	if l.At != before {
		l.Refresh()
	}
}

// NewRing is the outline of a focused row.
func NewRing() *canvas.Rectangle {
	r := canvas.NewRectangle(nil)
	r.StrokeWidth, r.CornerRadius = RingWidth, CornerSmall
	r.Hide()
	return r
}

// PaintRing shows a ring in the theme's current colour, or hides it.
func PaintRing(r *canvas.Rectangle, on bool) {
	r.StrokeColor = theme.Color(theme.ColorNamePrimary)
	Show(r, on)
}
