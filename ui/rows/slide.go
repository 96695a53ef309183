package rows

import (
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// When a row leaves, those below move up under the pointer. A second click meant for the upload that left must not
// cancel its neighbour.

// rowOwner is the upload on a line, and since when it has replaced another one there.
type rowOwner struct {
	id    uuid.UUID
	since time.Time // zero: it replaced no other
}

// place records what a line shows.
func (q *Queue) place(line int, id uuid.UUID, now time.Time) {
	before, known := q.owners[line]
	switch {
	case !known:
		q.owners[line] = rowOwner{id: id}
	case before.id != id:
		q.owners[line] = rowOwner{id: id, since: now}
	}
}

// ForgetOwners forgets which upload was on which line, after the user chose another view.
func (q *Queue) ForgetOwners() { clear(q.owners) }

// clickCounts reports whether a click on a row's last button is meant for its upload. If not, a message says so.
func (r *Row) clickCounts() bool {
	if r.e == nil || r.e.Ended() {
		return true
	}
	t := r.q.owners[r.index]
	if t.id != r.ID() || t.since.IsZero() || time.Since(t.since) >= kit.SlideTime {
		return true
	}
	r.q.w.News(words.Tr(words.Slid))
	return false
}

// underPointer is the row that the pointer is over, nil = none.
func (q *Queue) underPointer() *Row {
	for line, r := range q.shown {
		if r.hovered && r.index == line && r.e != nil {
			return r
		}
	}
	return nil
}

// refreshAround repaints the list after rows have come, gone or moved. It scrolls so that r stays where it is, unless
// it is r itself that has another state now: then it goes to its place, and the others stay.
func (q *Queue) refreshAround(r *Row) {
	if r == nil {
		q.Refresh()
		return
	}
	e, mark, offset, d := r.e, r.was.mark, q.GetScrollOffset(), fyne.CurrentApp().Driver()
	before := d.AbsolutePositionForObject(r).Y - d.AbsolutePositionForObject(q).Y + offset
	q.Refresh()
	at := q.m.IndexOf(e.ID())
	if at < 0 || q.contentOf(e).describe(time.Now()).mark != mark {
		return
	}
	if now := q.top(q.line(at)); now != before {
		q.ScrollToOffset(offset + now - before)
	}
	if r := q.shown[q.line(at)]; r != nil && r.e == e {
		r.hover(true)
	}
}
