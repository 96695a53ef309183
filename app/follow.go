package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui"
	"sendoff/ui/wallclock"
)

// errEnough ends a watch that has seen what it wanted.
var errEnough = errors.New("enough seen")

// jobs is what is known of the queue, kept up to date by updates.
type jobs map[uuid.UUID]*transfer.Job

func (all jobs) apply(u transfer.Update) {
	for id, j := range u {
		if j == nil {
			delete(all, id)
		} else {
			all[id] = j
		}
	}
}

// sorted lists unfinished jobs in the order of the queue, then the history, oldest first.
func (all jobs) sorted() []*transfer.Job {
	list := make([]*transfer.Job, 0, len(all))
	for _, j := range all {
		list = append(list, j)
	}
	slices.SortFunc(list, func(a, b *transfer.Job) int {
		if ended := cmp.Compare(boolInt(a.Outcome != ""), boolInt(b.Outcome != "")); ended != 0 {
			return ended
		}
		if a.Outcome != "" {
			return cmp.Or(a.Ended.Compare(b.Ended), slices.Compare(a.ID[:], b.ID[:]))
		}
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.Order, b.Order), slices.Compare(a.ID[:], b.ID[:]))
	})
	return list
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// shortest is the length that tells the IDs apart when they are cut: at least 8, at most 36.
func (all jobs) shortest() int {
	ids := make([]string, 0, len(all))
	for id := range all {
		ids = append(ids, id.String())
	}
	slices.Sort(ids)
	length := 8
	for i := 1; i < len(ids); i++ {
		same := 0
		for same < len(ids[i]) && ids[i][same] == ids[i-1][same] {
			same++
		}
		length = max(length, min(same+1, len(ids[i])))
	}
	return length
}

// find looks up jobs by unique prefixes of their IDs.
func (all jobs) find(names []string) ([]*transfer.Job, error) {
	var found []*transfer.Job
	for _, name := range names {
		j, err := all.one(name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(found, j) {
			found = append(found, j)
		}
	}
	return found, nil
}

func (all jobs) one(name string) (*transfer.Job, error) {
	prefix := strings.ToLower(strings.TrimSpace(name))
	var hits []*transfer.Job
	for _, j := range all.sorted() {
		if prefix != "" && strings.HasPrefix(j.ID.String(), prefix) {
			hits = append(hits, j)
		}
	}
	switch len(hits) {
	case 1:
		return hits[0], nil
	case 0:
		if j, err := all.bySession(name); j != nil || err != nil {
			return j, err
		}
		return nil, wrongUsage(tr("no job has an ID that begins with %q; sendoff list --all shows the IDs"), name)
	}
	var b strings.Builder
	for _, j := range hits[:min(len(hits), 10)] {
		fmt.Fprintf(&b, "\n  %s  %s", j.ID, nameOf(j))
	}
	if more := len(hits) - 10; more > 0 {
		fmt.Fprintf(&b, "\n  "+tr("and %d more"), more)
	}
	return nil, wrongUsage(tr("%d jobs have an ID that begins with %q; write more of it:%s"), len(hits), name, manyLines(b.String()))
}

// follower is the queue across a change of its owner: when the process that owned it ends or hands it over, this
// one finds the new owner or takes its place.
type follower struct {
	*call
	q     queue
	aim   aim
	clock func() // ends the watch over the system's clock
	times func() // ends the times for files; nil = they are those of a terminal
}

func (c *call) follow(ctx context.Context, a aim) (*follower, error) {
	f := c.follower(ctx, a)
	q, err := c.open(ctx, a)
	if err == nil {
		err = f.attach(ctx, q)
	}
	if err != nil {
		f.close(&err)
		return nil, err
	}
	return f, nil
}

// follower prints times as its output wants them, in the zone that the system has, until it is closed.
func (c *call) follower(ctx context.Context, a aim) *follower {
	f := &follower{call: c, aim: a}
	wallclock.Refresh(ctx)
	ctx, f.clock = context.WithCancel(ctx)
	go wallclock.Watch(ctx, nil, func() {}) // close ends it
	if !c.terminal(c.stdout) || !c.terminal(c.stderr) {
		f.times = ui.TimesForFiles()
	}
	return f
}

// withQueue opens the queue for f.
func (c *call) withQueue(ctx context.Context, do func(*follower) error) (err error) {
	f, err := c.follow(ctx, look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	return do(f)
}

func (f *follower) attach(ctx context.Context, q queue) error {
	f.q = q
	switch f.aim {
	case work:
		return q.Start(ctx)
	case cancels:
		q.StartCancels()
	case look:
	}
	return nil
}

// again attaches to the owner that the queue has by now.
func (f *follower) again(ctx context.Context) error {
	if err := f.leave(); err != nil {
		return err
	}
	q, err := f.openAgain(ctx, f.aim)
	if err != nil {
		return err
	}
	return gone(f.attach(ctx, q))
}

// want has more done with the queue than before.
func (f *follower) want(ctx context.Context, a aim) error {
	f.aim = a
	if r, far := f.q.(*remote); far && r.Works < a {
		return f.again(ctx)
	}
	return f.attach(ctx, f.q)
}

// worked reports whether somebody works on the queue.
func (f *follower) worked() bool {
	r, far := f.q.(*remote)
	return far && r.Works == work
}

// ask puts a question to the queue, once more where its owner ended meanwhile.
func (f *follower) ask(ctx context.Context, do func(queue) error) error {
	for {
		err := do(f.q)
		if ctx.Err() != nil || !errors.Is(err, errOwnerGone) {
			return err
		}
		if err := f.again(ctx); err != nil {
			return err
		}
	}
}

// jobs is every job and the whole history.
func (f *follower) jobs(ctx context.Context) (jobs, error) {
	var all transfer.Update
	err := f.ask(ctx, func(q queue) (err error) {
		all, err = q.All(ctx)
		return err
	})
	return jobs(all), err
}

// do carries out a command. An owner that ended in the middle may have done it: jobs are not added twice.
func (f *follower) do(ctx context.Context, c transfer.Command) error {
	list, tried := c.Jobs, false
	return f.ask(ctx, func(q queue) error {
		if tried && c.Verb == transfer.VerbAdd {
			all, err := q.All(ctx)
			if err != nil {
				return err
			}
			c.Jobs = slices.DeleteFunc(slices.Clone(list), func(j transfer.Job) bool { return all[j.ID] != nil })
			if len(c.Jobs) == 0 {
				return nil
			}
		}
		tried = true
		return q.Do(ctx, c)
	})
}

// until calls see with all jobs after each change, until it returns true or an error.
func (f *follower) until(ctx context.Context, see func(jobs) (bool, error)) error {
	err := f.ask(ctx, func(q queue) error {
		all := jobs{}
		return q.Watch(ctx, func(u transfer.Update) error {
			all.apply(u)
			enough, err := see(all)
			if err == nil && enough {
				return errEnough
			}
			return err
		})
	})
	switch {
	case errors.Is(err, errEnough):
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return err
}

// leave hands the queue back.
func (f *follower) leave() error {
	if f.q == nil {
		return nil
	}
	err := f.q.Close()
	f.q = nil
	if err != nil {
		return fmt.Errorf("close the queue: %w", err)
	}
	return nil
}

// close hands the queue back at the end of a command, whose own error matters more.
func (f *follower) close(err *error) {
	f.clock()
	if f.times != nil {
		f.times()
		f.times = nil
	}
	if other := f.leave(); *err == nil {
		*err = other
	}
}
