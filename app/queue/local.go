package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/list"
)

// Local is the queue owned by this process.
type Local struct {
	dir      string
	version  string // of this program
	engine   *transfer.Engine
	control  *control
	practice *practice
	spool    *spoolKeeper
	secrets  *Secrets
	proxies  *proxySetting
	own      *OwnCertificates
	accounts *accounts
	log      *fileLog
	notices  []string
	broken   []string                                        // sentences about files of policies
	followed sync.WaitGroup                                  // goroutines that follow the queue
	raise    func(ctx context.Context, paths []string) error // Config.Raise; set before control serves
	limit    int64                                           // bytes a second, for this process only; 0 = as set in the window
	started  bool
	budget   budget
	aim      atomic.Int32  // an Aim: what this process does with the queue
	close    func() error  // hands the queue back, once
	ended    chan struct{} // closed when it is handed back
}

// Owner describes this owner.
func (l *Local) Owner() OwnerInfo {
	o := OwnerInfo{Version: l.version, Works: Aim(l.aim.Load()), Practice: l.practice.last()}
	if l.raise != nil {
		o.Session = DesktopSession()
	}
	return o
}

// Yield hands the queue back if this process does less with it. Later requests get errOwnerGone.
func (l *Local) Yield(to Aim) bool {
	if Aim(l.aim.Load()) >= to {
		return false
	}
	go func() { _ = l.close() }() // ends with the queue; Close waits for it and returns its error
	return true
}

// gone replaces the error of a closed queue with ErrOwnerGone.
func gone(err error) error {
	if errors.Is(err, transfer.ErrClosed) {
		return fmt.Errorf("%w: %w", ErrOwnerGone, err)
	}
	return err
}

// Do implements Queue.
func (l *Local) Do(ctx context.Context, c transfer.Command) error {
	for i := range c.Jobs {
		if _, ok := spooled(c.Jobs[i].Source.Path); ok {
			l.spool.follow()
		}
	}
	var err error
	if c.Jobs, err = l.practice.take(ctx, c.Jobs); err != nil {
		l.log.Error("practice server", slog.Any("error", err))
	}
	select {
	case err := <-l.engine.Do(c):
		return gone(err)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Watch implements Queue.
func (l *Local) Watch(ctx context.Context, f func(transfer.Update) error) error {
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

// watchPacked is Watch for another process.
func (l *Local) watchPacked(ctx context.Context, f func(wireUpdate) error) error {
	feed := l.engine.Watch()
	feed.Rest = watchRest
	defer feed.Close()
	for {
		err := feed.NextPacked(ctx, jobsPerLine, func(jobs transfer.Packed, gone []uuid.UUID, more bool) error {
			return f(wireUpdate{jobs, gone, more})
		})
		if err != nil {
			return err
		}
	}
}

// All implements Queue.
func (l *Local) All(ctx context.Context) (transfer.Update, error) {
	all := transfer.Update{}
	err := l.Each(ctx, func(j *transfer.Job) { all[j.ID] = j })
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Each is the first update of a watch.
func (l *Local) Each(ctx context.Context, see func(*transfer.Job)) error {
	feed := l.engine.Watch()
	defer feed.Close()
	err := feed.Each(ctx, func(_ uuid.UUID, j *transfer.Job) {
		if j != nil {
			see(j)
		}
	})
	if err != nil {
		return fmt.Errorf("read the queue: %w", gone(err))
	}
	return nil
}

// Transcript implements Queue.
func (l *Local) Transcript(ctx context.Context, id uuid.UUID) ([]bits.Note, error) {
	notes, err := l.engine.Transcript(ctx, id)
	return notes, gone(err)
}

// SignIn implements Queue.
func (l *Local) SignIn(ctx context.Context, s SignIn) (kept bool, err error) {
	if s.Lent {
		return false, l.lend(ctx, s)
	}
	place := s.Place
	if !s.Proxy {
		place = l.secrets.placeFor(ctx, s.Place, s.Account)
	}
	l.secrets.pardon(place) // the user wants it to be tried
	if s.Account.Self {
		l.secrets.pardonKeys()
	}
	l.secrets.set(place, s.Account)
	// The jobs resume first: the keyring may wait for the user to unlock it.
	if err := l.Do(ctx, transfer.Command{Verb: transfer.VerbSignedIn, At: place}); err != nil {
		return false, err
	}
	kept, err = l.secrets.file(ctx, place, s.Account, s.Keep)
	if err != nil {
		return false, err
	}
	return kept, l.accounts.signedIn(list.SignedIn{Place: place, Proxy: s.Proxy}, kept)
}

// lend takes an account for as long as a command runs, for exactly the place that it is given for.
func (l *Local) lend(ctx context.Context, s SignIn) error {
	if len(s.Jobs) > 0 {
		return l.lendTo(ctx, s)
	}
	if s.Over {
		if l.secrets.takeBack(s.Place, s.Account) {
			l.accounts.returned(s.Place)
		}
		return nil
	}
	if err := l.secrets.lend(ctx, s.Place, s.Account); err != nil {
		return err
	}
	l.accounts.lent(list.SignedIn{Place: s.Place, Proxy: s.Proxy})
	return l.Do(ctx, transfer.Command{Verb: transfer.VerbSignedIn, At: s.Place})
}

// lendTo is lend for the jobs of the command alone.
func (l *Local) lendTo(ctx context.Context, s SignIn) error {
	if s.Over {
		l.secrets.takeBackFrom(s.Jobs, s.Place, s.Account)
		return nil
	}
	l.secrets.lendTo(s.Jobs, s.Place, s.Account)
	return l.Do(ctx, transfer.Command{Verb: transfer.VerbSignedIn, At: s.Place})
}

// Accounts implements Queue.
func (l *Local) Accounts(ctx context.Context) ([]AccountInfo, error) {
	var infos []AccountInfo
	filed := l.accounts.places()
	for _, p := range l.SignedIn() {
		i := AccountInfo{Place: p.Place, Proxy: p.Proxy, Keyring: slices.Contains(filed, p.Place)}
		var err error
		if i.User, i.Refused, err = l.secrets.look(ctx, p.Place); err != nil {
			return nil, err
		}
		infos = append(infos, i)
	}
	return infos, nil
}

// SignOut implements Queue.
func (l *Local) SignOut(ctx context.Context, place string) (was bool, err error) {
	place = l.secrets.placeOf(place)
	if was, err = l.secrets.forget(ctx, place); err != nil {
		return was, err
	}
	return was, l.accounts.signedOut(place)
}

// Pins implements Queue.
func (l *Local) Pins(context.Context) ([]transfer.Pin, error) { return l.engine.Pins(), nil }

// Raise implements Queue.
func (l *Local) Raise(ctx context.Context, paths []string) error {
	if l.raise == nil {
		return ErrNoWindow
	}
	return l.raise(ctx, paths)
}

// Start begins to transfer, with the limits set in the window.
func (l *Local) Start(ctx context.Context) error {
	if l.started {
		return nil
	}
	l.started = true
	l.aim.Store(int32(Work))
	s, err := LoadSettings(l.engine)
	if err != nil {
		l.log.Error("settings", slog.Any("error", err))
	}
	if l.limit > 0 {
		s.Limits.Rate = l.limit
	}
	if err := l.Do(ctx, transfer.Command{Verb: transfer.VerbLimits, Limits: &s.Limits}); err != nil {
		return fmt.Errorf("set the limits: %w", err)
	}
	if err := l.practice.resumeAwaited(ctx); err != nil {
		l.log.Error("practice server", slog.Any("error", err))
	}
	l.followed.Go(logFaults(ctx, l.engine.Watch(), l.log.Logger))
	l.engine.Start()
	l.followed.Go(func() { releaseWhenQuiet(l.ended) })
	return nil
}

// StartCancels sends the cancels of cancelled jobs, and uploads nothing.
func (l *Local) StartCancels() {
	l.aim.CompareAndSwap(int32(Look), int32(Cancels))
	l.engine.StartCancels()
}

// Close ends all work and hands the queue back. Jobs stay stored as they are.
func (l *Local) Close() error { return l.close() }

func (l *Local) end() error {
	close(l.ended)
	if l.control != nil {
		l.control.close()
	}
	l.spool.tidy(context.Background()) //nolint:forbidigo // the end of the owner waits for nobody
	err := l.engine.Close()
	l.followed.Wait()
	l.practice.close()
	endCrashWatch(l.dir)
	return errors.Join(err, l.log.Close())
}

// Engine is the engine of the queue, for the window in this process.
func (l *Local) Engine() *transfer.Engine { return l.engine }

// Log is the log of the queue.
func (l *Local) Log() *slog.Logger { return l.log.Logger }

// Notices are for the user, from opening the queue.
func (l *Local) Notices() []string { return l.notices }

// SignedIn are the servers and proxies that the user is signed in at.
func (l *Local) SignedIn() []list.SignedIn { return l.accounts.list(l.secrets.places()) }

// KeyringUsable reports whether a keyring answers.
func (l *Local) KeyringUsable(ctx context.Context) bool { return l.secrets.usable(ctx) }

// StartPractice starts the practice server if needed, and returns it as a destination.
func (l *Local) StartPractice(ctx context.Context) (list.Server, error) { return l.practice.start(ctx) }

// PracticeFaults are what the practice server does wrong on purpose.
func (l *Local) PracticeFaults() list.PracticeFaults { return l.practice.faults() }

// SetPracticeFaults has the practice server do wrong what is switched on.
func (l *Local) SetPracticeFaults(now list.PracticeFaults) error { return l.practice.setFaults(now) }

// PracticeAddress is the practice server's current or last address, "" if it never ran.
func (l *Local) PracticeAddress() string { return l.practice.last() }

// awaited reports whether unfinished jobs go to a server.
func (l *Local) awaited(ctx context.Context, server string) (bool, error) {
	jobs, err := l.All(ctx)
	if err != nil {
		return false, err
	}
	for _, j := range jobs {
		if j.Outcome == "" && j.Target.Server() == server {
			return true, nil
		}
	}
	return false, nil
}
