package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/words"
)

type listCmd struct {
	JSON  bool `name:"json" help:"One JSON object per line."`
	All   bool `help:"The history too."`
	Watch bool `help:"Go on and print what changes."`
}

func (l *listCmd) Run(ctx context.Context, c *call) (err error) {
	if l.JSON {
		words.Speak(words.English) // output for scripts is the same in every language
	}
	f, err := c.follow(ctx, queue.Look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	if l.Watch {
		return l.watch(ctx, f)
	}
	return l.once(ctx, c, f)
}

// once prints the queue as it is.
func (l *listCmd) once(ctx context.Context, c *call, f *follower) error {
	t := listing{list: l, unsafe: unsafeFor(c.Stdout)}
	err := f.Each(ctx, t.begin, t.see)
	if err == nil {
		err = f.Leave() // the output's reader, such as less, may take hours
	}
	if err != nil {
		return err
	}
	return t.print(c)
}

// stateLine is a job's state, its pace and what is wrong with it.
func stateLine(j *transfer.Job) string {
	return words.StateText(j, time.Now()) + paceLine(j) + faultLine(j)
}

func faultLine(j *transfer.Job) string {
	if (j.Outcome == "" || j.Outcome == transfer.Delivered) && j.Fault != nil {
		return " - " + words.FaultText(j.Fault, j)
	}
	return ""
}

// watch prints every job first and then each changed one, until it is interrupted.
func (l *listCmd) watch(ctx context.Context, f *follower) error {
	said, last := map[uuid.UUID]string{}, queue.Jobs{}
	width := 8
	err := f.Until(ctx, func(u transfer.Update, first bool) (bool, error) {
		if err := l.gone(f.call, goneFrom(u, first, last), last, width); err != nil {
			return false, err
		}
		var changed []*transfer.Job
		before := len(last)
		for _, j := range queue.Jobs(u).Sorted() {
			if !l.All && j.Outcome != "" && said[j.ID] == "" {
				continue // ended before the watch began
			}
			if now := l.line(j); now != said[j.ID] {
				said[j.ID], last[j.ID] = now, j
				changed = append(changed, j)
			}
		}
		if len(last) > before {
			width = max(width, last.Shortest())
		}
		return false, l.changes(f.call, changed, width)
	})
	if errors.Is(err, context.Canceled) {
		return coded{errSaid, exitInterrupted}
	}
	return err
}

// goneFrom returns the printed jobs that were removed.
func goneFrom(u transfer.Update, first bool, last queue.Jobs) []uuid.UUID {
	var gone []uuid.UUID
	for id, j := range u {
		if j == nil && last[id] != nil {
			gone = append(gone, id)
		}
	}
	for id := range last {
		if first && u[id] == nil {
			gone = append(gone, id)
		}
	}
	return gone
}

// gone prints the printed jobs that were removed since.
func (l *listCmd) gone(c *call, gone []uuid.UUID, last queue.Jobs, width int) error {
	for _, id := range gone {
		j := last[id]
		delete(last, id)
		if l.JSON {
			out := queue.ToJSON(j)
			out.Gone = true
			if err := writeJSON(c.Stdout, out); err != nil {
				return err
			}
			continue
		}
		if _, err := fmt.Fprintf(c.Stdout, "%s  %s: %s\n", id.String()[:width], queue.NameOf(j), words.Tr("removed from the queue")); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	return nil
}

// line is the text that decides whether a job is printed again.
func (l *listCmd) line(j *transfer.Job) string {
	if !l.JSON { // a pace alone is no news, but that nothing moves any more is
		return fmt.Sprint(words.StateText(j, time.Now()), faultLine(j), j.Quiet > 0)
	}
	data, err := json.Marshal(queue.ToJSON(j))
	if err != nil {
		return err.Error()
	}
	return string(data)
}

func (l *listCmd) changes(c *call, list []*transfer.Job, width int) error {
	for _, j := range list {
		if l.JSON {
			if err := writeJSON(c.Stdout, queue.ToJSON(j)); err != nil {
				return err
			}
			continue
		}
		if _, err := fmt.Fprintf(c.Stdout, "%s  %s: %s\n", j.ID.String()[:width], queue.NameOf(j), stateLine(j)); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	return nil
}

type showCmd struct {
	JSON bool   `name:"json" help:"One JSON object."`
	Job  string `arg:"" help:"The job's ID, or its beginning."`
}

func (s *showCmd) Run(ctx context.Context, c *call) (err error) {
	if s.JSON {
		words.Speak(words.English)
	}
	f, err := c.follow(ctx, queue.Look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	all, err := f.Jobs(ctx)
	if err != nil {
		return err
	}
	j, err := all.One(s.Job)
	if err != nil {
		return err
	}
	var notes []bits.Note
	err = f.Ask(ctx, func(q queue.Queue) (err error) {
		notes, err = q.Transcript(ctx, j.ID)
		return err
	})
	if err != nil {
		return fmt.Errorf("read the transcript: %w", err)
	}
	if err := f.Leave(); err != nil { // the output's reader, such as less, may take hours
		return err
	}
	if s.JSON {
		return showJSON(c.Stdout, j, notes)
	}
	return show(c.Stdout, j, notes)
}

func showJSON(w io.Writer, j *transfer.Job, notes []bits.Note) error {
	out, err := queue.Showing(j, notes)
	if err != nil {
		return err
	}
	return writeJSON(w, out)
}

func show(w io.Writer, j *transfer.Job, notes []bits.Note) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, fact := range facts(j) {
		if fact[1] != "" {
			fmt.Fprintf(t, "%s\t%s\n", fact[0], words.Plain(fact[1]))
		}
	}
	if len(notes) > 0 {
		fmt.Fprint(t, "\n"+words.Tr("Transcript")+"\n")
	}
	for _, n := range notes {
		fmt.Fprintln(t, noteLine(n))
	}
	return t.Flush()
}

func facts(j *transfer.Job) [][2]string {
	return [][2]string{
		{words.Tr("Job"), j.ID.String()},
		{words.Tr("File"), j.Source.Path},
		{words.Tr("To"), transfer.Letters(bits.SafeAddress(j.Target.URL))},
		{words.Tr("Size"), fmt.Sprintf(words.Tr("%s (%d bytes)"), words.Size(j.Source.Size), j.Source.Size)},
		{words.Tr("State"), words.StateText(j, time.Now()) + " (" + j.State().BITS() + ")"},
		{words.Tr("Problem"), words.FaultText(j.Fault, j)},
		{words.Tr("Content"), words.ProofText(j)},
		{words.Tr("SHA-256"), words.SHA256Of(j)},
		{words.Tr("Speed"), strings.TrimPrefix(paceLine(j), ", ")},
		{words.Tr("Started over"), words.StartedOverFact(j)},
		{words.Tr("Confirmed"), fmt.Sprintf("%s, %d %%", words.Size(j.Acked), words.Percent(j.Acked, j.Source.Size))},
		{words.Tr("Session"), j.Session.ID},
		{words.Tr("Host"), j.Session.Host},
		{words.Tr("Reply"), j.ReplyPath()},
		{words.Tr("Headers"), headersText(j)},
		{words.Tr("After a part without an answer"), words.AfterUnclearText(j)},
		{words.Tr("Added"), clock(j.Added)},
		{words.Tr("Ended"), clock(j.Ended)},
	}
}

func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return words.Stamp(t)
}

func noteLine(n bits.Note) string {
	line := fmt.Sprintf("%s %s %s %s", words.StampMillis(n.At), words.Arrow(n), n.Packet, words.Plain(words.Note(n)))
	if n.Took > 0 {
		line += fmt.Sprintf(" (%s)", n.Took.Round(time.Millisecond))
	}
	if n.Count > 1 {
		line += fmt.Sprintf(" ×%d", n.Count)
	}
	return line
}
