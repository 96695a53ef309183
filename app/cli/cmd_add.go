package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/transfer/source"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// uploads is the part shared by upload and add.
type uploads struct {
	To        string   `required:"" placeholder:"SERVER" help:"Where to: the name of a server as NAME/, a folder's address ending in /, or the file's own address."`
	Reply     string   `placeholder:"FILE" type:"path" help:"Ask the server for a reply and save it there; for one file."`
	Priority  string   `default:"normal" enum:"foreground,high,normal,low" help:"foreground, high, normal or low."`
	FilesFrom string   `placeholder:"FILE" help:"Upload the files that are listed in FILE too, one a line; - reads the list from standard input."`
	Null      bool     `short:"0" help:"In the list of --files-from each name ends with a NUL character instead of a line."`
	Name      string   `placeholder:"NAME" help:"Name on the server for what is piped into -."`
	Again     bool     `help:"Upload a file even if an upload of it to the same address is waiting; without this, that one is used."`
	Hidden    bool     `help:"Where Sendoff expands patterns such as *.txt (on Windows): hidden files too, system files and lock files of open documents."`
	Quiet     bool     `short:"q" help:"Print what failed and nothing else."`
	Files     []string `arg:"" optional:"" name:"file" help:"Files to upload; - is what is piped into standard input."`
	trusting
	advancedFlags
	spooled string      // the file that - was stored in; "" = none
	card    *cards.Card // that --to names; nil = it is an address
}

var priorities = map[string]transfer.Priority{
	"foreground": transfer.Foreground, "high": transfer.High, "normal": transfer.Normal, "low": transfer.Low,
}

// jobs checks everything before the first job is added: all files are accepted or none. An empty list of files makes
// no job and is no error: a script that has nothing to send has not failed.
func (u *uploads) jobs(ctx context.Context, c *call) ([]transfer.Job, error) {
	if err := u.find(ctx, c); err != nil {
		return nil, err
	}
	names, err := u.names(c)
	if err != nil {
		return nil, err
	}
	if err := u.check(names); err != nil {
		return nil, err
	}
	if len(names) == 0 && !u.Quiet {
		fmt.Fprintf(c.Stderr, "sendoff: %s\n", words.Tr("the list names no file; nothing is added"))
	}
	seen := map[string]string{}
	jobs := make([]transfer.Job, 0, len(names))
	facts := list.LocalFacts()
	for i, path := range names {
		j, err := u.job(c, path, facts.Of(i+1, len(names)))
		if err != nil {
			return nil, err
		}
		if other, twice := seen[j.Target.URL]; twice {
			return nil, wrongUsage(words.Tr("%s and %s would both become %s; upload them to different folders"), other, path, j.Target.URL)
		}
		seen[j.Target.URL] = path
		jobs = append(jobs, j)
	}
	if len(jobs) > 1 {
		group := transfer.NewGroupKey("")
		for i := range jobs {
			jobs[i].Target.Group = group
		}
	}
	return jobs, nil
}

func (u *uploads) check(names []string) error {
	if _, err := transfer.CheckURL(u.To); err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	if len(names) > 1 && u.Reply != "" {
		return wrongUsage("%s", words.Tr("--reply is for one file; upload the others by themselves"))
	}
	if len(names) > 1 && !strings.HasSuffix(mustPath(u.To), "/") {
		return wrongUsage(words.Tr("--to must end in / for several files; %s is one file's address"), u.To)
	}
	if !slices.Contains(names, standardInput) && u.Name != "" {
		return wrongUsage("%s", words.Tr("--name is for what - sends; a file gets another name by its own address in --to"))
	}
	if slices.Contains(names, standardInput) && u.FilesFrom == standardInput {
		return wrongUsage("%s", words.Tr("standard input is either the list of --files-from or what - sends, not both"))
	}
	if _, err := os.Lstat(u.Reply); u.Reply != "" && err == nil {
		return wrongUsage(words.Tr("%s exists already and is left alone; name another file for the reply"), u.Reply)
	}
	if u.Reply == "" {
		return nil
	}
	return transfer.CheckReply(u.Reply)
}

// find replaces the name of a server by its address.
func (u *uploads) find(ctx context.Context, c *call) error {
	to, err := c.meant(ctx, u.To)
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	u.To, u.card = to.address, to.card
	return nil
}

// address is where a file goes: as its server's card names files, if that was named.
func (u *uploads) address(path string, facts list.NameFacts) (string, error) {
	if u.card == nil || !strings.HasSuffix(mustPath(u.To), "/") {
		return transfer.Destination(u.To, filepath.Base(path))
	}
	return list.NamedAddress(u.To, u.card.Template(), facts.For(path))
}

func (u *uploads) job(c *call, path string, facts list.NameFacts) (transfer.Job, error) {
	path, err := u.local(c, path)
	if err != nil {
		return transfer.Job{}, err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return transfer.Job{}, wrongUsage(words.Tr("%s is a folder; name the files in it, or drop it on the window"), path)
	}
	source, err := source.Stat(path)
	if err != nil {
		return transfer.Job{}, err
	}
	address, err := u.address(source.Path, facts)
	if err != nil {
		return transfer.Job{}, err
	}
	headers, err := u.headers()
	if err != nil {
		return transfer.Job{}, err
	}
	j := transfer.NewJob(source, transfer.Target{
		URL: address, Reply: u.reply(source.Path), Headers: headers, NoProgress: u.NoProgressTimeout.limit(), AfterUnclear: ways[u.AfterUnclear],
	})
	j.Priority = priorities[u.Priority]
	return j, nil
}

// reply is where a file's reply is saved; "" = none is expected.
func (u *uploads) reply(path string) string {
	if u.Reply == "" && u.card != nil && u.card.Reply {
		return list.ReplyPath(path)
	}
	return u.Reply
}

// local is a path that means the same file in every process as the argument does in this one.
func (u *uploads) local(c *call, path string) (string, error) {
	if path != standardInput {
		return namedFile(path)
	}
	if u.spooled != "" {
		return "", wrongUsage("%s", words.Tr("- can be sent once"))
	}
	return u.piped(c)
}

// give adds the jobs and returns the IDs of those that upload the files: new ones, or open ones for the same files.
func (u *uploads) give(ctx context.Context, f *follower, list []transfer.Job) ([]uuid.UUID, error) {
	if err := u.apply(ctx, f, u.To); err != nil {
		return nil, err
	}
	if err := f.Do(ctx, transfer.Command{Verb: transfer.VerbAdd, Jobs: list, Join: !u.Again}); err != nil {
		return nil, fmt.Errorf("add: %w", err)
	}
	ids := make([]uuid.UUID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	if u.Again {
		return ids, nil
	}
	return ids, u.joined(ctx, f, list, ids)
}

// joined replaces the IDs of jobs that were not added by those of the open jobs they joined.
func (u *uploads) joined(ctx context.Context, f *follower, list []transfer.Job, ids []uuid.UUID) error {
	missing := map[uuid.UUID]bool{}
	err := f.Each(ctx, func() {
		for _, id := range ids {
			missing[id] = true
		}
	}, func(j *transfer.Job) { delete(missing, j.ID) })
	if err != nil || len(missing) == 0 {
		return err
	}
	doing, err := u.doing(ctx, f, list, missing)
	if err != nil {
		return err
	}
	for i := range list {
		j := doing[list[i].Work()]
		if !missing[ids[i]] || j == nil {
			continue
		}
		ids[i] = j.ID
		if !u.Quiet {
			fmt.Fprintf(f.Stderr, words.Tr("%s waits already for the same address: this is job %s. To upload it twice: --again")+"\n", queue.NameOf(j), j.ID)
		}
	}
	return nil
}

// doing returns the jobs of the queue that do the work of those of list that are missing: an open one, or the one that
// ended last.
func (u *uploads) doing(ctx context.Context, f *follower, list []transfer.Job, missing map[uuid.UUID]bool) (map[transfer.Work]*transfer.Job, error) {
	wanted, doing := map[transfer.Work]bool{}, map[transfer.Work]*transfer.Job{}
	for i := range list {
		if missing[list[i].ID] {
			wanted[list[i].Work()] = true
		}
	}
	err := f.Each(ctx, func() { clear(doing) }, func(j *transfer.Job) {
		work := transfer.Work{Path: j.Source.Path, URL: j.Target.URL} // the queue has addresses in the one spelling
		if before := doing[work]; wanted[work] && (before == nil || j.Open() || !before.Open() && j.Ended.After(before.Ended)) {
			doing[work] = j
		}
	})
	return doing, err
}

// tidy removes what was stored for a job that was not added.
func (u *uploads) tidy(c *call, added *bool) {
	if u.spooled == "" || *added {
		return
	}
	if err := queue.Unspool(c.Dir, u.spooled); err != nil {
		fmt.Fprintf(c.Stderr, "sendoff: %s\n", sentence(err))
	}
}

// mustPath is the path of a checked address; an empty one is the server's root folder.
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
	added := false
	defer a.tidy(c, &added)
	list, err := a.jobs(ctx, c)
	if err != nil || len(list) == 0 {
		return err
	}
	if a.Paused {
		for i := range list {
			list[i].Want = transfer.Hold
		}
	}
	a.warnOfTwins(c, list)
	f, err := c.follow(ctx, queue.Look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	ids, err := a.give(ctx, f, list)
	if err != nil {
		return err
	}
	added = true
	if a.Quiet {
		return nil
	}
	for _, id := range ids {
		fmt.Fprintln(c.Stdout, id)
	}
	if !a.Paused && !f.Worked() {
		fmt.Fprintln(c.Stderr, words.Tr(nobodyRuns))
	}
	return nil
}

// nobodyRuns is printed when a command left work in a queue that no process works on.
const nobodyRuns = "No Sendoff works on the queue; open the window, or: sendoff run"

type uploadCmd struct {
	uploads
	credentials
	Limit size `placeholder:"RATE" help:"Bytes a second for all uploads together, such as 500k or 2M."`
}

func (u *uploadCmd) Run(ctx context.Context, c *call) (err error) {
	if u.PasswordStdin && (u.FilesFrom == standardInput || slices.Contains(u.Files, standardInput)) {
		return wrongUsage("%s", words.Tr("standard input is either the password or what is to be uploaded, not both"))
	}
	added := false
	defer u.tidy(c, &added)
	list, err := u.jobs(ctx, c)
	if err != nil || len(list) == 0 {
		return err
	}
	if c.Lent, err = u.lent(c, list); err != nil {
		return err
	}
	Outlive()
	u.warnOfTwins(c, list)
	c.Limit = int64(u.Limit)
	f, err := c.follow(ctx, queue.Work)
	if err != nil {
		return err
	}
	defer f.close(&err)
	if err := f.lend(ctx); err != nil {
		return err
	}
	defer func() { f.takeBack(ctx, f.Lent) }()
	ids, err := u.give(ctx, f, list)
	if err != nil {
		return err
	}
	added = true
	if err := f.lendJoined(ctx, list, ids); err != nil {
		return err
	}
	if c.Limit > 0 && !f.Owned() {
		fmt.Fprintln(c.Stderr, words.Tr("--limit has no effect: another Sendoff works on the queue, with limits of its own"))
	}
	return u.wait(ctx, f, ids)
}

// lent is the account for the address, from the flags or the environment: for these jobs only.
func (u *uploadCmd) lent(c *call, jobs []transfer.Job) ([]queue.SignIn, error) {
	list, err := lentToService(c)
	if err != nil {
		return nil, err
	}
	if u.hasPassword(c) {
		u.asOn(u.card, c)
	}
	a, err := u.given(c)
	if err != nil || a == nil {
		return list, err
	}
	place, err := transfer.SignInPlace(u.To)
	own := queue.SignIn{Place: place, Account: *a, Lent: true}
	for i := range jobs {
		own.Jobs = append(own.Jobs, jobs[i].ID)
	}
	return append(list, own), err
}

// lentToService are the accounts that the service manager has handed out.
func lentToService(c *call) ([]queue.SignIn, error) {
	if path := c.credential(credentialOfAccounts); path != "" {
		return accountsIn(path)
	}
	return nil, nil
}

// wait shows progress until every job has ended or needs the user. At a terminal it asks for the account that one
// needs, and goes on.
func (u *uploadCmd) wait(ctx context.Context, f *follower, ids []uuid.UUID) error {
	p := newProgress(f.call, ids)
	p.quiet = u.Quiet
	p.asks = !u.Quiet && f.keyboard() != nil && p.redraw
	var err error
	for again := true; again && err == nil; {
		err = f.Until(ctx, func(u transfer.Update, first bool) (bool, error) { return p.show(u, first), nil })
		p.end()
		again = p.waits != nil
		if again && err == nil {
			err = f.signInFor(ctx, p)
		}
	}
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(f.Stderr, words.Counted("Interrupted; %s upload stays in the queue. Go on with: sendoff run",
			"Interrupted; %s uploads stay in the queue. Go on with: sendoff run", p.unfinished()))
		return coded{errSaid, exitInterrupted}
	case err != nil:
		return err
	case p.failed:
		return coded{errSaid, ExitFailed}
	}
	return nil
}
