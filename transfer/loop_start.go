package transfer

import (
	"errors"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/source"
)

// ErrOverruled refuses to start a job over that was paused, cancelled, changed or forgotten after the request: the
// later command wins.
var ErrOverruled = errors.New("a later command for the job came before its file was looked at")

// starting is a VerbStart whose files are being looked at, outside the loop. The loop owns it before and after that.
type starting struct {
	old       []*Job // as they were at the time of the command
	jobs      []Job  // their replacements, in the same order; without an ID where the look failed
	overruled map[uuid.UUID]bool
	failed    error // why some or all are not started; part of the answer
}

// prepare takes over a VerbStart: looking at files can last until a sleeping disk has woken, too long for the loop.
// The command comes back with what was found and is then handled like any other. It returns false for other messages.
func (e *Engine) prepare(t *transaction, m message) bool {
	if m.command == nil || m.command.Verb != VerbStart || m.command.looked != nil {
		return false
	}
	s := &starting{old: t.find(m.command.IDs), overruled: map[uuid.UUID]bool{}}
	if len(s.old) == 0 {
		m.answer(ErrNoJob)
		return true
	}
	e.loop.starting[s] = true
	e.lasting.Go(func() { // ends with the last file looked at; Close waits for it
		s.look(e.statNow)
		c := *m.command
		c.looked = s
		e.inbox.put(message{command: &c, reply: m.reply})
	})
	return true
}

// look finds out the present state of the files.
func (s *starting) look(stat func(string) (source.File, error)) {
	s.jobs = make([]Job, len(s.old))
	for i, j := range s.old {
		file, err := stat(j.Source.Path)
		if err == nil {
			err = j.Target.Headers.CheckKnown()
		}
		if err != nil {
			s.failed = errors.Join(s.failed, err)
			continue
		}
		s.jobs[i] = NewJob(file, j.Target)
	}
}

// startOver replaces the old jobs by new ones, as far as they can be started. The answer says why others are not.
func (t *transaction) startOver(s *starting) error {
	delete(t.loop.starting, s)
	var jobs []Job
	for i, then := range s.old {
		if s.jobs[i].ID == uuid.Nil {
			continue
		}
		if s.overruled[then.ID] || t.cancelledSince(then) {
			s.failed = errors.Join(s.failed, ErrOverruled)
			continue
		}
		jobs = append(jobs, t.inPlaceOf(then, s.jobs[i]))
	}
	if len(jobs) == 0 {
		return nil
	}
	if err := t.add(jobs, false); err != nil {
		return err
	}
	for i, then := range s.old {
		if next := s.jobs[i].ID; t.added[next] {
			t.supersede(then.ID, next)
		}
	}
	return nil
}

// cancelledSince reports whether a job was cancelled after the command saw it.
func (t *transaction) cancelledSince(then *Job) bool {
	now := t.find([]uuid.UUID{then.ID})
	return then.Want != Drop && len(now) == 1 && now[0].Want == Drop
}

// inPlaceOf gives a new job the present priority of the old one.
func (t *transaction) inPlaceOf(then *Job, again Job) Job {
	again.Priority = then.Priority
	if now := t.find([]uuid.UUID{then.ID}); len(now) == 1 {
		again.Priority = now[0].Priority
	}
	return again
}

// supersede cancels the old job if it is still in the queue, and records its successor.
func (t *transaction) supersede(old, next uuid.UUID) {
	if j := t.edit(old); j != nil {
		t.drop(j)
		t.durable[old] = true
	}
	t.loop.successors[old] = successor{next, t.now}
}

// successor is the job that replaced another.
type successor struct {
	id uuid.UUID
	at time.Time
}

// overlap is how long after a replacement a command for the old job also applies to its successor: its sender could
// not have seen that yet.
const overlap = 2 * time.Second

// latest adds to ids the jobs that have just replaced them.
func (t *transaction) latest(ids []uuid.UUID) []uuid.UUID {
	all := ids[:len(ids):len(ids)]
	for _, id := range ids {
		if s, ok := t.loop.successors[id]; ok && t.now.Sub(s.at) < overlap {
			all = append(all, s.id)
		}
	}
	return all
}

// overrule keeps jobs from being started over by commands that are still looking at their files. It reports whether
// there were any.
func (l *loop) overrule(ids []uuid.UUID) bool {
	if len(l.starting) == 0 || len(ids) == 0 {
		return false
	}
	found, against := false, map[uuid.UUID]bool{}
	for _, id := range ids {
		against[id] = true
	}
	for s := range l.starting {
		for _, j := range s.old {
			if against[j.ID] {
				s.overruled[j.ID], found = true, true
			}
		}
	}
	return found
}

// forgetSuccessors forgets successors older than overlap.
func (l *loop) forgetSuccessors(now time.Time) {
	for id, s := range l.successors {
		if now.Sub(s.at) >= overlap {
			delete(l.successors, id)
		}
	}
}

// find returns the jobs as this transaction has them so far, including the history.
func (t *transaction) find(ids []uuid.UUID) []*Job {
	var found []*Job
	for _, id := range ids {
		if j := t.staged[id]; j != nil {
			found = append(found, j)
		} else if en := t.loop.entries[id]; en != nil {
			found = append(found, en.job())
		} else if j := t.loop.outcome(id); j != nil {
			found = append(found, j)
		}
	}
	return found
}
