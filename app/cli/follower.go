package cli

import (
	"context"

	"sendoff/app/queue"
	"sendoff/ui/wallclock"
	"sendoff/ui/words"
)

// follower is the queue as a command has it, with what the command prints to.
type follower struct {
	*call
	*queue.Follower
	clock func() // ends the watch over the system's clock
	times func() // ends the times for files; nil = they are those of a terminal
}

// follow opens the queue in order to do what a says.
func (c *call) follow(ctx context.Context, a queue.Aim) (*follower, error) {
	f := c.follower(ctx)
	var err error
	if f.Follower, err = c.Follow(ctx, a); err != nil {
		f.close(&err)
		return nil, err
	}
	return f, nil
}

// follower prints times as its output wants them, in the zone that the system has, until it is closed.
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

// withQueue opens the queue for f.
func (c *call) withQueue(ctx context.Context, do func(*follower) error) (err error) {
	f, err := c.follow(ctx, queue.Look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	return do(f)
}

// close hands the queue back at the end of a command, whose own error matters more.
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
