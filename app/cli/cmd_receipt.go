package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"text/tabwriter"
	"time"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/safefile"
	"sendoff/ui/words"
)

// receiptCmd prints or saves receipts of ended uploads.
type receiptCmd struct {
	HTML   bool     `name:"html" xor:"form" help:"A page to print."`
	JSON   bool     `name:"json" xor:"form" help:"JSON, for programs."`
	Output string   `short:"o" placeholder:"FILE" type:"path" help:"Save it in a new file; an existing one is left alone."`
	Batch  bool     `help:"Every upload that was added together with the jobs."`
	Jobs   []string `arg:"" name:"job" help:"The jobs' IDs, or their beginnings."`
}

// Run is called by kong.
func (r *receiptCmd) Run(ctx context.Context, c *call) (err error) {
	if r.JSON {
		words.Speak(words.English)
	}
	f, err := c.follow(ctx, queue.Look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	list, err := r.uploads(ctx, f)
	if err != nil {
		return err
	}
	if err := f.Leave(); err != nil { // the output's reader may take hours
		return err
	}
	write := func(w io.Writer) error { return r.write(w, "Sendoff "+c.Version, list) }
	if r.Output == "" {
		return write(c.Stdout)
	}
	return saveNew(r.Output, write)
}

// uploads are the jobs with their transcripts. A receipt is of uploads that have ended.
func (r *receiptCmd) uploads(ctx context.Context, f *follower) ([]words.Receipted, error) {
	all, err := f.Jobs(ctx)
	if err != nil {
		return nil, err
	}
	jobs, err := all.Find(r.Jobs)
	if err != nil {
		return nil, err
	}
	if r.Batch {
		jobs = batches(all, jobs)
	}
	var list []words.Receipted
	for _, j := range jobs {
		if j.Outcome == "" {
			return nil, queue.Plainly(words.Tr("there is no receipt of %s yet: it has not ended"), j.Name())
		}
		one := words.Receipted{Job: j, SHA256: j.SHA256(ctx)}
		err := f.Ask(ctx, func(q queue.Queue) (err error) {
			one.Notes, err = q.Transcript(ctx, j.ID)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read the transcript: %w", err)
		}
		list = append(list, one)
	}
	return list, nil
}

// batches are all jobs of the groups that some jobs were added with.
func batches(all queue.Jobs, some []*transfer.Job) []*transfer.Job {
	wanted := map[*transfer.Job]bool{}
	groups := map[string]bool{}
	for _, j := range some {
		wanted[j] = true
		groups[j.Target.Group] = j.Target.Group != ""
	}
	var list []*transfer.Job
	for _, j := range all.Sorted() {
		if wanted[j] || groups[j.Target.Group] {
			list = append(list, j)
		}
	}
	return list
}

func (r *receiptCmd) write(w io.Writer, program string, list []words.Receipted) error {
	now := time.Now()
	switch {
	case r.JSON:
		return writeJSON(w, words.ReceiptDocument(program, list, now))
	case r.HTML:
		return words.ReceiptPage(program, list, now).Write(w)
	}
	page := words.ReceiptPage(program, list, now)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%s\n%s\n", page.Title, page.Made)
	for _, s := range page.Sections {
		fmt.Fprintf(t, "\n%s\n", s.Name)
		for _, row := range s.Rows {
			for i, line := range bytes.Split([]byte(row.Value), []byte("\n")) {
				label := row.Label
				if i > 0 {
					label = ""
				}
				fmt.Fprintf(t, "%s\t%s\n", label, words.Plain(string(line)))
			}
		}
	}
	fmt.Fprintf(t, "\n%s\n", page.Note)
	return t.Flush()
}

// saveNew writes a file that did not exist, whole or not at all.
func saveNew(path string, write func(io.Writer) error) error {
	var text bytes.Buffer
	if err := write(&text); err != nil {
		return err
	}
	f, err := safefile.Create(path)
	if errors.Is(err, fs.ErrExist) {
		return wrongUsage(words.Tr("%s exists already and is left alone; name another file"), path)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(text.Bytes())
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
