package transfer

import "time"

// Patience is the history of failures since the last headway. It separates the time of the tries from time without
// tries: the program or the computer was off, the computer slept, the job waited for a slot. Only the former uses up
// the time limit.
type Patience struct {
	Last   time.Time     `json:"last,omitzero"`   // time of the last failure
	Wait   time.Duration `json:"wait,omitzero"`   // planned delay from Last to the next try
	Rested time.Duration `json:"rested,omitzero"` // time without tries between two failures, beyond the planned delays
}

// longPause is a rest after which one failure means little: networks take time to return.
const longPause = time.Hour

// rest returns how long nothing was tried before a try at begun, beyond the planned delay.
func (p Patience) rest(begun time.Time) time.Duration {
	if p.Last.IsZero() || begun.IsZero() {
		return 0
	}
	return max(wallSub(begun, p.Last)-p.Wait, 0)
}

// wallSub returns how much later a is than b by the time of day, which includes sleep. Sub would use the monotonic
// clock, which may stop meanwhile.
func wallSub(a, b time.Time) time.Duration { return a.Round(0).Sub(b.Round(0)) }

// attempt is a try: when it began, and how long the computer slept, or how far its clock was set ahead, during it.
type attempt struct {
	begun time.Time
	slept time.Duration
}

// restBy returns how long nothing was tried before and during a try.
func (p Patience) restBy(a attempt) time.Duration { return p.rest(a.begun) + a.slept }

// triedInVain returns how long the job has been tried in vain if a try fails now. fresh is set for the first failure
// after a long pause, which is never the last.
func (j *Job) triedInVain(a attempt, now time.Time) (spent time.Duration, fresh bool) {
	if j.Since.IsZero() {
		return 0, false
	}
	rest := j.Patience.restBy(a)
	return max(wallSub(now, j.Since)-j.Patience.Rested-rest, 0), rest >= longPause
}

// failed records one more failure.
func (j *Job) failed(e failed, now time.Time) {
	j.Patience.Rested += j.Patience.restBy(e.attempt)
	j.Patience.Last, j.Patience.Wait = now, e.wait
	j.Attempt++
	if j.Since.IsZero() {
		j.Since, j.Patience.Rested = now, 0
	}
}

// forgetFailures restores the job's whole time limit.
func (j *Job) forgetFailures() {
	j.Attempt, j.Since, j.Patience = 0, time.Time{}, Patience{}
}

// Limits of a stored wait.
const (
	maxRetryAfter = 24 * time.Hour // the most a server may ask for, as in package bits
	anyJitter     = 10             // a jittered wait exceeds the planned one by at most one part in so many
)

// correct limits a loaded job's times to possible values: nothing happened in the future, and no try is further away
// than its planned delay. A clock that was wrong when they were written, or is wrong now, must neither delay a try
// for days nor end the tries.
func (j *Job) correct(now time.Time) {
	for _, at := range []*time.Time{&j.Opened, &j.Heard, &j.Since, &j.Patience.Last, &j.Added, &j.Started, &j.Dropped, &j.Ended} {
		*at = notAfter(*at, now)
	}
	for _, f := range []**Fault{&j.Fault, &j.Refusal} {
		if *f != nil && (*f).At.After(now) {
			corrected := **f
			corrected.At = now
			*f = &corrected
		}
	}
	j.Headway.Furthest = max(j.Headway.Furthest, j.Acked) // older queue files do not have the field
	j.Patience.Wait = min(max(j.Patience.Wait, 0), maxRetryAfter)
	j.Patience.Rested = max(j.Patience.Rested, 0)
	longest := maxWait
	if j.Want == Drop {
		longest = maxCancelDelay
	}
	j.RetryAt = notAfter(j.RetryAt, now.Add(max(longest+longest/anyJitter, j.Patience.Wait)))
}

// notAfter returns t, or limit if t is later.
func notAfter(t, limit time.Time) time.Time {
	if t.After(limit) {
		return limit
	}
	return t
}
