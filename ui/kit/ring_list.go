package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// RingList is a widget.List whose rows can tell that the keyboard is at them.
type RingList struct {
	widget.List
	At             int // where the keyboard is
	focused, typed bool
}

// Watch follows the keyboard's place. The toolkit tells of the mouse in the same way, which is no place
// of the keyboard.
func (l *RingList) Watch() {
	l.OnHighlighted = func(i widget.ListItemID) {
		if l.typed {
			l.At = i
		}
	}
}

// HasKeyboard tells whether the keyboard is at a row.
func (l *RingList) HasKeyboard(i int) bool { return l.focused && l.At == i }

// FocusGained shows where the keyboard is.
func (l *RingList) FocusGained() {
	l.focused, l.typed = true, true
	l.List.FocusGained()
	l.typed = false
	l.Refresh()
}

// FocusLost is the other half of FocusGained.
func (l *RingList) FocusLost() {
	l.focused = false
	l.List.FocusLost()
	l.Refresh()
}

// TypedKey moves the keyboard's place.
func (l *RingList) TypedKey(e *fyne.KeyEvent) {
	before := l.At
	l.typed = true
	l.List.TypedKey(e)
	l.typed = false
	if l.At != before {
		l.Refresh()
	}
}

// NewRing is the outline of a row that the keyboard is at.
func NewRing() *canvas.Rectangle {
	r := canvas.NewRectangle(nil)
	r.StrokeWidth, r.CornerRadius = RingWidth, CornerSmall
	r.Hide()
	return r
}

// PaintRing shows a ring in the colour that the theme has now, or hides it.
func PaintRing(r *canvas.Rectangle, on bool) {
	r.StrokeColor = theme.Color(theme.ColorNamePrimary)
	Show(r, on)
}
