package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui"
)

// queue is the queue of jobs, in this process or in the one that owns it.
type queue interface {
	// Do ends when the command is stored.
	Do(ctx context.Context, c transfer.Command) error
	// Watch hands over every job and the history first, then what changes, until f or ctx ends it.
	Watch(ctx context.Context, f func(transfer.Update) error) error
	// All is every job and the whole history.
	All(ctx context.Context) (transfer.Update, error)
	Transcript(ctx context.Context, id uuid.UUID) ([]bits.Note, error)
	// Pins are the certificates that the user trusts.
	Pins(ctx context.Context) ([]transfer.Pin, error)
	// Diagnostics are one text for who helps, without anything that grants access.
	Diagnostics(ctx context.Context) (string, error)
	// Raise shows the window and opens its sheet with the files. It is errNoWindow without one.
	Raise(ctx context.Context, paths []string) error
	// SignIn takes an account in and lets the jobs go on that waited for it. kept tells whether the
	// system's keyring has it.
	SignIn(ctx context.Context, s signIn) (kept bool, err error)
	// SignOut forgets an account; was tells whether there was one.
	SignOut(ctx context.Context, place string) (was bool, err error)
	// Start makes the queue transfer. An owner in another process decides that for itself.
	Start(ctx context.Context) error
	// StartCancels makes the queue tell servers of cancelled jobs, and upload nothing.
	StartCancels()
	Close() error
}

var (
	// errOwnerGone says that the process that owned the queue ended in the middle.
	errOwnerGone = errors.New(word("the Sendoff that worked on the queue has ended"))
	// errNobody says that no process listens at the queue's control channel.
	errNobody   = fmt.Errorf("nobody answers: %w", errOwnerGone)
	errNoWindow = errors.New(word("the Sendoff that works on the queue has no window"))
	// errOtherVersion says that the two ends of the control channel do not understand each other.
	errOtherVersion = errors.New(word("the Sendoff that works on the queue is of another version"))
	// errStranger says that the process at the other end is another user's. It was told nothing.
	errStranger = errors.New(word("the Sendoff that answers for this queue belongs to another user"))
	// errFull says that the owner has no place for one more who watches.
	errFull = errors.New(word("too many programs watch the queue at the moment"))
	// errWorks says that the owner does as much with the queue as is asked for.
	errWorks  = errors.New(word("another Sendoff works on the queue already"))
	errNoQuit = errors.New(word("this Sendoff can only be ended where it was started"))
)

const (
	// takeOver is how long a command waits for an owner that is neither reachable nor gone, before it says so.
	takeOver = 3 * time.Second
	// maxWait is how long it waits in all. Where many commands come at once, the queue changes hands often.
	maxWait = 30 * time.Second
	// lockWait is between two questions to an owner that was not there or not ready.
	lockWait = 200 * time.Millisecond
	// manners is how long who only looks leaves a queue without an owner to others.
	manners = 2 * time.Second
)

// open finds the owner of the queue, or makes this process the owner, in order to do what a says. An owner that
// does less hands the queue over.
func (c *call) open(ctx context.Context, a aim) (queue, error) {
	if err := c.placed(); err != nil { // once more: it may have waited for a person or a server since it began
		return nil, err
	}
	began := time.Now()
	for {
		r, err := dial(ctx, c.dir)
		if err == nil {
			r.slow = c.waiting
			if a == look || r.Works >= a {
				return r, nil
			}
			err = r.handOver(ctx, a) // whatever it says, the next round tells
		}
		if errors.Is(err, errStranger) || errors.Is(err, errOtherVersion) {
			return nil, err
		}
		l, err := c.own(ctx, lockWait, a)
		switch {
		case err == nil:
			return l, nil
		case !errors.Is(err, transfer.ErrLocked):
			return nil, err
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case time.Since(began) > c.patience():
			return nil, c.locked()
		case time.Since(began) > takeOver:
			c.waiting()
		}
	}
}

// patience is how long to wait for an owner that does not answer.
func (c *call) patience() time.Duration { return cmp.Or(c.process.patience, maxWait) }

// waiting tells people once that others are at the queue.
func (c *call) waiting() {
	if !c.told.Swap(true) {
		fmt.Fprintf(c.stderr, tr("Waiting for a turn: another Sendoff is busy with the queue in %s.")+"\n", c.dir)
	}
}

func (c *call) locked() error {
	return unavailable(tr("the queue in %s is in use by another Sendoff that does not answer; close it, or name another folder with --dir"), c.dir)
}

// openAgain leaves others the first turn at a queue whose owner has ended: it may have ended for one who works.
func (c *call) openAgain(ctx context.Context, a aim) (queue, error) {
	if a != look {
		return c.open(ctx, a)
	}
	limited, cancel := context.WithTimeout(ctx, manners)
	defer cancel()
	again := time.NewTicker(lockWait)
	defer again.Stop()
	for {
		if r, err := dial(limited, c.dir); err == nil {
			r.slow = c.waiting
			return r, nil
		}
		select {
		case <-again.C:
		case <-limited.Done():
			return c.open(ctx, a)
		}
	}
}

// own makes this process the owner of the queue and reachable for others. It does not transfer yet.
func (c *call) own(ctx context.Context, wait time.Duration, a aim) (*local, error) {
	if err := c.housed(); err != nil {
		return nil, err
	}
	if err := makeFolder(c.dir); err != nil {
		return nil, c.unkept(err)
	}
	l := &local{dir: c.dir, log: newFileLog(c.dir, c.log), raise: c.raise, limit: c.limit, secrets: newSecrets(c.keyring())}
	l.budget = budgetOf(cmp.Or(c.files, openFiles()))
	engine, err := transfer.Open(transfer.Options{
		Dir: c.dir, UserAgent: "Sendoff/" + version, Log: l.log.Logger, LockWait: wait, Accounts: l.secrets,
		MaxUploads: l.budget.uploads,
	})
	if err != nil {
		return nil, errors.Join(c.unkept(err), l.log.Close())
	}
	l.engine = engine
	l.aim.Store(int32(a))
	l.close = sync.OnceValue(l.end)
	l.practice = &practice{dir: c.dir, store: engine, log: l.log.Logger, awaited: l.awaited}
	ui.KnowPractice(l.practice.last())
	if l.accounts, err = loadAccounts(engine); err != nil {
		l.log.Error("settings", slog.Any("error", err)) // a list to sign out from is not worth the queue
	}
	if l.tidySpool(ctx); l.spooling() {
		l.spools.Do(l.keepSpool)
	}
	l.notices = append(engine.Notices(), watchCrashes(c.dir, l.log.Logger)...)
	for _, n := range l.notices {
		l.log.Warn("opening the queue", slog.String("notice", n))
		fmt.Fprintln(c.stderr, "sendoff:", ui.PlainLines(n))
	}
	l.control, err = serveControl(ctx, controlOptions{
		Dir: c.dir, Queue: l, Log: l.log.Logger, Quit: c.quit, Clients: l.budget.clients, Watchers: l.budget.watchers,
	})
	if err != nil {
		// The queue works without: other processes then say that it is in use.
		l.log.Error("control channel", slog.Any("error", err))
	}
	return l, nil
}

// local is the queue when this process owns it.
type local struct {
	dir      string
	engine   *transfer.Engine
	control  *control
	practice *practice
	secrets  *secrets
	accounts *accounts
	log      *fileLog
	notices  []string
	followed sync.WaitGroup       // who follows the queue for the log
	raise    func(paths []string) // shows the window; nil without one; set before control serves
	limit    int64                // bytes a second, for this process only; 0 = as the window was told
	started  bool
	budget   budget
	aim      atomic.Int32 // an aim: what this process does with the queue
	close    func() error // hands the queue back, once
	spools   sync.Once    // begins to follow what was piped in
}

// Owner says who owns the queue.
func (l *local) Owner() ownerInfo {
	o := ownerInfo{Version: version, Works: aim(l.aim.Load()), Practice: l.practice.last()}
	if l.raise != nil {
		o.Session = desktopSession()
	}
	return o
}

// Yield hands the queue back if this process does less with it. What is asked of it from then on is errOwnerGone.
func (l *local) Yield(to aim) bool {
	if aim(l.aim.Load()) >= to {
		return false
	}
	go func() { _ = l.close() }() // ends with the queue; Close waits for it and has its error
	return true
}

// gone tells a queue that was handed over from one that refuses.
func gone(err error) error {
	if errors.Is(err, transfer.ErrClosed) {
		return fmt.Errorf("%w: %w", errOwnerGone, err)
	}
	return err
}

func (l *local) Do(ctx context.Context, c transfer.Command) error {
	for i := range c.Jobs {
		if _, ok := spooled(l.dir, c.Jobs[i].Source.Path); ok {
			l.spools.Do(l.keepSpool)
		}
	}
	if err := l.practiceFor(ctx, c.Jobs); err != nil {
		l.log.Error("practice server", slog.Any("error", err))
	}
	select {
	case err := <-l.engine.Do(c):
		return gone(err)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// watchRest is between two updates: all who watch do work for every job with each.
const watchRest = 100 * time.Millisecond

func (l *local) Watch(ctx context.Context, f func(transfer.Update) error) error {
	feed := l.engine.Watch()
	feed.Rest = watchRest
	defer feed.Close()
	for {
		u, err := feed.Next(ctx)
		if err != nil {
			return fmt.Errorf("watch the queue: %w", gone(err))
		}
		if err := f(u); err != nil {
			return err
		}
	}
}

// All is the first update of a watch.
func (l *local) All(ctx context.Context) (all transfer.Update, err error) {
	err = l.Watch(ctx, func(u transfer.Update) error {
		all = u
		return errEnough
	})
	if !errors.Is(err, errEnough) {
		return nil, err
	}
	return all, nil
}

func (l *local) Transcript(ctx context.Context, id uuid.UUID) ([]bits.Note, error) {
	notes, err := l.engine.Transcript(ctx, id)
	return notes, gone(err)
}

func (l *local) SignIn(ctx context.Context, s signIn) (kept bool, err error) {
	l.secrets.set(s.Place, s.Account)
	// The jobs go on first: the keyring may wait for the user to unlock it.
	if err := l.Do(ctx, transfer.Command{Verb: transfer.VerbSignedIn, At: s.Place}); err != nil {
		return false, err
	}
	kept, err = l.secrets.file(ctx, s.Place, s.Account, s.Keep)
	if err != nil {
		return false, err
	}
	return kept, l.accounts.signedIn(ui.SignedIn{Place: s.Place, Proxy: s.Proxy}, kept)
}

func (l *local) SignOut(ctx context.Context, place string) (was bool, err error) {
	if was, err = l.secrets.forget(ctx, place); err != nil {
		return was, err
	}
	return was, l.accounts.signedOut(place)
}

func (l *local) Pins(context.Context) ([]transfer.Pin, error) { return l.engine.Pins(), nil }

func (l *local) Raise(_ context.Context, paths []string) error {
	if l.raise == nil {
		return errNoWindow
	}
	l.raise(paths)
	return nil
}

// Start begins to transfer, with the limits that the window was told.
func (l *local) Start(ctx context.Context) error {
	if l.started {
		return nil
	}
	l.started = true
	l.aim.Store(int32(work))
	s, err := loadSettings(l.engine)
	if err != nil {
		l.log.Error("settings", slog.Any("error", err))
	}
	if l.limit > 0 {
		s.Limits.Rate = l.limit
	}
	if err := l.Do(ctx, transfer.Command{Verb: transfer.VerbLimits, Limits: &s.Limits}); err != nil {
		return fmt.Errorf("set the limits: %w", err)
	}
	if err := l.resumePractice(ctx); err != nil {
		l.log.Error("practice server", slog.Any("error", err))
	}
	l.logFaults(ctx)
	l.engine.Start()
	return nil
}

// StartCancels tells servers of cancelled jobs.
func (l *local) StartCancels() {
	l.aim.CompareAndSwap(int32(look), int32(cancels))
	l.engine.StartCancels()
}

// Close ends all work and hands the queue back. Jobs stay as they are stored.
func (l *local) Close() error { return l.close() }

func (l *local) end() error {
	if l.control != nil {
		l.control.close()
	}
	l.tidySpool(context.Background()) //nolint:forbidigo // the end of the owner waits for nobody
	err := l.engine.Close()
	l.followed.Wait()
	l.practice.close()
	endCrashWatch(l.dir)
	return errors.Join(err, l.log.Close())
}
