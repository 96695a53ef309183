package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/transfer/proxies"
	"sendoff/transfer/proxies/system"
)

// keyProxy is the key of the setting for proxies. It is stored: do not change it.
const keyProxy = "proxy"

// proxySetting is the setting for proxies of an owner, and what decides by it.
type proxySetting struct {
	*proxies.Chooser
	store   SettingStore
	cards   func() cards.Book
	current atomic.Pointer[cards.Proxy]
}

// ProxyChooser decides over which proxies servers are reached where there is no queue: by environment and system.
func ProxyChooser() *proxies.Chooser {
	return proxies.New(proxies.Options{Getenv: os.Getenv, System: system.Read})
}

func newProxySetting() *proxySetting {
	p := &proxySetting{}
	p.Chooser = proxies.New(proxies.Options{Getenv: os.Getenv, System: system.Read, Setting: p.get, Card: p.ofCard})
	return p
}

func (p *proxySetting) get() cards.Proxy {
	if c := p.current.Load(); c != nil {
		return *c
	}
	return cards.Proxy{}
}

// ofCard is what the card of an address says.
func (p *proxySetting) ofCard(address string) (cards.Proxy, bool) {
	if p.cards == nil {
		return cards.Proxy{}, false
	}
	c, ok := p.cards().For(address)
	return c.Proxy, ok
}

// load reads the setting, which is then kept with the engine. It is called before the engine works.
func (p *proxySetting) load(store *transfer.Engine) error {
	p.store, p.cards = store, store.Cards
	var c cards.Proxy
	if _, err := store.LoadSetting(keyProxy, &c); err != nil {
		return fmt.Errorf("load the proxy: %w", err)
	}
	p.current.Store(&c)
	return nil
}

func (p *proxySetting) set(c cards.Proxy) error {
	if err := proxies.Check(c); err != nil {
		return err
	}
	if err := p.store.SaveSetting(keyProxy, c); err != nil {
		return fmt.Errorf("save the proxy: %w", err)
	}
	p.current.Store(&c)
	p.Moved()
	return nil
}

// Proxy implements Queue.
func (l *Local) Proxy(context.Context) (cards.Proxy, error) { return l.proxies.get(), nil }

// SetProxy implements Queue.
func (l *Local) SetProxy(ctx context.Context, c cards.Proxy) error {
	if err := l.proxies.set(c); err != nil {
		return err
	}
	waiting, err := l.proxyFailed(ctx)
	if err == nil && len(waiting) > 0 {
		err = l.Do(ctx, transfer.Command{Verb: transfer.VerbRun, IDs: waiting})
	}
	if err != nil && !errors.Is(err, transfer.ErrNoJob) { // some may have ended meanwhile
		l.log.Error("retry over another proxy", slog.Any("error", err))
	}
	return nil
}

// proxyFailed are the unfinished jobs that a proxy, or the lack of one, may keep from their server. Paused ones stay paused.
func (l *Local) proxyFailed(ctx context.Context) ([]uuid.UUID, error) {
	var waiting []uuid.UUID
	err := l.Each(ctx, func(j *transfer.Job) {
		if proxyMayHelp(j) {
			waiting = append(waiting, j.ID)
		}
	})
	return waiting, err
}

func proxyMayHelp(j *transfer.Job) bool {
	f := j.Fault
	return j.Outcome == "" && j.Want == transfer.Run && f != nil && (f.Kind.Unreached() || f.Proxy != "" || f.Ask.Proxy)
}

// Proxy implements Queue.
func (r *Remote) Proxy(ctx context.Context) (c cards.Proxy, err error) {
	err = r.get(ctx, "/proxy", &c)
	return c, err
}

// SetProxy implements Queue.
func (r *Remote) SetProxy(ctx context.Context, c cards.Proxy) error {
	return r.post(ctx, "/proxy", c, nil)
}

func (c *control) setProxy(ctx context.Context, p *cards.Proxy) (any, error) {
	return struct{}{}, c.q.SetProxy(ctx, *p)
}

func checkProxy(c *cards.Proxy) error { return proxies.Check(*c) }
