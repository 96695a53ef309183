package cli

import (
	"context"

	"sendoff/app/queue"
	"sendoff/ui/wallclock"
	"sendoff/ui/words"
)

// follower is the queue for a command, with its output.
type follower struct {
	*call
	*queue.Follower
	clock func() // ends the watch of the system's clock
	times func() // ends the format of times for files; nil = that of a terminal is in use
}

// follow opens the queue for a.
func (c *call) follow(ctx context.Context, a queue.Aim) (*follower, error) {
	f := c.follower(ctx)
	var err error
	if f.Follower, err = c.Follow(ctx, a); err != nil {
		f.close(&err)
		return nil, err
	}
	return f, nil
}

// follower prints times in the format for its output, in the system's current zone, until it is closed.
func (c *call) follower(ctx context.Context) *follower {
	f := &follower{call: c}
	wallclock.Refresh(ctx)
	ctx, f.clock = context.WithCancel(ctx)
	go wallclock.Watch(ctx, nil, func() {}) // close ends it
	if !c.terminal(c.Stdout) || !c.terminal(c.Stderr) {
		f.times = words.TimesForFiles()
	}
	return f
}

// withQueue opens the queue for do.
func (c *call) withQueue(ctx context.Context, do func(*follower) error) (err error) {
	f, err := c.follow(ctx, queue.Look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	return do(f)
}

// close hands the queue back at the end of a command, whose own error takes precedence.
func (f *follower) close(err *error) {
	f.clock()
	if f.times != nil {
		f.times()
		f.times = nil
	}
	if other := f.Leave(); *err == nil {
		*err = other
	}
}
