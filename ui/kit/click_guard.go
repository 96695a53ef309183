package kit

import (
	"time"

	"fyne.io/fyne/v2"
)

// A double click on a button is one click by somebody who is used to icons. Its second half must not pause
// and resume, add an upload twice, or hit what came under the pointer when the first half had worked: the next
// row, or a button behind a dialog that has gone.

// Of a double click: how far its halves are apart at most.
const (
	doubleClickTime  = 500 * time.Millisecond
	doubleClickReach = 8
)

// click is the last one that a button has taken.
type click struct {
	at    fyne.Position // in the window
	since time.Time
}

// lastClick is shared by all buttons of the program, as the pointer is. It belongs to the screen's goroutine.
var lastClick click

// counts reports whether a click is not the second half of a double click. e is nil if a key pressed the
// button.
func (c *click) counts(e *fyne.PointEvent, now time.Time) bool {
	if e == nil {
		return true
	}
	apart := e.AbsolutePosition.Subtract(c.at)
	near := max(apart.X, -apart.X) <= doubleClickReach && max(apart.Y, -apart.Y) <= doubleClickReach
	if near && now.Sub(c.since) < doubleClickTime {
		return false
	}
	c.at, c.since = e.AbsolutePosition, now
	return true
}
