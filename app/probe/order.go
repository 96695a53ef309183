package probe

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"sync/atomic"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// Order is a test that the process with the queue may run for another one.
type Order struct {
	Address string        `json:"address"` // of a file, or of a folder ending in /
	Timeout time.Duration `json:"timeout"` // for each step, up to maxTimeout
	// Account is for the server; nil = the one that is known.
	Account *transfer.Account `json:"account,omitempty"`
	// Fingerprint is trusted for the server beside what is trusted already; "" = none.
	Fingerprint string `json:"fingerprint,omitempty"`
	// Proxy says that the address is that of a proxy, and so is the account; of Try only.
	Proxy bool `json:"proxy,omitempty"`
}

// maxTimeout bounds a step.
const maxTimeout = 10 * time.Minute

// Means is what a process knows for tests: accounts, trusted certificates, and proxies.
type Means struct {
	Options
	Accounts transfer.Accounts // for an Order with an account of its own
}

// Tester runs tests, in this process or in the one with the queue.
type Tester interface {
	// Test runs the steps of a test until one fails. Its errors are those before the first step.
	Test(ctx context.Context, o Order, tell func(Step)) (ok bool, err error)
	// Try asks a server or a proxy whether it takes the Order's account.
	Try(ctx context.Context, o Order) (Tried, error)
	// Certificate fetches the certificate of a server or of an https proxy.
	Certificate(ctx context.Context, at transfer.CertificateAt, timeout time.Duration) (Found, error)
}

// Tried is what a server said to an account.
type Tried struct {
	User    string          `json:"user,omitempty"`
	Scheme  string          `json:"scheme,omitempty"`  // it is signed in with; "" = it is not
	Refused bool            `json:"refused,omitempty"` // the server does not take the account
	Fault   *transfer.Fault `json:"fault,omitempty"`   // nil = the server answered, and asked for no other sign-in
}

// Found is a certificate, or why there is none.
type Found struct {
	Certificate bits.Certificate
	Fault       *transfer.Fault
}

// Test implements Tester.
func (m Means) Test(ctx context.Context, o Order, tell func(Step)) (ok bool, err error) {
	p, err := m.probe(o, tell)
	if err != nil {
		return false, err
	}
	return p.Run(ctx) == nil, ctx.Err()
}

// Try implements Tester.
func (m Means) Try(ctx context.Context, o Order) (Tried, error) {
	if o.Proxy {
		return m.tryProxy(ctx, o)
	}
	p, err := m.probe(o, nil)
	if err != nil {
		return Tried{}, err
	}
	defer p.client.Transport.Disconnect()
	limited, stop := context.WithTimeout(ctx, p.o.Timeout)
	defer stop()
	err = p.client.Ping(limited, bits.Session{})
	if ctx.Err() != nil {
		return Tried{}, ctx.Err()
	}
	var t Tried
	t.User, t.Scheme = p.client.SignedIn()
	if err == nil {
		return t, nil
	}
	fault := transfer.FaultOf(err)
	t.Fault = &fault
	if answer, ok := errors.AsType[*bits.Error](err); ok {
		s := answer.SignIn
		t.Refused = s != nil && s.Why != "" && !s.Proxy // at the proxy nothing was said about the account
	}
	return t, nil
}

// Certificate implements Tester.
func (m Means) Certificate(ctx context.Context, at transfer.CertificateAt, timeout time.Duration) (Found, error) {
	u, err := transfer.CheckURL(at.Address)
	if err != nil {
		return Found{}, err
	}
	o := m.Options
	o.Timeout = within(timeout)
	limited, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	inspect := bits.Inspect
	if at.Proxy {
		inspect = bits.InspectProxy
	}
	c, err := inspect(limited, o.transport(), u)
	if ctx.Err() != nil {
		return Found{}, ctx.Err()
	}
	if err != nil {
		fault := transfer.FaultOf(err)
		return Found{Fault: &fault}, nil
	}
	return Found{Certificate: c}, nil
}

// within bounds a time limit; 0 means the window's.
func within(timeout time.Duration) time.Duration {
	return min(cmp.Or(max(timeout, 0), windowTestWait), maxTimeout)
}

// probe is the probe of an order.
func (m Means) probe(order Order, tell func(Step)) (*Probe, error) {
	u, err := At(order.Address)
	if err != nil {
		return nil, err
	}
	o := m.Options
	o.Timeout, o.Tell = within(order.Timeout), tell
	if order.Account != nil {
		o.Authenticators = m.with(u, *order.Account)
	}
	if order.Fingerprint != "" {
		f, err := bits.ParseFingerprint(order.Fingerprint)
		if err != nil {
			return nil, err
		}
		o.Trusted = also(o.Trusted, bits.LowerHost(u.Hostname()), f)
	}
	return NewProbe(u, o), nil
}

// with signs in with an account at an origin, and with those that are known elsewhere.
func (m Means) with(at *url.URL, a transfer.Account) func() bits.Authenticator {
	return transfer.WithAuthenticators(bits.Options{}, given{m.Accounts, bits.Origin(at), a, new(atomic.Bool)}).Authenticator
}

// also trusts one more certificate for a host.
func also(trusted func(string) []bits.Fingerprint, host string, f bits.Fingerprint) func(string) []bits.Fingerprint {
	return func(at string) []bits.Fingerprint {
		var list []bits.Fingerprint
		if trusted != nil {
			list = trusted(at)
		}
		if at == host {
			list = append(list, f)
		}
		return list
	}
}

// given are the known accounts, with the one of an order for its server.
type given struct {
	transfer.Accounts
	origin  string
	account transfer.Account
	sent    *atomic.Bool // the keytab was refused in this test
}

// AreRefused implements transfer.Accounts. Whoever asks for a sign-in as who is signed in wants the keytab to be tried.
func (g given) AreRefused(k transfer.Keys) bool {
	if g.account.Self {
		return g.sent.Load()
	}
	return g.Accounts.AreRefused(k)
}

// KeysRefused implements transfer.Accounts.
func (g given) KeysRefused(k transfer.Keys) {
	g.sent.Store(true)
	g.Accounts.KeysRefused(k)
}

// Account implements transfer.Accounts.
func (g given) Account(ctx context.Context, at transfer.Space) (transfer.Account, error) {
	if at.Origin == g.origin {
		return g.account, nil
	}
	return g.Accounts.Account(ctx, at)
}
