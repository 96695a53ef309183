package transfer

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
)

// errGone answers a worker whose job has ended.
var errGone = errors.New("the job has ended")

// StorageError means that the queue could not be saved; nothing of the command was done.
type StorageError struct{ Err error }

func (e *StorageError) Error() string { return fmt.Sprintf("save queue: %v", e.Err) }
func (e *StorageError) Unwrap() error { return e.Err }

// Damaged reports whether the queue file is damaged, as opposed to a failing or full disk.
func (e *StorageError) Damaged() bool { return errors.Is(e.Err, errDamaged) }

// fault returns the fault of a job that waits until the queue can be saved.
func (e *StorageError) fault() Fault {
	kind := KindOwnDisk
	if e.Damaged() {
		kind = KindOwnQueue
	}
	return Fault{Kind: kind, Detail: detail(e.Err)}
}

// transaction is a group of changes: staged on copies, written at once, and valid only then.
type transaction struct {
	loop      *loop
	now       time.Time
	staged    map[uuid.UUID]*Job
	durable   map[uuid.UUID]bool // staged jobs that must be on disk before any answer
	added     map[uuid.UUID]bool
	forgotten []uuid.UUID
	reopened  []uuid.UUID // staged jobs that were in the history
	limits    *Limits
	pins      *[]Pin
	cards     cards.Book // nil: unchanged
	unlearned []string   // servers
	settings  map[string]json.RawMessage
	ended     map[string][]uuid.UUID // see past
	sessions  map[string][]uuid.UUID // staged jobs by the ID of the session that this transaction has brought them
	acks      bool                   // it holds only acks, which a copy of the queue can do without
}

func (l *loop) begin(now time.Time) *transaction {
	return &transaction{
		loop: l, now: now, staged: map[uuid.UUID]*Job{},
		durable: map[uuid.UUID]bool{}, added: map[uuid.UUID]bool{}, settings: map[string]json.RawMessage{},
	}
}

// edit returns the copy of a job that this transaction changes, nil if the job is not in the queue.
func (t *transaction) edit(id uuid.UUID) *Job {
	if j := t.staged[id]; j != nil {
		if j.Outcome != "" {
			return nil
		}
		return j
	}
	en := t.loop.entries[id]
	if en == nil {
		return nil
	}
	j := *en.job()
	t.staged[id] = &j
	return &j
}

// withFault yields the jobs of the queue that have a fault, as this transaction has them so far.
func (t *transaction) withFault(yield func(uuid.UUID, *Job) bool) {
	for id := range t.loop.faulty {
		if t.staged[id] == nil && !yield(id, t.loop.entries[id].job()) {
			return
		}
	}
	for id, j := range t.staged {
		if j.Outcome == "" && j.Fault != nil && !yield(id, j) {
			return
		}
	}
}

// handle applies messages in order, as one transaction on disk.
func (e *Engine) handle(messages []message, now time.Time) {
	if len(messages) == 0 {
		return
	}
	e.loop.lastHandled = now
	t := e.loop.begin(now)
	t.acks = !slices.ContainsFunc(messages, moreThanAck)
	var waiting []message
	for i := range messages {
		messages[i].cut()
		m := messages[i]
		if e.prepare(t, m) {
			continue
		}
		if err, wait := e.stage(t, m); wait {
			waiting = append(waiting, m)
		} else if !e.inbox.goOn(m, err) {
			m.answer(err)
		}
	}
	t.trimHistory()
	e.handOver(t, messages)
	err := e.commit(t)
	if err != nil {
		e.log.Error("queue not saved", "error", err)
		err = &StorageError{err}
		e.keepGoing(messages, now)
	}
	for _, m := range waiting {
		if m.event != nil && e.loop.unsavedEnds[m.id] != nil {
			m.answer(nil) // only its end is still to be stored
			continue
		}
		if !e.inbox.goOn(m, err) {
			m.answer(err)
		}
	}
	for _, m := range messages {
		if m.left != nil {
			e.left(m.left)
		}
	}
}

// moreThanAck reports whether a message makes the queue's copy outdated.
func moreThanAck(m message) bool {
	switch ev := m.event.(type) {
	case nil:
		return m.note == nil
	case acked, ackedAndLeaving:
		return false
	default:
		return ev.durable()
	}
}

// stage applies one message to t; wait reports that its answer depends on the commit.
func (e *Engine) stage(t *transaction, m message) (err error, wait bool) { //nolint:revive // error is the answer here, not a failure
	switch {
	case m.call != nil:
		m.call()
	case m.note != nil:
		e.loop.note(m.id, *m.note)
	case m.command != nil:
		err := t.command(m.command)
		return err, err == nil
	case m.event != nil:
		return e.stageEvent(t, m)
	}
	return nil, false
}

func (e *Engine) stageEvent(t *transaction, m message) (err error, wait bool) { //nolint:revive // see stage
	j := t.edit(m.id)
	if j == nil {
		return errGone, false
	}
	if o, ok := m.event.(opened); ok {
		t.endOlderOwners(j, o.session.ID)
		t.endRefusedOwners(j, o.session.ID)
		t.owns(m.id, o.session.ID)
	}
	m.event.apply(j, t.now)
	if _, failed := m.event.(failed); failed {
		t.signedInSince(j)
	}
	if m.event.durable() {
		t.durable[m.id] = true
		return nil, true
	}
	return nil, false
}

// endOlderOwners keeps a late Cancel-Session from hitting a newer upload. Some servers assign an id twice; from then
// on it belongs to the newer session. That includes sessions of resting jobs, which may be cancelled later.
func (t *transaction) endOlderOwners(j *Job, session string) {
	for _, id := range slices.Concat(t.loop.sessions[session], t.sessions[session]) {
		t.endOlderOwner(id, j, session)
	}
}

// owns records that a staged job has come into the possession of a session.
func (t *transaction) owns(id uuid.UUID, session string) {
	if t.sessions == nil {
		t.sessions = map[string][]uuid.UUID{}
	}
	t.sessions[session] = append(t.sessions[session], id)
}

// endOlderOwner ends a job's session if the same server has just assigned its id to another job.
func (t *transaction) endOlderOwner(id uuid.UUID, to *Job, session string) {
	if id == to.ID {
		return
	}
	other := t.edit(id)
	switch {
	case other == nil || other.Session.ID != session || other.Target.Server() != to.Target.Server():
		return
	case other.Want == Drop:
		cancelEnded{outcome: knownOutcome(other, AlreadyGone)}.apply(other, t.now)
	case t.loop.working[id] != nil: // both are running: the server's answers will show
		return
	default:
		lost{bits.EventSessionLost}.apply(other, t.now)
		t.loop.note(id, bits.Note{At: t.now, Kind: bits.NoteEvent, Event: bits.EventSessionLost})
	}
	t.durable[id] = true
}

// commit writes t and then adopts it.
func (e *Engine) commit(t *transaction) error {
	c := t.changes()
	if !c.empty() {
		begun := time.Now()
		defer func() { e.loop.committing = time.Since(begun) }()
		if err := e.store.write(c); err != nil {
			return err
		}
		e.loop.uncopied = e.loop.uncopied || !t.acks
		clear(e.loop.unsavedEnds)
		for id, tr := range c.transcripts {
			tr.dirty = false
			delete(e.loop.unsavedJobs, id)
		}
	}
	e.adopt(t)
	return nil
}

func (t *transaction) changes() *changes {
	c := &changes{
		put: map[uuid.UUID]*Job{}, ended: map[uuid.UUID]*Job{}, forgotten: t.forgotten, reopened: t.reopened,
		transcripts: map[uuid.UUID]*transcript{}, settings: t.settings,
	}
	for id := range t.durable {
		j := t.staged[id]
		if j.Outcome == "" {
			c.put[id] = j
			continue
		}
		c.ended[id] = j
		c.secrets = j.forgetSecrets() || c.secrets
		if tr := t.loop.transcripts[id]; tr != nil && tr.dirty && j.Outcome.keepsTranscript() {
			c.transcripts[id] = tr
		}
	}
	c.secrets = c.secrets || t.cards != nil && secretsGone(t.loop.cards.Load().book, t.cards)
	for _, id := range t.forgotten {
		o, ended := t.loop.history[id]
		c.secrets = c.secrets || ended && o.secret(t.loop, id)
	}
	if !c.empty() {
		t.loop.addUnsavedEnds(c, t.staged)
	}
	return c
}

// addUnsavedEnds adds to c the ends of jobs that a full disk could not store, except of reopened jobs.
func (l *loop) addUnsavedEnds(c *changes, again map[uuid.UUID]*Job) {
	for id, j := range l.unsavedEnds {
		if again[id] != nil {
			continue
		}
		c.ended[id] = j
		if tr := l.transcripts[id]; tr != nil && tr.dirty && j.Outcome.keepsTranscript() {
			c.transcripts[id] = tr
		}
	}
}

// adopt makes the staged copies current.
func (e *Engine) adopt(t *transaction) {
	l := &e.loop
	for id, j := range t.staged {
		if j.Outcome != "" {
			l.retire(id, j)
			continue
		}
		l.unremember(id)
		en := l.entries[id]
		if en == nil {
			en = &entry{id: id, worker: l.working[id]} // a refused cancel may be retried before its worker has ended
			l.entries[id] = en
		}
		if was := en.job(); was != nil && j.Acked != was.Acked || !en.speed.started() && j.Phase == Sending {
			en.mark(t.now, j.Acked-j.Found)
		}
		j.Sent = max(j.Sent, j.Acked)
		l.put(en, j)
		l.changed[id] = en.kept
		if t.durable[id] && !l.stale(id) {
			delete(l.unsavedJobs, id)
		} else {
			l.unsavedJobs[id] = true
		}
	}
	l.forget(t.forgotten)
	if t.limits != nil {
		l.limits = *t.limits
		e.limiter.set(t.limits.Rate)
	}
	if t.pins != nil {
		e.pins.Store(t.pins)
		e.closeConns()
	}
	if t.cards != nil {
		e.useCards(t.cards)
	}
	for _, server := range t.unlearned {
		l.forgetServer(server)
	}
}

// stale reports whether a job's transcript is newer here than on disk.
func (l *loop) stale(id uuid.UUID) bool {
	t := l.transcripts[id]
	return t != nil && t.dirty
}

// retire moves a job from the queue to the history.
func (l *loop) retire(id uuid.UUID, j *Job) {
	if en := l.entries[id]; en != nil {
		if en.worker != nil {
			en.worker.cancel(errDropped)
		}
		delete(l.entries, id)
		l.put(en, nil)
	}
	l.remember(j)
	l.changed[id] = l.history[id].kept()
	delete(l.unsavedJobs, id)
	if t := l.transcripts[id]; !j.Outcome.keepsTranscript() || t == nil || !t.dirty { // otherwise it is read on request
		delete(l.transcripts, id)
	}
}

func (l *loop) forget(ids []uuid.UUID) {
	for _, id := range ids {
		l.unremember(id)
		delete(l.transcripts, id)
		l.changed[id] = kept{}
	}
}

// stillTrue returns the part of an event that holds although it could not be stored: what a server said and what
// was sent to it. It is nil for what the worker only intended, which it then does not do.
func stillTrue(ev event) event {
	switch ev := ev.(type) {
	case failed, acked, unackedSent, abandoned, finished, cancelEnded:
		return ev
	case ackedAndLeaving:
		return ev.ack
	case completed:
		ev.closing = false // Close-Session is then not sent
		return ev
	default:
		if ev.durable() {
			return nil
		}
		return ev
	}
}

// keepGoing applies what holds although the disk is full: what workers saw counts in memory, and jobs to be cancelled
// or paused at least stop. The ends of jobs are stored when there is room.
func (e *Engine) keepGoing(messages []message, now time.Time) {
	t := e.loop.begin(now)
	for _, m := range messages {
		switch {
		case m.event != nil:
			j, ev := t.edit(m.id), stillTrue(m.event)
			if j == nil || ev == nil {
				continue
			}
			if ev.apply(j, now); j.Outcome != "" {
				e.loop.unsavedEnds[m.id] = j
			}
		case m.command != nil && (m.command.Verb == VerbDrop || m.command.Verb == VerbHold):
			for _, id := range m.allIDs() {
				if j := t.edit(id); j != nil && j.Want == Run {
					j.Want = Hold
				}
			}
		}
	}
	e.adopt(t)
}
