package ui

import (
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// Rows slide up when one above them ends, and what stood below is then under the pointer: a second click
// meant for the upload that has just gone must not cancel its neighbour.

// slideTime is how long a row that took the place of another one is safe from a click on Cancel: longer
// than a double click, shorter than it takes to read the row.
const slideTime = 600 * time.Millisecond

// tenancy says which upload is on a line, and since when it is there in the place of another one.
type tenancy struct {
	id    uuid.UUID
	since time.Time // zero: nothing else was there
}

// place takes note of what a line shows.
func (q *queue) place(line int, id uuid.UUID, now time.Time) {
	before, known := q.tenants[line]
	switch {
	case !known:
		q.tenants[line] = tenancy{id: id}
	case before.id != id:
		q.tenants[line] = tenancy{id: id, since: now}
	}
}

// resettle forgets what was where: the user has chosen to see something else.
func (q *queue) resettle() { clear(q.tenants) }

// steady tells whether a click on the last button of a row is meant for its upload. One that is not is
// answered with a line of news.
func (r *row) steady() bool {
	if r.e == nil || r.e.State == transfer.Done || r.e.State == transfer.Cancelled {
		return true
	}
	t := r.q.tenants[r.index]
	if t.id != r.id() || t.since.IsZero() || time.Since(t.since) >= slideTime {
		return true
	}
	r.q.act.w.news(words.Tr(words.Slid))
	return false
}
