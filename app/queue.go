package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
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
	errNoWindow  = errors.New(word("the Sendoff that works on the queue has no window"))
	// errOtherVersion says that the two ends of the control socket do not understand each other.
	errOtherVersion = errors.New(word("the Sendoff that works on the queue is of another version"))
)

// takeOver is how long a command waits for an owner that is neither reachable nor gone: one that
// starts or ends right now.
const takeOver = 3 * time.Second

// open finds the owner of the queue, or makes this process the owner.
func (c *call) open(ctx context.Context) (queue, error) {
	if r, err := dial(ctx, c.dir); err == nil {
		return r, nil
	}
	deadline := time.Now().Add(takeOver)
	for {
		l, err := c.own(ctx, 200*time.Millisecond)
		if err == nil {
			return l, nil
		}
		if !errors.Is(err, transfer.ErrLocked) {
			return nil, err
		}
		if r, err := dial(ctx, c.dir); err == nil {
			return r, nil
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			return nil, c.locked()
		}
	}
}

func (c *call) locked() error {
	return unavailable(tr("the queue in %s is in use by another Sendoff that does not answer; close it, or name another folder with --dir"), c.dir)
}

// own makes this process the owner of the queue and reachable for others. It does not transfer yet.
func (c *call) own(ctx context.Context, wait time.Duration) (*local, error) {
	l := &local{dir: c.dir, log: newFileLog(c.dir, c.log), raise: c.raise, quit: c.quit, limit: c.limit, secrets: newSecrets(c.keyring())}
	engine, err := transfer.Open(transfer.Options{
		Dir: c.dir, UserAgent: "Sendoff/" + version, Log: l.log.Logger, LockWait: wait, Accounts: l.secrets,
	})
	if err != nil {
		return nil, errors.Join(err, l.log.Close())
	}
	l.engine = engine
	l.practice = &practice{dir: c.dir, store: engine, log: l.log.Logger, awaited: l.awaited}
	ui.KnowPractice(l.practice.last())
	if l.accounts, err = loadAccounts(engine); err != nil {
		l.log.Error("settings", slog.Any("error", err)) // a list to sign out from is not worth the queue
	}
	l.notices = append(engine.Notices(), watchCrashes(c.dir, l.log.Logger)...)
	for _, n := range l.notices {
		l.log.Warn("opening the queue", slog.String("notice", n))
		fmt.Fprintln(c.stderr, "sendoff:", ui.PlainLines(n))
	}
	if l.control, err = serveControl(ctx, l); err != nil {
		// The queue works without: other processes then say that it is in use.
		l.log.Error("control socket", slog.Any("error", err))
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
	quit     func()               // ends this process; nil where others may not ask for it
	limit    int64                // bytes a second, for this process only; 0 = as the window was told
	started  bool
}

func (l *local) Do(ctx context.Context, c transfer.Command) error {
	if err := l.practiceFor(ctx, c.Jobs); err != nil {
		l.log.Error("practice server", slog.Any("error", err))
	}
	select {
	case err := <-l.engine.Do(c):
		return err
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
			return fmt.Errorf("watch the queue: %w", err)
		}
		if err := f(u); err != nil {
			return err
		}
	}
}

func (l *local) Transcript(ctx context.Context, id uuid.UUID) ([]bits.Note, error) {
	return l.engine.Transcript(ctx, id)
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

func (l *local) StartCancels() { l.engine.StartCancels() }

// Close ends all work and hands the queue back. Jobs stay as they are stored.
func (l *local) Close() error {
	l.control.close()
	err := l.engine.Close()
	l.followed.Wait()
	l.practice.close()
	endCrashWatch(l.dir)
	return errors.Join(err, l.log.Close())
}
