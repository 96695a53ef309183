package list

import "sendoff/transfer"

// Tally counts a group's members that pass the server filter.
type Tally struct {
	all, done, Active, Waiting, Retrying, NeedsYou, Failed, Paused int

	cancelling int                      // cancelled here, without an answer of the server yet
	ended      map[transfer.Outcome]int // ended without being uploaded; nil = none
	unlisted   int                      // part of all: those that the history had no room for
	resting    int64                    // remaining bytes of uploads that need the user to continue
}

// add counts a member in state s.
func (t *Tally) add(j *transfer.Job, s transfer.State) {
	t.addCut(j.Cut)
	switch s.Standing() {
	case transfer.Runs:
		t.Active++
	case transfer.Waits:
		if s == transfer.Retrying {
			t.Retrying++
		} else {
			t.Waiting++
		}
	case transfer.Stuck:
		t.rest(j)
		if s == transfer.NeedsYou {
			t.NeedsYou++
		} else {
			t.Failed++
		}
	case transfer.Rests:
		t.rest(j)
		t.Paused++
	case transfer.Leaves:
		t.cancelling++
	case transfer.HasDone:
		t.done++
	case transfer.HasLeft:
		t.end(j.Outcome, 1)
	}
}

func (t *Tally) rest(j *transfer.Job) { t.resting += j.Source.Size - j.Acked }

// end counts uploads that ended without being uploaded.
func (t *Tally) end(o transfer.Outcome, n int) {
	if t.ended == nil {
		t.ended = map[transfer.Outcome]int{}
	}
	t.ended[o] += n
}

// addCut counts uploads that are no longer listed.
func (t *Tally) addCut(cut map[transfer.Outcome]transfer.Cut) {
	for outcome, c := range cut {
		t.all += c.Jobs
		t.unlisted += c.Jobs
		if outcome == transfer.Delivered {
			t.done += c.Jobs
		} else {
			t.end(outcome, c.Jobs)
		}
	}
}

// outcome is the outcome of a group whose members have all ended: the one that leaves most open, else uploaded if
// any was, else confirmed.
func (t *Tally) outcome() transfer.Outcome {
	for _, o := range []transfer.Outcome{transfer.Refused, transfer.Unknown, transfer.TooLate, transfer.NotTold} {
		if t.ended[o] > 0 {
			return o
		}
	}
	if t.done > 0 {
		return transfer.Delivered
	}
	return transfer.Confirmed
}

// cancelled counts the members whose cancel left nothing open.
func (t *Tally) cancelled() int {
	return t.ended[transfer.Confirmed] + t.ended[transfer.AlreadyGone] + t.ended[transfer.NeverReached]
}

// state is the state that represents the group: the most active one, then those that wait for the user.
func (t *Tally) state() transfer.State {
	switch {
	case t.Active > 0:
		return transfer.Uploading
	case t.Retrying > 0:
		return transfer.Retrying
	case t.NeedsYou > 0:
		return transfer.NeedsYou
	case t.Failed > 0:
		return transfer.Failed
	case t.Waiting > 0:
		return transfer.Waiting
	case t.Paused > 0:
		return transfer.Paused
	case t.cancelling > 0:
		return transfer.Cancelling
	}
	end := transfer.Job{Outcome: t.outcome()}
	return end.State()
}
