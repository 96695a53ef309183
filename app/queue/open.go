package queue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/words"
)

const (
	// TakeOver is how long a command waits for an owner that is neither reachable nor gone, before it says so.
	TakeOver = 3 * time.Second
	// maxWait is how long it waits in all. With many commands at once the queue changes hands often.
	maxWait = 30 * time.Second
	// lockWait is the time between two attempts to reach an owner.
	lockWait = 200 * time.Millisecond
	// lookDelay is how long a process that does not upload leaves a queue without an owner to others.
	lookDelay = 2 * time.Second
)

// Open attaches to the queue's owner, or makes this process the owner, to do a. An owner that does less hands the
// queue over.
func (c *Config) Open(ctx context.Context, a Aim) (Queue, error) {
	if err := c.Placed(); err != nil { // again: time may have passed since the start
		return nil, err
	}
	began := time.Now()
	for {
		r, err := Dial(ctx, c.Dir)
		if err == nil {
			r.slow = c.waiting
			if a == Look || r.Works >= a {
				return r, nil
			}
			err = r.handOver(ctx, a) // the next round shows the result
		}
		if errors.Is(err, ErrStranger) || errors.Is(err, ErrOtherVersion) {
			return nil, err
		}
		l, err := c.Own(ctx, lockWait, a)
		switch {
		case err == nil:
			return l, nil
		case !errors.Is(err, transfer.ErrLocked):
			return nil, err
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case time.Since(began) > c.waits():
			return nil, c.Locked()
		case time.Since(began) > TakeOver:
			c.waiting()
		}
	}
}

// waits is how long to wait for an owner that does not answer.
func (c *Config) waits() time.Duration { return cmp.Or(c.Patience, maxWait) }

// waiting tells the user once that other processes use the queue.
func (c *Config) waiting() {
	if !c.told.Swap(true) {
		c.Say(fmt.Sprintf(words.Tr("Waiting for a turn: another Sendoff is busy with the queue in %s."), c.Dir))
	}
}

// Locked says that the queue's owner keeps it and does not answer.
func (c *Config) Locked() error {
	return Unavailable(words.Tr("the queue in %s is in use by another Sendoff that does not answer; close it, or name another folder with --dir"), c.Dir)
}

// openAgain gives others the first chance at a queue whose owner has ended: it may have ended for one that works.
func (c *Config) openAgain(ctx context.Context, a Aim) (Queue, error) {
	if a == Work {
		return c.Open(ctx, a)
	}
	limited, cancel := context.WithTimeout(ctx, lookDelay)
	defer cancel()
	again := time.NewTicker(lockWait)
	defer again.Stop()
	for {
		if r, err := Dial(limited, c.Dir); err == nil {
			r.slow = c.waiting
			return r, nil
		}
		select {
		case <-again.C:
		case <-limited.Done():
			return c.Open(ctx, a)
		}
	}
}

// Own makes this process the owner of the queue, reachable for others. It does not transfer yet.
func (c *Config) Own(ctx context.Context, wait time.Duration, a Aim) (*Local, error) {
	if err := c.checkHome(); err != nil {
		return nil, err
	}
	if err := makeFolder(c.Dir); err != nil {
		return nil, c.Unkept(err)
	}
	l := &Local{dir: c.Dir, version: c.Version, log: newFileLog(c.Dir, c.Log), raise: c.Raise, limit: c.Limit, secrets: NewSecrets(RingOf(c.Keyring)), ended: make(chan struct{})}
	policy, err := c.openEngine(l, wait)
	if err != nil {
		return nil, errors.Join(c.Unkept(err), l.log.Close())
	}
	l.aim.Store(int32(a))
	l.close = sync.OnceValue(l.end)
	l.furnish(ctx, c)
	l.announce(c, policy)
	l.control, err = serveControl(ctx, controlOptions{
		Dir: c.Dir, Queue: l, Log: l.log.Logger, Quit: c.Quit, Version: c.Version, Clients: l.budget.clients, Watchers: l.budget.watchers,
	})
	if err != nil {
		// The queue works without it: other processes then say that it is in use.
		l.log.Error("control channel", slog.Any("error", err))
	}
	return l, nil
}

// openEngine opens the queue file for l, with what connections need.
func (c *Config) openEngine(l *Local, wait time.Duration) (*policies, error) {
	l.proxies = newProxySetting()
	l.secrets.inAddress = l.proxies.Account
	l.budget = budgetOf(c.files())
	l.own = ownIn(l.secrets)
	policy := c.readPolicies()
	engine, err := transfer.Open(transfer.Options{
		Dir: c.Dir, UserAgent: "Sendoff/" + c.Version, Log: l.log.Logger, LockWait: wait, Accounts: l.secrets,
		MaxUploads: l.budget.uploads, Policy: policy.found, Moved: l.proxies.Moved,
		Transport: bits.Options{Proxy: l.proxies.Proxy, ProxyFailed: l.proxies.Failed, Own: l.own.Own},
	})
	if err != nil {
		return nil, err
	}
	policy.aside(engine.CardsAside())
	l.engine, l.broken = engine, policy.broken
	engine.OnDisplaced(func(aside string) { c.Say(words.DisplacedText(c.Dir, aside)) })
	return policy, nil
}

// furnish loads what is kept beside the jobs. What cannot be loaded is less important than the queue.
func (l *Local) furnish(ctx context.Context, c *Config) {
	failed := func(what string, err error) {
		if err != nil {
			l.log.Error("loading what is beside the queue", slog.String("what", what), slog.Any("error", err))
		}
	}
	failed("proxies", l.proxies.load(l.engine))
	l.practice = &practice{dir: c.Dir, store: l.engine, log: l.log.Logger, awaited: l.awaited}
	failed("servers of an older version", l.moveServers(ctx))
	l.secrets.cards = l.engine.Cards
	failed("own certificates", l.own.load(l.engine, l.engine.Cards)) // else servers that ask for one are shown none
	var err error
	l.accounts, err = loadAccounts(l.engine)
	failed("sign-ins", err)
	l.secrets.expect(l.accounts.places())
	failed("refused passwords", l.secrets.remember(l.engine))
	for _, s := range c.Lent {
		if len(s.Jobs) > 0 {
			l.secrets.lendTo(s.Jobs, s.Place, s.Account)
			continue
		}
		if err := l.secrets.lend(ctx, s.Place, s.Account); err != nil { // the command that lends it asks again, and says so
			l.log.Warn("a lent account", slog.Any("error", err))
		}
	}
	l.spool = &spoolKeeper{dir: c.Dir, engine: l.engine, log: l.log.Logger, followed: &l.followed}
	if l.spool.tidy(ctx); l.spool.used() {
		l.spool.follow()
	}
}

// announce tells the user what was found when the queue was opened.
func (l *Local) announce(c *Config, policy *policies) {
	l.notices = append(l.engine.Notices(), watchCrashes(c.Dir, l.log.Logger)...)
	for _, n := range l.notices {
		l.log.Warn("opening the queue", slog.String("notice", n))
		c.Say("sendoff: " + words.PlainLines(n))
	}
	for _, text := range policy.broken { // shown by the window and by "server list"
		l.log.Warn("policy", slog.String("notice", text))
	}
	l.notices = append(l.notices, policy.broken...)
}
