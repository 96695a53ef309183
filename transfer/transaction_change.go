package transfer

import (
	"errors"
	"fmt"
	"time"

	"sendoff/transfer/source"
)

// ErrEnded refuses to change a job that has ended or is being cancelled.
var ErrEnded = errors.New("the job has ended or is being cancelled")

// change gives jobs another source or target: for a name that is taken, a wrong address, a moved file. A job without
// a session stays the same job. So does one whose file seems to have only moved: its content is compared before
// anything more is sent. Any other job is cancelled, so that its server learns of it, and a new job takes its place.
func (t *transaction) change(given []Job) error {
	for i := range given {
		if err := t.checkChange(&given[i]); err != nil {
			return err
		}
	}
	for i := range given {
		t.changeJob(&given[i])
	}
	return nil
}

func (t *transaction) checkChange(given *Job) error {
	j := t.edit(given.ID)
	if _, err := given.Target.Headers.List(); err != nil {
		return err
	}
	switch _, err := CheckURL(given.Target.URL); {
	case j == nil && !t.loop.hasEnded(given.ID):
		return ErrNoJob
	case j == nil || j.Want == Drop:
		return ErrEnded
	case err != nil:
		return err
	case !given.Target.AfterUnclear.known():
		return fmt.Errorf("after an unclear fragment: %q is no way", given.Target.AfterUnclear)
	case given.Source.Path == "" || given.Source.Size < 0:
		return &source.Error{Path: given.Source.Path, Flaw: source.FlawMissing, Err: fmt.Errorf("size %d", given.Source.Size)}
	}
	return nil
}

// LeftBehind returns the names of the secret headers that a job loses with this target: they were given for another
// server and not given again.
func LeftBehind(j *Job, target Target) []string {
	if target.Server() == j.Target.Server() || target.Headers != j.Target.Headers {
		return nil
	}
	_, names := target.Headers.Shown()
	return names
}

func (t *transaction) changeJob(given *Job) {
	j := t.edit(given.ID)
	target := given.Target
	if u, err := CheckURL(target.URL); err == nil { // checkChange has checked it
		target.URL = u.String()
	}
	if len(LeftBehind(j, target)) > 0 {
		target.Headers, _ = target.Headers.Shown()
	}
	if onlyUnclear(given.Source, target, j) { // a worker reads it before its next conversation
		j.Target.AfterUnclear = target.AfterUnclear
		t.durable[j.ID] = true
		return
	}
	untouched := j.Session.IsZero() && !j.MaybeOpen
	given.Source.Unproven, given.Source.Written = false, false // they belong to what was sent
	moved := target == j.Target && !j.Source.Written && given.Source.Size == j.Source.Size && given.Source.ModTime.Equal(j.Source.ModTime)
	if t.loop.working[j.ID] == nil && (untouched || moved) {
		j.Source, j.Target = given.Source, target
		j.Source.Unproven = !untouched
		j.Fault, j.RetryAt = nil, time.Time{}
		j.Headway = Headway{}
		j.forgetFailures()
		t.durable[j.ID] = true
		return
	}
	next := &Job{
		ID: newID(), Source: given.Source, Target: target,
		Want: j.Want, Priority: j.Priority, Order: j.Order, Added: j.Added,
	}
	t.supersede(j.ID, next.ID)
	t.staged[next.ID], t.durable[next.ID], t.added[next.ID] = next, true, true
}

// onlyUnclear reports whether only AfterUnclear changes, which needs no new session.
func onlyUnclear(file source.File, target Target, j *Job) bool {
	same := target
	same.AfterUnclear = j.Target.AfterUnclear
	return target != j.Target && same == j.Target &&
		file.Path == j.Source.Path && file.Size == j.Source.Size && file.ModTime.Equal(j.Source.ModTime)
}
