package transfer

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/source"
)

// Errors of refused commands.
var (
	ErrEmpty      = errors.New("no file is given") // BG_E_EMPTY
	ErrNoJob      = errors.New("no such job")
	ErrUnfinished = errors.New("the job is still in the queue: cancel it first")
)

// command applies a command to the staged copies. If it refuses it has changed nothing.
func (t *transaction) command(c *Command) error {
	overruled := t.loop.overrule(c.against())
	err := t.carryOut(c)
	if overruled && errors.Is(err, ErrNoJob) { // keeping it from being started over was all there was to do
		return nil
	}
	return err
}

func (t *transaction) carryOut(c *Command) error {
	switch c.Verb {
	case VerbAdd:
		return t.add(c.Jobs, c.Join)
	case VerbRun:
		return t.each(c.IDs, t.runJob)
	case VerbHold:
		return t.each(t.latest(c.IDs), t.hold)
	case VerbDrop:
		return t.cancel(t.latest(c.IDs))
	case VerbForget:
		return t.forget(c.IDs)
	case VerbChange:
		return t.change(c.Jobs)
	case VerbMove:
		return t.move(c.IDs, c.Place)
	case VerbPriority:
		return t.prioritise(c.IDs, c.Priority)
	case VerbSignedIn:
		t.signedIn(c.At)
		return nil
	case VerbShown:
		t.shown(c.At)
		return nil
	case VerbLimits:
		if c.Limits == nil {
			return errors.New("no limits given")
		}
		limits := c.Limits.withDefaults()
		t.limits = &limits
		return nil
	case VerbNow:
		return t.runFirst(c.IDs)
	case VerbStart:
		return t.startOver(c.looked)
	case VerbTrust, VerbDistrust:
		return t.trust(c)
	case verbProven:
		return t.proven(c.IDs, c.proof)
	case VerbCard, VerbUncard:
		return t.card(c)
	case VerbUnlearn:
		t.unlearn(c.At)
		return nil
	}
	return fmt.Errorf("unknown command %q", c.Verb)
}

// add adds new jobs; with join, except those that join an open one. Only their wishes count, never their progress.
func (t *transaction) add(given []Job, join bool) error {
	if len(given) == 0 {
		return ErrEmpty
	}
	jobs, err := fresh(given)
	if err != nil {
		return err
	}
	var joined []*Job
	if join {
		jobs, joined = t.join(jobs)
	}
	if err := t.checkNew(jobs); err != nil {
		return err
	}
	for _, j := range joined {
		t.wake(j)
	}
	for _, j := range jobs {
		t.loop.lastOrder++
		j.Order = t.loop.lastOrder
		t.staged[j.ID], t.durable[j.ID], t.added[j.ID] = j, true, true
	}
	return nil
}

// fresh returns new jobs as they are added, with their addresses in the one spelling. Its errors are *AddressError.
func fresh(given []Job) ([]*Job, error) {
	jobs := make([]*Job, len(given))
	for i := range given {
		g := &given[i]
		u, err := CheckURL(g.Target.URL)
		if err != nil {
			return nil, err
		}
		jobs[i] = &Job{ID: g.ID, Source: g.Source, Target: g.Target, Want: g.Want, Priority: g.Priority, Added: g.Added}
		jobs[i].Target.URL = sameText(u.String(), g.Target.URL)
		if g.Want != Hold {
			jobs[i].Want = Run
		}
	}
	return jobs, nil
}

// sameText returns the second of two equal texts, so that it is kept once.
func sameText(a, b string) string {
	if a == b {
		return b
	}
	return a
}

func (t *transaction) checkNew(jobs []*Job) error {
	ids := make(map[uuid.UUID]bool, len(jobs))
	for _, j := range jobs {
		if err := t.checkNewJob(j); err != nil {
			return err
		}
		if ids[j.ID] {
			return fmt.Errorf("job id %s is given twice", j.ID)
		}
		ids[j.ID] = true
	}
	return nil
}

func (t *transaction) checkNewJob(j *Job) error {
	if err := j.Target.Headers.CheckKnown(); err != nil {
		return err
	}
	switch {
	case j.ID == uuid.Nil || t.staged[j.ID] != nil || t.loop.working[j.ID] != nil || t.loop.entries[j.ID] != nil || t.loop.hasEnded(j.ID):
		return fmt.Errorf("job id %s is not free", j.ID)
	case j.Source.Path == "" || j.Source.Size < 0:
		return &source.Error{Path: j.Source.Path, Flaw: source.FlawMissing}
	case j.Priority < Foreground || j.Priority > Low:
		return fmt.Errorf("priority %d is unknown", j.Priority)
	}
	return nil
}

// each changes those jobs that are still in the queue. If there are none the error is ErrNoJob.
func (t *transaction) each(ids []uuid.UUID, change func(*Job)) error {
	found := false
	for _, id := range ids {
		if j := t.edit(id); j != nil {
			found = true
			change(j)
			t.durable[id] = true
		}
	}
	if !found {
		return ErrNoJob
	}
	return nil
}

// runJob resumes a paused job, and retries a waiting or failed one at once. Of a cancelled job it only retries the
// Cancel-Session: it never runs again.
func (t *transaction) runJob(j *Job) {
	if j.Want == Hold {
		j.Want = Run
	}
	j.RetryAt = time.Time{}
	if j.Want == Run {
		j.Fault = nil
		j.forgetFailures()
	}
}

func (t *transaction) hold(j *Job) {
	if j.Want == Run {
		j.Want, j.RetryAt = Hold, time.Time{} // nothing is tried again by itself
	}
}

// drop cancels a job. A job without a worker that never asked for a session ends here, without a request. Any other
// one ends when the server has been told. A cancel that waits for its next try is tried at once.
func (t *transaction) drop(j *Job) {
	if j.Want == Drop {
		j.RetryAt = time.Time{}
		return
	}
	j.Want, j.Dropped = Drop, t.now
	j.Fault, j.RetryAt = nil, time.Time{}
	j.forgetFailures()
	if t.loop.working[j.ID] == nil {
		endWithoutSession(j, t.now)
	}
}

// endWithoutSession ends a cancelled job that has no session to cancel.
func endWithoutSession(j *Job, now time.Time) {
	if j.Want == Drop && j.Session.IsZero() {
		end(j, withoutSession(j), now)
	}
}

// withoutSession returns the outcome of a cancel without a session.
func withoutSession(j *Job) Outcome {
	switch {
	case j.Earlier != LastUnsent:
		return knownOutcome(j, Unknown)
	case j.MaybeOpen:
		return Unknown
	case !j.Started.IsZero():
		return AlreadyGone // there was a session, and it was lost or abandoned
	}
	return NeverReached
}

// forget removes outcomes from the history, and gives up cancels that servers have not answered.
func (t *transaction) forget(ids []uuid.UUID) error {
	for _, id := range ids {
		if j := t.edit(id); j != nil && j.Want != Drop {
			return ErrUnfinished
		}
	}
	found := false
	for _, id := range ids {
		if j := t.edit(id); j != nil {
			end(j, NotTold, t.now)
			t.durable[id], found = true, true
		} else if t.loop.hasEnded(id) {
			t.forgotten, found = append(t.forgotten, id), true
		}
	}
	if !found {
		return ErrNoJob
	}
	return nil
}

func (t *transaction) prioritise(ids []uuid.UUID, p Priority) error {
	if p < Foreground || p > Low {
		return fmt.Errorf("priority %d is unknown", p)
	}
	return t.each(ids, func(j *Job) { j.Priority = p })
}

// runFirst makes jobs run before all others.
func (t *transaction) runFirst(ids []uuid.UUID) error {
	if err := t.move(ids, Top); err != nil {
		return err
	}
	return t.each(ids, func(j *Job) {
		j.Priority = Foreground
		t.runJob(j)
	})
}

// move changes the user's order. Moved jobs keep their order among themselves.
func (t *transaction) move(ids []uuid.UUID, place Place) error {
	chosen := map[uuid.UUID]bool{}
	for _, id := range ids {
		chosen[id] = true
	}
	order := t.order()
	var moved []*Job
	for _, j := range order {
		if chosen[j.ID] {
			moved = append(moved, j)
		}
	}
	switch {
	case len(moved) == 0:
		return ErrNoJob
	case place == Top:
		for _, j := range slices.Backward(moved) {
			t.loop.firstOrder--
			t.setOrder(j.ID, t.loop.firstOrder)
		}
	case place == Bottom:
		for _, j := range moved {
			t.loop.lastOrder++
			t.setOrder(j.ID, t.loop.lastOrder)
		}
	case place == Up:
		t.shift(order, chosen)
	case place == Down:
		slices.Reverse(order)
		t.shift(order, chosen)
	default:
		return fmt.Errorf("place %q is unknown", place)
	}
	return nil
}

// order returns the queue as this transaction has it so far.
func (t *transaction) order() []*Job {
	var order []*Job
	for _, en := range t.loop.entries {
		if t.staged[en.id] == nil {
			order = append(order, en.job())
		}
	}
	for _, j := range t.staged {
		if j.Outcome == "" {
			order = append(order, j)
		}
	}
	slices.SortFunc(order, QueueOrder)
	return order
}

// shift swaps each chosen job with the one before it, unless that one is chosen too or of another
// priority.
func (t *transaction) shift(order []*Job, chosen map[uuid.UUID]bool) {
	for i := 1; i < len(order); i++ {
		before, j := order[i-1], order[i]
		if !chosen[j.ID] || chosen[before.ID] || before.Priority != j.Priority {
			continue
		}
		a, b := t.edit(before.ID).Order, t.edit(j.ID).Order
		t.setOrder(before.ID, b)
		t.setOrder(j.ID, a)
		order[i-1], order[i] = j, before
	}
}

func (t *transaction) setOrder(id uuid.UUID, order int64) {
	t.edit(id).Order = order
	t.durable[id] = true
}
