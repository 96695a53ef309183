package proxies

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
)

// Options are where a Chooser asks. A nil function knows nothing.
type Options struct {
	Card    func(address string) (cards.Proxy, bool) // of the server of an address
	Setting func() cards.Proxy
	Getenv  func(string) string
	// System reads the system's settings. ok is false if it has none. It may take a while, and is called again after
	// systemFresh at the earliest.
	System func(ctx context.Context) (r Rules, ok bool, err error)
}

const (
	systemFresh = 30 * time.Second // how long the system's settings are taken as read
	avoidFor    = 5 * time.Minute  // how long a proxy that cannot be reached comes last
)

// Chooser decides over which proxy a server is reached. Its methods may be called from any goroutine.
type Chooser struct {
	o       Options
	scripts *scripts

	environment parsed[environment]
	said        parsed[said]

	mu       sync.Mutex
	avoided  map[string]time.Time // proxies by address, until when
	accounts map[string]Account
	system   systemRules
}

// Account is a user and a password that stand in the address of a proxy.
type Account struct{ User, Password string }

// systemRules are the system's settings as last read.
type systemRules struct {
	rules Rules
	ok    bool
	err   error
	until time.Time
}

// New makes a Chooser.
func New(o Options) *Chooser {
	return &Chooser{o: o, scripts: newScripts(), avoided: map[string]time.Time{}, accounts: map[string]Account{}}
}

// Proxy returns the proxy of a request, nil for the direct way. It is bits.Options.Proxy. Its errors are *Error.
func (c *Chooser) Proxy(r *http.Request) (*url.URL, error) {
	ways, err := c.ways(r.Context(), r.URL)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	way := ways[max(c.usable(ways), 0)]
	if way == nil {
		return nil, nil
	}
	if password, set := way.account.Password(); way.account != nil && (set || way.account.Username() != "") {
		c.accounts[originOf(way)] = Account{User: way.account.Username(), Password: password}
	}
	return way.url, nil
}

// Failed tells that a proxy on the way to u cannot be reached. It reports whether Proxy now names another way.
func (c *Chooser) Failed(ctx context.Context, u, proxy *url.URL) (another bool) {
	ways, err := c.ways(ctx, u)
	if err != nil || len(ways) < 2 {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.avoided[proxy.Host] = time.Now().Add(avoidFor)
	return c.usable(ways) >= 0
}

// usable is the index of the first way that is not known as one that cannot be reached, -1 for none. c.mu is held.
func (c *Chooser) usable(ways []*Proxy) int {
	now := time.Now()
	return slices.IndexFunc(ways, func(p *Proxy) bool { return p == nil || !now.Before(c.avoided[p.url.Host]) })
}

// Account returns the account that stands in the address of a proxy; ok is false if there is none.
func (c *Chooser) Account(origin string) (a Account, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a, ok = c.accounts[origin]
	return a, ok
}

// Moved tells that the computer is in another network: what was learned of proxies and scripts is asked for again.
func (c *Chooser) Moved() {
	c.scripts.forget()
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.avoided)
	c.system.until = time.Time{}
}

// ways are the ways to an address in the order in which they are tried, one or more.
func (c *Chooser) ways(ctx context.Context, u *url.URL) ([]*Proxy, error) {
	r, err := c.rules(ctx, u)
	switch {
	case err != nil:
		return nil, err
	case r.Script != "":
		ways, err := c.scripts.ways(ctx, r.From, r.Script, u)
		return c.orDirectly(r, ways, err)
	case r.Lookup != nil:
		text, err := r.Lookup(ctx, u)
		if err != nil {
			return nil, &Error{From: r.From, Why: FlawRead, Err: err}
		}
		return answered(r.From, "", text)
	}
	return r.ways(u)
}

// orDirectly goes the direct way where the script of the system cannot be fetched, as systems do: a portable computer
// is not always in the network that the script belongs to. A script of the user's own choice has to be there.
func (c *Chooser) orDirectly(r Rules, ways []*Proxy, err error) ([]*Proxy, error) {
	own := r.From == FromCard || r.From == FromSettings
	if flaw, ok := err.(*Error); ok && flaw.Why == FlawFetch && !own { //nolint:errorlint // scripts wraps none of them
		return []*Proxy{nil}, nil
	}
	return ways, err
}

// rules are those of the strongest source that says something.
func (c *Chooser) rules(ctx context.Context, u *url.URL) (Rules, error) {
	own := said{from: FromCard}
	if c.o.Card != nil {
		own.Proxy, _ = c.o.Card(cmp.Or(bits.FileOf(ctx), u).String()) // a server's card holds for hosts that it names too
	}
	if own.Use == cards.ProxySettings && c.o.Setting != nil {
		own = said{c.o.Setting(), FromSettings}
	}
	if own.says() {
		return c.said.rules(own), nil
	}
	if c.o.Getenv != nil {
		if e := environmentOf(c.o.Getenv); e.says() {
			return c.environment.rules(e), nil
		}
	}
	return c.systemSays(ctx)
}

func (c *Chooser) systemSays(ctx context.Context) (Rules, error) {
	if c.o.System == nil {
		return Rules{}, nil
	}
	c.mu.Lock()
	last := c.system
	c.mu.Unlock()
	if time.Now().After(last.until) {
		var s systemRules
		s.rules, s.ok, s.err = c.o.System(ctx)
		s.until = time.Now().Add(systemFresh)
		if ctx.Err() != nil {
			return Rules{}, context.Cause(ctx)
		}
		c.mu.Lock()
		c.system, last = s, s
		c.mu.Unlock()
	}
	switch {
	case last.err != nil:
		return Rules{}, &Error{From: last.rules.From, Why: FlawRead, Err: last.err}
	case !last.ok:
		return Rules{}, nil
	}
	return last.rules, nil
}
