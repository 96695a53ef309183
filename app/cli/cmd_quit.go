package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/ui/words"
)

type quitCmd struct {
	Wait time.Duration `default:"30s" help:"How long to wait for it to end."`
}

// Run ends the process that works on the queue. Without one it succeeds.
func (q *quitCmd) Run(ctx context.Context, c *call) error {
	r, err := queue.Dial(ctx, c.Dir)
	if err != nil {
		return q.nobody(ctx, c)
	}
	wait, cancel := context.WithTimeout(ctx, q.Wait)
	defer cancel()
	if err := r.Quit(wait); err != nil {
		if ctx.Err() == nil && wait.Err() != nil {
			return queue.Unavailable(words.Tr("the Sendoff that works on the queue in %s has not ended in time"), c.Dir)
		}
		return fmt.Errorf("quit: %w", err)
	}
	fmt.Fprintln(c.Stderr, words.Tr("Sendoff has ended. What is left in the queue goes on when it starts again."))
	return nil
}

// nobody checks that a queue whose owner does not answer has none.
func (q *quitCmd) nobody(ctx context.Context, c *call) error {
	if _, err := os.Stat(c.Dir); err == nil {
		l, err := c.Own(ctx, queue.TakeOver, queue.Look)
		if errors.Is(err, transfer.ErrLocked) {
			return c.Locked()
		}
		if err != nil {
			return err
		}
		if err := l.Close(); err != nil {
			return err
		}
	}
	fmt.Fprintln(c.Stderr, words.Tr("No Sendoff works on the queue."))
	return nil
}
