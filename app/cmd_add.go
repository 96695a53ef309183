package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui"
)

// uploads is what upload and add have in common.
type uploads struct {
	To       string   `required:"" placeholder:"URL" help:"Where to: a folder ending in /, or the file's own address."`
	Reply    string   `placeholder:"FILE" type:"path" help:"Ask the server for a reply and save it there; for one file."`
	Priority string   `default:"normal" enum:"foreground,high,normal,low" help:"foreground, high, normal or low."`
	Files    []string `arg:"" name:"file" help:"Files to upload."`
	trusting
	special
}

var priorities = map[string]transfer.Priority{
	"foreground": transfer.Foreground, "high": transfer.High, "normal": transfer.Normal, "low": transfer.Low,
}

// jobs checks everything before the first job is added: all of the files are taken or none.
func (u *uploads) jobs() ([]transfer.Job, error) {
	if err := u.check(); err != nil {
		return nil, err
	}
	seen := map[string]string{}
	list := make([]transfer.Job, 0, len(u.Files))
	for _, path := range u.Files {
		j, err := u.job(path)
		if err != nil {
			return nil, err
		}
		if other, twice := seen[j.Target.URL]; twice {
			return nil, wrongUsage(tr("%s and %s would both become %s; upload them to different folders"), other, path, j.Target.URL)
		}
		seen[j.Target.URL] = path
		list = append(list, j)
	}
	if len(list) > 1 {
		group := ui.NewGroupKey("")
		for i := range list {
			list[i].Target.Group = group
		}
	}
	return list, nil
}

func (u *uploads) check() error {
	if _, err := transfer.CheckURL(u.To); err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	if len(u.Files) > 1 && u.Reply != "" {
		return wrongUsage("%s", tr("--reply is for one file; upload the others by themselves"))
	}
	if _, err := os.Lstat(u.Reply); u.Reply != "" && err == nil {
		return wrongUsage(tr("%s exists already and is left alone; name another file for the reply"), u.Reply)
	}
	if u.Reply == "" {
		return nil
	}
	return transfer.CheckReply(u.Reply)
}

func (u *uploads) job(path string) (transfer.Job, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return transfer.Job{}, wrongUsage(tr("%s is a folder; name the files in it, or drop it on the window"), path)
	}
	source, err := transfer.Stat(path)
	if err != nil {
		return transfer.Job{}, err
	}
	address, err := transfer.Destination(u.To, filepath.Base(source.Path))
	if err != nil {
		return transfer.Job{}, err
	}
	if len(u.Files) > 1 && !strings.HasSuffix(mustPath(u.To), "/") {
		return transfer.Job{}, wrongUsage(tr("--to must end in / for several files; %s is one file's address"), u.To)
	}
	headers, err := u.headers()
	if err != nil {
		return transfer.Job{}, err
	}
	j := transfer.NewJob(source, transfer.Target{URL: address, Reply: u.Reply, Headers: headers, NoProgress: u.NoProgressTimeout.limit()})
	j.Priority = priorities[u.Priority]
	return j, nil
}

// mustPath is the path of an address that check has taken; an empty one is the server's root folder.
func mustPath(address string) string {
	u, err := transfer.CheckURL(address)
	if err != nil || u.Path == "" {
		return "/"
	}
	return u.Path
}

type addCmd struct {
	uploads
	Paused bool `help:"Add them paused."`
}

func (a *addCmd) Run(ctx context.Context, c *call) (err error) {
	list, err := a.jobs()
	if err != nil {
		return err
	}
	if a.Paused {
		for i := range list {
			list[i].Want = transfer.Hold
		}
	}
	c.warnOfTwins(list)
	f, err := c.follow(ctx, look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	if err := a.apply(ctx, f, a.To); err != nil {
		return err
	}
	if err := f.do(ctx, transfer.Command{Verb: transfer.VerbAdd, Jobs: list}); err != nil {
		return fmt.Errorf("add: %w", err)
	}
	for i := range list {
		fmt.Fprintln(c.stdout, list[i].ID)
	}
	if !a.Paused && !f.worked() {
		fmt.Fprintln(c.stderr, tr(nobodyRuns))
	}
	return nil
}

// nobodyRuns is said when a command left work in a queue that nobody works on.
const nobodyRuns = "No Sendoff works on the queue; open the window, or: sendoff run"

type uploadCmd struct {
	uploads
	Limit size `placeholder:"RATE" help:"Bytes a second for all uploads together, such as 500k or 2M."`
}

func (u *uploadCmd) Run(ctx context.Context, c *call) (err error) {
	list, err := u.jobs()
	if err != nil {
		return err
	}
	outlive()
	c.warnOfTwins(list)
	c.limit = int64(u.Limit)
	f, err := c.follow(ctx, work)
	if err != nil {
		return err
	}
	defer f.close(&err)
	if err := u.apply(ctx, f, u.To); err != nil {
		return err
	}
	if err := f.do(ctx, transfer.Command{Verb: transfer.VerbAdd, Jobs: list}); err != nil {
		return fmt.Errorf("add: %w", err)
	}
	if _, mine := f.q.(*local); c.limit > 0 && !mine {
		fmt.Fprintln(c.stderr, tr("--limit has no effect: another Sendoff works on the queue, with limits of its own"))
	}
	return u.wait(ctx, f, list)
}

// wait shows progress until every job has ended or needs the user.
func (u *uploadCmd) wait(ctx context.Context, f *follower, list []transfer.Job) error {
	ids := make([]uuid.UUID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	p := newProgress(f.call, ids)
	err := f.until(ctx, func(all jobs) (bool, error) { return p.show(all), nil })
	p.end()
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(f.stderr, counted("Interrupted; %s upload stays in the queue. Go on with: sendoff run",
			"Interrupted; %s uploads stay in the queue. Go on with: sendoff run", p.unfinished()))
		return coded{errSaid, exitInterrupted}
	case err != nil:
		return err
	case p.failed:
		return coded{errSaid, exitFailed}
	}
	return nil
}
