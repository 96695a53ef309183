package queue

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// Place is where a job stands in a list of all: unfinished jobs in the order of the queue, then the history, oldest
// first.
type Place struct {
	over     bool
	ended    time.Time // of a job that is over
	priority transfer.Priority
	order    int64
	id       uuid.UUID
}

// PlaceOf is the place of a job.
func PlaceOf(j *transfer.Job) Place {
	return Place{j.Outcome != "", j.Ended, j.Priority, j.Order, j.ID}
}

// Compare is negative if p comes first. Of unfinished jobs it says the same as transfer.QueueOrder.
func (p Place) Compare(q Place) int {
	switch {
	case p.over != q.over && q.over:
		return -1
	case p.over != q.over:
		return 1
	case p.over:
		return cmp.Or(p.ended.Compare(q.ended), bytes.Compare(p.id[:], q.id[:]))
	}
	return cmp.Or(cmp.Compare(p.priority, q.priority), cmp.Compare(p.order, q.order), bytes.Compare(p.id[:], q.id[:]))
}

// Shortest is the length to which IDs can be cut and still differ: 8 to 36. It sorts them.
func Shortest(ids []uuid.UUID) int {
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	length := 8
	for i := 1; i < len(ids); i++ {
		if a, b := ids[i-1], ids[i]; bytes.Equal(a[:4], b[:4]) { // the first eight digits
			length = max(length, differAt(a.String(), b.String()))
		}
	}
	return length
}

// differAt is how many characters of two IDs tell them apart.
func differAt(a, b string) int {
	same := 0
	for same < len(a) && a[same] == b[same] {
		same++
	}
	return min(same+1, len(a))
}
