package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/ui/words"
)

// jobArgs names the jobs that a command is for.
type jobArgs struct {
	Jobs []string `arg:"" optional:"" name:"job" help:"IDs of jobs, or their beginnings."`
	All  bool     `help:"All jobs to which it applies."`
}

// Validate is called by kong.
func (w *jobArgs) Validate() error {
	if (len(w.Jobs) == 0) != w.All {
		return errors.New(words.Tr("name the jobs, or say --all"))
	}
	return nil
}

// change is what a command does to its jobs.
type change struct {
	word string                     // its name in refusals
	fits func(*transfer.Job) string // "" if it applies to a job, else why not
	verb func(*transfer.Job) transfer.Verb
	note bool // it has an effect only while a process works on the queue
}

// chosen is a job that a change applies to.
type chosen struct {
	id   uuid.UUID
	name string
	verb transfer.Verb
}

func (c change) choose(j *transfer.Job) chosen {
	return chosen{j.ID, strings.Clone(queue.NameOf(j)), c.verb(j)} // the name alone, not what it is a part of
}

// pick finds the jobs. With --all those it does not apply to are skipped, else they are refused.
func (w *jobArgs) pick(ctx context.Context, f *follower, c change) ([]chosen, error) {
	var list []chosen
	if w.All {
		err := f.Each(ctx, func() { list = nil }, func(j *transfer.Job) {
			if c.fits(j) == "" {
				list = append(list, c.choose(j))
			}
		})
		slices.SortFunc(list, func(a, b chosen) int { return bytes.Compare(a.id[:], b.id[:]) }) // as they were added
		return list, err
	}
	all, err := f.Jobs(ctx)
	if err != nil {
		return nil, err
	}
	named, err := all.Find(w.Jobs)
	if err != nil {
		return nil, err
	}
	for _, j := range named {
		if why := c.fits(j); why != "" {
			err := fmt.Errorf(words.Tr("cannot %s %s (%s): %s"), words.Tr(c.word), j.ID, queue.NameOf(j), why)
			if len(named) > 1 {
				err = fmt.Errorf("%w; %s", err, words.Tr("none of the uploads was changed"))
			}
			return nil, err
		}
		list = append(list, c.choose(j))
	}
	return list, nil
}

// idsPerCommand bounds the jobs of one command: all that it changes are in memory at once, and stored in one
// transaction.
const idsPerCommand = 5000

// apply runs the change and returns its jobs.
func (w *jobArgs) apply(ctx context.Context, f *follower, c change) ([]chosen, error) {
	list, err := w.pick(ctx, f, c)
	if err != nil {
		return nil, err
	}
	ids := map[transfer.Verb][]uuid.UUID{}
	for _, j := range list {
		ids[j.verb] = append(ids[j.verb], j.id)
	}
	for verb, all := range ids {
		for part := range slices.Chunk(all, idsPerCommand) {
			if err := f.Do(ctx, transfer.Command{Verb: verb, IDs: part}); err != nil {
				return nil, fmt.Errorf("%s: %w", c.word, err)
			}
		}
	}
	return list, nil
}

// simple runs a command that ends once its change is stored.
func (w *jobArgs) simple(ctx context.Context, c *call, ch change) (err error) {
	f, err := c.follow(ctx, queue.Look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	list, err := w.apply(ctx, f, ch)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintf(c.Stderr, words.Tr("There is nothing to %s.")+"\n", words.Tr(ch.word))
	}
	if ch.note && len(list) > 0 && !f.Worked() {
		fmt.Fprintln(c.Stderr, words.Tr(nobodyRuns))
	}
	return nil
}

func unless(bad bool, why string) string {
	if bad {
		return why
	}
	return ""
}

const (
	hasEnded     = "it has ended"
	isCancelling = "it is being cancelled"
)

// running says why a job cannot be worked on any more.
func running(j *transfer.Job) string {
	if j.Outcome != "" {
		return words.Tr(hasEnded)
	}
	return unless(j.Want == transfer.Drop, words.Tr(isCancelling))
}

type pauseCmd struct{ jobArgs }

func (p *pauseCmd) Run(ctx context.Context, c *call) error {
	return p.simple(ctx, c, change{word: words.Mark("pause"), verb: queue.Always(transfer.VerbHold), fits: func(j *transfer.Job) string {
		if why := running(j); why != "" || !p.All {
			return why
		}
		return unless(j.Want == transfer.Hold, words.Tr("it is paused"))
	}})
}

type resumeCmd struct{ jobArgs }

func (r *resumeCmd) Run(ctx context.Context, c *call) error {
	return r.simple(ctx, c, change{word: words.Mark("resume"), verb: queue.Always(transfer.VerbRun), note: true, fits: func(j *transfer.Job) string {
		if why := running(j); why != "" {
			return why
		}
		return unless(j.Want != transfer.Hold, words.Tr("it is not paused"))
	}})
}

type retryCmd struct{ jobArgs }

func (r *retryCmd) Run(ctx context.Context, c *call) error {
	return r.simple(ctx, c, change{word: words.Mark("retry"), verb: queue.RetryVerb, note: true, fits: func(j *transfer.Job) string {
		if !r.All && queue.RefusedCancel(j) {
			return ""
		}
		if why := running(j); why != "" {
			return why
		}
		return unless(j.Fault == nil, words.Tr("it has not failed"))
	}})
}

type forgetCmd struct{ jobArgs }

func (g *forgetCmd) Run(ctx context.Context, c *call) error {
	return g.simple(ctx, c, change{word: words.Mark("forget"), verb: queue.Always(transfer.VerbForget), fits: func(j *transfer.Job) string {
		if g.All {
			return unless(j.Outcome == "", words.Tr("it has not ended"))
		}
		return unless(j.Outcome == "" && j.Want != transfer.Drop, words.Tr("it has not ended; cancel it first"))
	}})
}

type cancelCmd struct {
	jobArgs
	Wait time.Duration `default:"30s" help:"How long to wait for the server's answer."`
}

func (k *cancelCmd) Run(ctx context.Context, c *call) (err error) {
	Outlive()
	f, err := c.follow(ctx, queue.Look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	list, err := k.apply(ctx, f, change{word: words.Mark("cancel"), verb: queue.Always(transfer.VerbDrop), fits: func(j *transfer.Job) string {
		return unless(j.Outcome != "" && (k.All || !queue.RefusedCancel(j)), words.Tr(hasEnded)+": "+words.OutcomeText(j, time.Now()))
	}})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintf(c.Stderr, words.Tr("There is nothing to %s.")+"\n", words.Tr("cancel"))
		return nil
	}
	if err := f.Want(ctx, queue.Cancels); err != nil {
		return err
	}
	return k.wait(ctx, f, list)
}

// wait prints how each cancel ended, as soon as it has.
func (k *cancelCmd) wait(ctx context.Context, f *follower, list []chosen) error {
	limited, stop := context.WithTimeout(ctx, k.Wait)
	defer stop()
	open := map[uuid.UUID]string{} // their names
	for _, j := range list {
		open[j.id] = j.name
	}
	sure := true
	over := func(id uuid.UUID, now *transfer.Job) {
		if name, waited := open[id]; waited && (now == nil || now.Outcome != "") {
			delete(open, id)
			sure = k.report(f.call, name, now) && sure
		}
	}
	printed := f.Stdout
	err := f.Until(limited, func(u transfer.Update, first bool) (bool, error) {
		out := bufio.NewWriterSize(printed, tableBuffer)
		f.Stdout = out
		defer func() { _ = out.Flush(); f.Stdout = printed }() // Process.Run sees a failed write
		for id, now := range u {
			over(id, now)
		}
		if first {
			for id := range open {
				over(id, u[id])
			}
		}
		return len(open) == 0, nil
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil && limited.Err() == nil {
		return err
	}
	for _, name := range open {
		fmt.Fprintf(f.Stdout, "%s: %s\n", name, words.NotToldText())
	}
	if len(open) > 0 && !f.Worked() {
		fmt.Fprintln(f.Stderr, words.Tr(nobodyRuns))
	}
	if len(open) > 0 || !sure {
		return coded{errSaid, ExitFailed}
	}
	return nil
}

// report prints one outcome and reports whether the cancel certainly took effect.
func (k *cancelCmd) report(c *call, name string, now *transfer.Job) bool {
	if now == nil {
		fmt.Fprintf(c.Stdout, words.Tr("%s: removed from the history by another command")+"\n", name)
		return false
	}
	sure := now.Outcome == transfer.Confirmed || now.Outcome == transfer.AlreadyGone || now.Outcome == transfer.NeverReached
	fmt.Fprintf(c.Stdout, "%s: %s\n", queue.NameOf(now), paint(words.OutcomeText(now, time.Now()), sure, c.color))
	return sure
}
