package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// ringList is a widget.List whose rows can tell that the keyboard is at them.
type ringList struct {
	widget.List
	at             int // where the keyboard is
	focused, typed bool
}

// watch follows the keyboard's place. The toolkit tells of the mouse in the same way, which is no place
// of the keyboard.
func (l *ringList) watch() {
	l.OnHighlighted = func(i widget.ListItemID) {
		if l.typed {
			l.at = i
		}
	}
}

// hasKeyboard tells whether the keyboard is at a row.
func (l *ringList) hasKeyboard(i int) bool { return l.focused && l.at == i }

// FocusGained shows where the keyboard is.
func (l *ringList) FocusGained() {
	l.focused, l.typed = true, true
	l.List.FocusGained()
	l.typed = false
	l.Refresh()
}

// FocusLost is the other half of FocusGained.
func (l *ringList) FocusLost() {
	l.focused = false
	l.List.FocusLost()
	l.Refresh()
}

// TypedKey moves the keyboard's place.
func (l *ringList) TypedKey(e *fyne.KeyEvent) {
	before := l.at
	l.typed = true
	l.List.TypedKey(e)
	l.typed = false
	if l.at != before {
		l.Refresh()
	}
}

// newRing is the outline of a row that the keyboard is at.
func newRing() *canvas.Rectangle {
	r := canvas.NewRectangle(nil)
	r.StrokeWidth, r.CornerRadius = ringWidth, cornerSmall
	r.Hide()
	return r
}

func paintRing(r *canvas.Rectangle, on bool) {
	r.StrokeColor = theme.Color(theme.ColorNamePrimary)
	show(r, on)
}
