package transfer

import "time"

// Patience is what a job remembers of its failures since headway was last made. It separates the time of the
// tries from time in which nothing was tried: the program or the computer was off, the computer slept,
// the job waited for a slot. Only the former uses patience up.
type Patience struct {
	Last   time.Time     `json:"last,omitzero"`   // of the last failure
	Wait   time.Duration `json:"wait,omitzero"`   // from Last to the next try, as it was planned
	Rested time.Duration `json:"rested,omitzero"` // without a try between two failures, beyond what was planned
}

// longPause is a rest after which a failure says little: networks take their time to come back.
const longPause = time.Hour

// rest is how long nothing was tried before a try that began at begun, beyond the wait that was planned.
func (p Patience) rest(begun time.Time) time.Duration {
	if p.Last.IsZero() || begun.IsZero() {
		return 0
	}
	return max(apart(begun, p.Last)-p.Wait, 0)
}

// apart is how much later a is than b by the time of day, which goes on while the computer sleeps. Where both
// are of this process, Sub would compare them by a clock that stands meanwhile.
func apart(a, b time.Time) time.Duration { return a.Round(0).Sub(b.Round(0)) }

// attempt is a try: when it began, and for how long the computer slept, or its clock was set ahead, during it.
type attempt struct {
	begun time.Time
	slept time.Duration
}

// restBy is how long nothing was tried before and during a try.
func (p Patience) restBy(a attempt) time.Duration { return p.rest(a.begun) + a.slept }

// fruitless is for how long the job has been tried in vain when a try fails now. fresh is set for the first
// failure after a long pause, which is never the end.
func (j *Job) fruitless(a attempt, now time.Time) (spent time.Duration, fresh bool) {
	if j.Since.IsZero() {
		return 0, false
	}
	rest := j.Patience.restBy(a)
	return max(apart(now, j.Since)-j.Patience.Rested-rest, 0), rest >= longPause
}

// failed counts one more failure.
func (j *Job) failed(e failed, now time.Time) {
	j.Patience.Rested += j.Patience.restBy(e.attempt)
	j.Patience.Last, j.Patience.Wait = now, e.wait
	j.Attempt++
	if j.Since.IsZero() {
		j.Since, j.Patience.Rested = now, 0
	}
}

// forgetFailures gives a job its whole patience back.
func (j *Job) forgetFailures() {
	j.Attempt, j.Since, j.Patience = 0, time.Time{}, Patience{}
}

// Bounds of a stored wait.
const (
	maxRetryAfter = 24 * time.Hour // what a server may ask for, as package bits bounds it
	anyJitter     = 10             // a wait is longer than planned by one part in so many, at most
)

// correct brings the times of a job from the disk back to what they can be. A clock that was wrong when
// they were written, or is wrong now, must neither hold up a try for days nor end the trying. Nothing
// happened in the future, and no next try is further away than the wait that was planned for it.
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
	j.Headway.Furthest = max(j.Headway.Furthest, j.Acked) // a queue file may be older than the field
	j.Patience.Wait = min(max(j.Patience.Wait, 0), maxRetryAfter)
	j.Patience.Rested = max(j.Patience.Rested, 0)
	longest := maxWait
	if j.Want == Drop {
		longest = maxCancelDelay
	}
	j.RetryAt = notAfter(j.RetryAt, now.Add(max(longest+longest/anyJitter, j.Patience.Wait)))
}

// notAfter is t, or limit if t is later.
func notAfter(t, limit time.Time) time.Time {
	if t.After(limit) {
		return limit
	}
	return t
}
