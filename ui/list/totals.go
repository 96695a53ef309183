package list

import (
	"time"

	"sendoff/transfer"
)

// Totals sum up all unfinished uploads, whatever is filtered.
type Totals struct {
	active   int           // being worked on now
	Open     int           // neither ended nor being cancelled
	bytes    int64         // not acknowledged yet, of open ones that are neither paused nor failed
	rate     float64       // bytes a second
	quiet    time.Duration // how long nothing of what is worked on has moved; 0 = something moves
	failed   int           // Failed and NeedsYou
	paused   int
	Sessions int // those open on servers, and those of cancels without an answer yet
	Retrying int
	finished int
	Hidden   int // Failed and NeedsYou at other servers than the chosen one
	Stuck    int // part of Hidden: Failed
	Away     int // servers that did not answer and are tried again
}

func (t *Totals) add(e *Entry) {
	j := e.Job
	if is := e.State.Standing(); is == transfer.Leaves || j.Outcome == "" && !j.Session.IsZero() {
		t.Sessions++
	}
	switch e.State.Standing() {
	case transfer.HasDone, transfer.HasLeft:
		t.finished++
		return
	case transfer.Leaves:
		return
	case transfer.Stuck:
		t.failed++
	case transfer.Waits:
		t.bytes += j.Source.Size - j.Acked
		if e.State == transfer.Retrying {
			t.Retrying++
		}
	case transfer.Runs:
		t.quiet = quieter(t.quiet, j.Quiet, t.active == 0)
		t.active++
		t.rate += j.Rate
		t.bytes += j.Source.Size - j.Acked
	case transfer.Rests:
		t.paused++
	}
	t.Open++
}

// quieter is the shorter of two silences, or the first one's.
func quieter(so, next time.Duration, first bool) time.Duration {
	if first {
		return next
	}
	return min(so, next)
}
