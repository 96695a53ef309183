package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/ui/words"
)

type runCmd struct {
	UntilIdle bool   `help:"End when no job can go on by itself: all are done, failed, paused or need you."`
	Limit     size   `placeholder:"RATE" help:"Bytes a second for all uploads together, such as 500k or 2M."`
	Quiet     bool   `short:"q" help:"Print what failed and nothing else."`
	Accounts  string `placeholder:"FILE" type:"path" help:"Accounts for this run, as JSON; systemd's credential sendoff.accounts does the same."`
}

func (r *runCmd) Run(ctx context.Context, c *call) (err error) {
	Outlive()
	c.Limit = int64(r.Limit)
	if c.Lent, err = r.lent(c); err != nil {
		return err
	}
	f, err := c.follow(ctx, queue.Work)
	if err != nil {
		return err
	}
	defer f.close(&err)
	switch {
	case r.Quiet && (r.UntilIdle || !f.Worked()):
	case !f.Worked():
		fmt.Fprintf(c.Stderr, words.Tr("Working on the queue in %s.")+"\n", c.Dir)
	case r.UntilIdle:
		fmt.Fprintf(c.Stderr, words.Tr("Another Sendoff works on the queue in %s already; waiting until it has nothing left to do.")+"\n", c.Dir)
	default:
		return queue.Unavailable(words.Tr("another Sendoff works on the queue in %s already"), c.Dir)
	}
	if err := f.lend(ctx); err != nil {
		return err
	}
	defer f.takeBack(ctx, f.Lent)
	said := map[uuid.UUID]transfer.State{}
	goOn, begun := map[uuid.UUID]bool{}, false
	err = f.Until(ctx, func(u transfer.Update, first bool) (bool, error) {
		if !begun {
			noteEnded(u, said)
			begun = true
		}
		if first {
			clear(goOn)
		}
		r.tell(c, u, said)
		noteGoingOn(u, goOn)
		return r.UntilIdle && len(goOn) == 0, nil
	})
	switch {
	case err != nil && ToldToEnd(ctx):
		fmt.Fprintln(c.Stderr, words.Tr("Sendoff was asked to end. What is left in the queue goes on when it starts again."))
		return nil
	case errors.Is(err, context.Canceled):
		return coded{errSaid, exitInterrupted}
	}
	if err == nil && failed(said) {
		return coded{errSaid, ExitFailed}
	}
	return err
}

// lent are the accounts for this run.
func (r *runCmd) lent(c *call) ([]queue.SignIn, error) {
	if r.Accounts != "" {
		return accountsIn(r.Accounts)
	}
	return lentToService(c)
}

// noteEnded marks the jobs that had ended before, so that they are not printed. A job that is added and ends
// between two updates is printed: it is not in the first.
func noteEnded(all transfer.Update, said map[uuid.UUID]transfer.State) {
	for id, j := range all {
		if j.Outcome != "" {
			said[id] = j.State()
		}
	}
}

// tell prints a line whenever a job changes its state.
func (r *runCmd) tell(c *call, changed transfer.Update, said map[uuid.UUID]transfer.State) {
	for _, j := range queue.Jobs(changed).Sorted() {
		state := j.State()
		if state == said[j.ID] {
			continue
		}
		said[j.ID] = state
		if r.Quiet && state.Standing() != transfer.Stuck {
			continue
		}
		fmt.Fprintf(c.Stdout, "%s %s: %s\n", words.Stamp(time.Now()), queue.NameOf(j), stateLine(j))
	}
}

// noteGoingOn keeps the list of the jobs that go on by themselves.
func noteGoingOn(changed transfer.Update, goOn map[uuid.UUID]bool) {
	for id, j := range changed {
		if j == nil || settled(j) || j.State().Standing() == transfer.Rests {
			delete(goOn, id)
		} else {
			goOn[id] = true
		}
	}
}

// failed reports whether a printed job ended in a failure.
func failed(said map[uuid.UUID]transfer.State) bool {
	for _, state := range said {
		if state.Standing() == transfer.Stuck {
			return true
		}
	}
	return false
}
