package cli

import (
	"context"
	"fmt"
	"io"

	"sendoff/app/queue"
)

type diagnosticsCmd struct{}

func (diagnosticsCmd) Run(ctx context.Context, c *call) error {
	text, err := c.diagnose(ctx)
	if err != nil { // a report without the queue is useful too
		text = queue.DiagnosticsWithout(c.Config, sentence(err))
	}
	if _, err := io.WriteString(c.Stdout, text); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

func (c *call) diagnose(ctx context.Context) (text string, err error) {
	err = c.withQueue(ctx, func(f *follower) error {
		return f.Ask(ctx, func(q queue.Queue) (err error) {
			text, err = q.Diagnostics(ctx)
			return err
		})
	})
	return text, err
}
