package transfer

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// RetryCancel returns the command that retries a refused cancel. ok is false for any other job, and for one
// whose session nobody can name. The session is open again until the server has answered. Then the job gets its
// new outcome; if the tries end before that, it is the refusal once more.
func (j *Job) RetryCancel() (c Command, ok bool) {
	if j.Outcome != Refused || j.Session.IsZero() {
		return Command{}, false
	}
	return Command{Verb: VerbDrop, IDs: []uuid.UUID{j.ID}}, true
}

// cancel drops jobs of the queue, and takes refused cancels back into it. It is ErrNoJob if neither is
// among ids.
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

// reopen takes a refused cancel out of the history, to be told to its server again. It never becomes an
// upload. If the server gave its session's id out anew meanwhile, the session is over and the newer
// owner of the id is left alone.
func (t *transaction) reopen(id uuid.UUID) bool {
	j := t.editRefused(id)
	if j == nil {
		return false
	}
	if t.handedOn(j) {
		passOn(j)
		return true
	}
	j.Outcome, j.Ended = "", time.Time{}
	j.Want, j.Dropped = Drop, t.now
	j.Refusal, j.Fault, j.RetryAt = j.Fault, nil, time.Time{}
	j.forgetFailures()
	t.reopened = append(t.reopened, id)
	return true
}

// editRefused returns the copy of a refused cancel in the history that this transaction changes, nil if
// there is none.
func (t *transaction) editRefused(id uuid.UUID) *Job {
	old := t.staged[id]
	if old == nil && !slices.Contains(t.forgotten, id) {
		old = t.loop.history[id]
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

// handedOn reports whether a newer job has, or had, a session of the same server with the same id.
func (t *transaction) handedOn(j *Job) bool {
	newer := func(other *Job) bool {
		return other.ID != j.ID && other.Session.ID == j.Session.ID && !other.Opened.Before(j.Opened) &&
			other.Target.Server() == j.Target.Server()
	}
	for id, en := range t.loop.entries {
		if t.staged[id] == nil && newer(en.job) {
			return true
		}
	}
	for id, other := range t.loop.history {
		if t.staged[id] == nil && newer(other) {
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

// endRefusedOwners ends for good the refused cancels of a session whose id the server gave to another job:
// tried again, they would hit that one.
func (t *transaction) endRefusedOwners(to *Job, session string) {
	for id, old := range t.loop.history {
		if old.Outcome != Refused || old.Session.ID != session || old.Target.Server() != to.Target.Server() {
			continue
		}
		if j := t.editRefused(id); j != nil {
			passOn(j)
			t.durable[id] = true
		}
	}
}

// passOn records that the session of a refused cancel is over. When the cancel ended stays as it was.
func passOn(j *Job) { j.Outcome, j.Fault = truthful(j, AlreadyGone), nil }
