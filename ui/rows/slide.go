package rows

import (
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/ui/kit"
	"sendoff/ui/list"
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

// handTime is how long after the pointer's last movement over the list a hand may be about to click there.
const handTime = 5 * time.Second

// hand is what the pointer does over the list.
type hand struct {
	moved time.Time // its last movement over a row
	kept  float32   // where the list was scrolled to for a row under the pointer, without it at its top; 0 = it was not
}

// rests reports whether the pointer only rests there, as where the window has opened under it.
func (h *hand) rests(now time.Time) bool { return now.Sub(h.moved) >= handTime }

// atTop reports whether the user has left the list at its top.
func (q *Queue) atTop() bool {
	offset := q.GetScrollOffset()
	return offset == 0 || offset == q.hand.kept
}

// toTop takes the list back to its top, where it shows what runs, once no row has to keep its place any more.
func (q *Queue) toTop() {
	if q.hand.kept > 0 && q.GetScrollOffset() == q.hand.kept && (q.hand.rests(time.Now()) || q.underPointer() == nil) {
		q.ScrollToOffset(0)
		q.hand.kept = 0
	}
}

// refreshAround repaints the list after rows have come, gone or moved. It scrolls so that r stays where it is, unless
// it is r itself that has another state now: then it goes to its place, and the others stay.
func (q *Queue) refreshAround(r *Row) {
	if r == nil {
		q.Refresh()
		q.toTop()
		return
	}
	e, mark, place := r.e, r.was.mark, placeOf(r)
	if top := q.atTop(); top && q.hand.rests(time.Now()) {
		q.Refresh()
		q.toTop()
	} else if q.Refresh(); q.staysAt(e, mark, place-placeOf(q)) && top {
		q.hand.kept = q.GetScrollOffset()
	}
	for line, r := range q.shown {
		if r.index == line && r.e != nil && placeOf(r) == place { // the pointer is over this one now
			r.hover(true)
		}
	}
}

// staysAt scrolls so that an entry is at a place in the list, and reports whether it did. It does not where the entry
// has another mark now.
func (q *Queue) staysAt(e list.Row, mark string, place float32) bool {
	at := q.m.IndexOf(e.ID())
	if at < 0 || q.contentOf(e).describe(time.Now()).mark != mark {
		return false
	}
	offset := q.top(q.line(at)) - place
	if offset == q.GetScrollOffset() {
		return false
	}
	q.ScrollToOffset(offset)
	return true
}

// placeOf is the y position of an object in the window.
func placeOf(o fyne.CanvasObject) float32 {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
}
