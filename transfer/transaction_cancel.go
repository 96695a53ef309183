package transfer

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// RetryCancel returns the command that retries a refused cancel. ok is false for other jobs, and if the session's id
// is unknown. The session counts as open until the server answers with the new outcome. If the tries end without an
// answer, the outcome is the refusal again.
func (j *Job) RetryCancel() (c Command, ok bool) {
	if j.Outcome != Refused || j.Session.IsZero() {
		return Command{}, false
	}
	return Command{Verb: VerbDrop, IDs: []uuid.UUID{j.ID}}, true
}

// cancel drops jobs of the queue and retries refused cancels. If ids has neither, the error is ErrNoJob.
func (t *transaction) cancel(ids []uuid.UUID) error {
	found := false
	for _, id := range ids {
		j := t.edit(id)
		switch {
		case j != nil:
			t.drop(j)
		case !t.reopen(id):
			continue
		}
		t.durable[id], found = true, true
	}
	if !found {
		return ErrNoJob
	}
	return nil
}

// reopen moves a refused cancel from the history to the queue, to be sent again. It never becomes an upload. If the
// server has assigned the session's id again, the session is over, and the newer owner is left alone.
func (t *transaction) reopen(id uuid.UUID) bool {
	j := t.editRefused(id)
	if j == nil {
		return false
	}
	if t.reassigned(j) {
		endReassigned(j)
		return true
	}
	j.Outcome, j.Ended = "", time.Time{}
	j.Want, j.Dropped = Drop, t.now
	j.Refusal, j.Fault, j.RetryAt = j.Fault, nil, time.Time{}
	j.forgetFailures()
	t.reopened = append(t.reopened, id)
	t.owns(id, j.Session.ID)
	return true
}

// editRefused returns this transaction's copy of a refused cancel in the history, nil if there is none.
func (t *transaction) editRefused(id uuid.UUID) *Job {
	old := t.staged[id]
	if old == nil && !slices.Contains(t.forgotten, id) {
		old = t.loop.outcome(id)
	}
	if old == nil {
		return nil
	}
	if _, can := old.RetryCancel(); !can {
		return nil
	}
	j := *old
	t.staged[id] = &j
	return &j
}

// reassigned reports whether a newer job has, or had, a session with the same id on the same server.
func (t *transaction) reassigned(j *Job) bool {
	newer := func(other *Job) bool {
		return other.ID != j.ID && other.Session.ID == j.Session.ID && !other.Opened.Before(j.Opened) &&
			other.Target.Server() == j.Target.Server()
	}
	for _, id := range t.loop.sessions[j.Session.ID] {
		if t.staged[id] == nil && newer(t.loop.entries[id].job()) {
			return true
		}
	}
	for _, id := range t.past()[j.Session.ID] {
		if t.staged[id] == nil && newer(t.loop.outcome(id)) {
			return true
		}
	}
	for _, other := range t.staged {
		if newer(other) {
			return true
		}
	}
	return false
}

// past returns the outcomes of the history by the ID of their session. It is made for the first refused cancel of a
// command, because nothing else asks for it.
func (t *transaction) past() map[string][]uuid.UUID {
	if t.ended == nil {
		t.ended = map[string][]uuid.UUID{}
		for id := range t.loop.history {
			if j := t.loop.outcome(id); j.Session.ID != "" {
				t.ended[j.Session.ID] = append(t.ended[j.Session.ID], id)
			}
		}
	}
	return t.ended
}

// endRefusedOwners ends refused cancels for good whose session id the server has assigned to another job: a retry
// would hit that job.
func (t *transaction) endRefusedOwners(to *Job, session string) {
	for _, id := range t.loop.refused[session] {
		if t.loop.outcome(id).Target.Server() != to.Target.Server() {
			continue
		}
		if j := t.editRefused(id); j != nil {
			endReassigned(j)
			t.durable[id] = true
		}
	}
}

// endReassigned records that the session of a refused cancel is over. The cancel keeps its time.
func endReassigned(j *Job) { j.Outcome, j.Fault = knownOutcome(j, AlreadyGone), nil }
