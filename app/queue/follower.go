package queue

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sendoff/transfer"
)

// Follower is the queue across a change of owner: when its owner ends or hands it over, the follower finds the new
// owner or takes its place.
type Follower struct {
	config *Config
	q      Queue // nil before it is opened and after it was handed back
	aim    Aim
}

// Follow opens the queue for a. After an error nothing has to be handed back.
func (c *Config) Follow(ctx context.Context, a Aim) (*Follower, error) {
	f := &Follower{config: c, aim: a}
	q, err := c.Open(ctx, a)
	if err == nil {
		err = f.attach(ctx, q)
	}
	if err != nil {
		return f, errors.Join(err, f.Leave())
	}
	return f, nil
}

// Owned reports whether this process owns the queue.
func (f *Follower) Owned() bool {
	_, mine := f.q.(*Local)
	return mine
}

func (f *Follower) attach(ctx context.Context, q Queue) error {
	f.q = q
	switch f.aim {
	case Work:
		return q.Start(ctx)
	case Cancels:
		q.StartCancels()
	case Look:
	}
	return nil
}

// again attaches to the queue's current owner.
func (f *Follower) again(ctx context.Context) error {
	if err := f.Leave(); err != nil {
		return err
	}
	q, err := f.config.openAgain(ctx, f.aim)
	if err != nil {
		return err
	}
	return gone(f.attach(ctx, q))
}

// Want raises what is done with the queue to a.
func (f *Follower) Want(ctx context.Context, a Aim) error {
	f.aim = a
	if r, far := f.q.(*Remote); far && r.Works < a {
		return f.again(ctx)
	}
	return f.attach(ctx, f.q)
}

// Worked reports whether a process works on the queue.
func (f *Follower) Worked() bool {
	r, far := f.q.(*Remote)
	return far && r.Works == Work
}

// Ask runs a request on the queue, and repeats it if the owner ended meanwhile.
func (f *Follower) Ask(ctx context.Context, do func(Queue) error) error {
	for {
		err := do(f.q)
		if ctx.Err() != nil || !errors.Is(err, ErrOwnerGone) {
			return err
		}
		if err := f.again(ctx); err != nil {
			return err
		}
	}
}

// Jobs is every job and the whole history.
func (f *Follower) Jobs(ctx context.Context) (Jobs, error) {
	var all transfer.Update
	err := f.Ask(ctx, func(q Queue) (err error) {
		all, err = q.All(ctx)
		return err
	})
	return Jobs(all), err
}

// Each calls see with every job and the whole history, in no order. After an owner that ended in the middle it begins
// again: begin is called before each beginning.
func (f *Follower) Each(ctx context.Context, begin func(), see func(*transfer.Job)) error {
	return f.Ask(ctx, func(q Queue) error {
		begin()
		return q.Each(ctx, see)
	})
}

// Do runs a command. An owner that ended in the middle may have run it: jobs are not added twice.
func (f *Follower) Do(ctx context.Context, c transfer.Command) error {
	list, tried := c.Jobs, false
	return f.Ask(ctx, func(q Queue) error {
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

// Until calls see with what has changed, until it returns true or an error. The first update of each owner holds every
// job: what is not in it is gone.
func (f *Follower) Until(ctx context.Context, see func(u transfer.Update, first bool) (bool, error)) error {
	err := f.Ask(ctx, func(q Queue) error {
		first := true
		return q.Watch(ctx, func(u transfer.Update) error {
			enough, err := see(u, first)
			first = false
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

// Leave hands the queue back.
func (f *Follower) Leave() error {
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
