package kit

import (
	"time"

	"fyne.io/fyne/v2"
)

// A user who is used to icons double-clicks buttons. The second click must do nothing: it could pause and resume,
// add an upload twice, or hit what the first click moved under the pointer, such as the next row or a button behind
// a closed dialog.

// Two clicks are a double click if they are at most this far apart.
const (
	doubleClickTime  = 500 * time.Millisecond
	doubleClickReach = 8
)

// SlideTime is how long a row that moved to another's place ignores clicks on Cancel: longer than a double click,
// shorter than it takes to read the row. When a row leaves, those below move up under the pointer, and a second
// click meant for the upload that left must not cancel its neighbour.
const SlideTime = 600 * time.Millisecond

// click is the last click that a button accepted.
type click struct {
	at    fyne.Position // window coordinates
	since time.Time
}

// lastClick is shared by all buttons, since there is one pointer. Only the screen's goroutine uses it.
var lastClick click

// counts reports whether a click is not the second half of a double click. e is nil if a key pressed the button.
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
