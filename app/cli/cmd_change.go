package cli

import (
	"context"
	"fmt"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

// changeCmd gives a job another address or another file without adding it again.
type changeCmd struct {
	Job          string `arg:"" name:"job" help:"The job's ID, or its beginning."`
	To           string `placeholder:"URL" help:"Where to from here on: a folder ending in /, or the file's own address."`
	File         string `placeholder:"FILE" type:"path" help:"Where the file is by now."`
	AfterUnclear string `default:"" enum:",auto,resume,restart" placeholder:"WAY" help:"What to do after a part without an answer: auto, resume or restart. A running upload follows it from its next connection on."`
	headerFlags
}

// Run is called by kong.
func (k *changeCmd) Run(ctx context.Context, c *call) (err error) {
	if k.To == "" && k.File == "" && k.AfterUnclear == "" && len(k.Header)+len(k.HeaderShown) == 0 {
		return wrongUsage("%s", words.Tr("say what is to change: --to URL, --file FILE or both"))
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
	list, err := all.Find([]string{k.Job})
	if err != nil {
		return err
	}
	if k.To, err = c.addressOf(ctx, k.To); err != nil {
		return err
	}
	j, err := k.changed(*list[0])
	if err != nil {
		return err
	}
	if names := transfer.LeftBehind(list[0], j.Target); len(names) > 0 {
		fmt.Fprintln(c.Stderr, words.LeftBehindText(names))
	}
	if err := f.Do(ctx, transfer.Command{Verb: transfer.VerbChange, Jobs: []transfer.Job{j}}); err != nil {
		return fmt.Errorf("change: %w", err)
	}
	if j.Want == transfer.Run && !f.Worked() {
		fmt.Fprintln(c.Stderr, words.Tr(nobodyRuns))
	}
	return nil
}

// changed is the job with the flags applied.
func (k *changeCmd) changed(j transfer.Job) (transfer.Job, error) {
	if k.File != "" {
		path, err := namedFile(k.File)
		if err != nil {
			return j, err
		}
		source, err := source.Stat(path)
		if err != nil {
			return j, err
		}
		j.Source = source
	}
	if k.To != "" {
		address, err := transfer.Destination(k.To, j.Name())
		if err != nil {
			return j, fmt.Errorf("--to: %w", err)
		}
		j.Target.URL = address
	}
	if way, given := ways[k.AfterUnclear]; given {
		j.Target.AfterUnclear = way
	}
	headers, err := k.headers()
	if headers != "" {
		j.Target.Headers = headers
	}
	return j, err
}
