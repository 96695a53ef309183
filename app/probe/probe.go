package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/words"
)

// probeName is the name of the file whose session the test opens in a folder. Nothing of it is sent.
const probeName = "sendoff-test.tmp"

// Probe tests a server one step at a time.
type Probe struct {
	o       Options
	url     *url.URL
	asked   *bits.Error // the answer to Ping, if it required a sign-in
	via     *url.URL    // the proxy, nil for none
	address string      // host and port of the next machine: the proxy or the server
	session bits.Session
	client  *bits.Client
}

// Options configure the test.
type Options struct {
	Version        string                               // of this program
	Timeout        time.Duration                        // for each step
	Tell           func(Step)                           // called after each step; may be nil
	Trusted        func(host string) []bits.Fingerprint // nil: the system's roots
	TrustedProxy   func(host string) []bits.Fingerprint // Trusted for https proxies
	TLS            *tls.Config                          // nil: the system's roots
	Own            func(*url.URL) *bits.Own             // certificates of this computer; nil: none
	Authenticators func() bits.Authenticator            // sign in
	// Proxy returns the proxy of a request; nil: the environment's.
	Proxy func(*http.Request) (*url.URL, error)
	// Follow sets up a client as the card of its server says, with headers and method; nil: without a card.
	Follow func(*bits.Client)
	// ProxyFailed is as in bits.Options.
	ProxyFailed func(ctx context.Context, u, proxy *url.URL) (another bool)
}

// NewProbe is a probe of the server at an address made by At.
func NewProbe(at *url.URL, o Options) *Probe {
	p := &Probe{o: o, url: at}
	p.signed(o.Authenticators)
	return p
}

// At is the address for a test: of a file, since no server opens a session for a folder.
func At(address string) (*url.URL, error) {
	address, err := transfer.Destination(address, probeName)
	if err != nil {
		return nil, err
	}
	return transfer.CheckURL(address)
}

// signed makes a client that signs in with authenticators; nil = never.
func (p *Probe) signed(authenticators func() bits.Authenticator) {
	o := p.o.transport()
	o.Authenticator = authenticators
	p.client = &bits.Client{URL: p.url, UserAgent: "Sendoff/" + p.o.Version, Transport: bits.NewTransport(o)}
	if p.o.Follow != nil {
		p.o.Follow(p.client)
	}
}

// Run runs the steps until one fails.
func (p *Probe) Run(ctx context.Context) error {
	defer func() { p.client.Transport.Disconnect() }()
	p.signed(nil)
	steps := []struct {
		name string
		do   func(context.Context) ([]words.Phrase, error)
	}{
		{words.Mark("Name"), p.name},
		{"TCP", p.tcp},
		{stepTLS, p.tls},
		{"Ping", p.ping},
		{words.Mark("Sign-in"), p.signIn},
		{"Create", p.create},
		{"Cancel", p.cancel},
	}
	for _, s := range steps {
		if err := p.step(ctx, s.name, s.do); err != nil {
			return err
		}
	}
	return nil
}

func (p *Probe) step(ctx context.Context, name string, do func(context.Context) ([]words.Phrase, error)) error {
	ctx, cancel := context.WithTimeout(ctx, p.o.Timeout)
	defer cancel()
	begun := time.Now()
	said, err := do(ctx)
	s := Step{Name: name, OK: err == nil, Said: said, Took: time.Since(begun), Address: p.url.String()}
	if err != nil {
		fault := transfer.FaultOf(err)
		s.Said, s.Fault = nil, &fault
	}
	if p.o.Tell != nil {
		p.o.Tell(s)
	}
	return err
}

// route finds out whether there is a proxy.
func (p *Probe) route(ctx context.Context) error {
	choose := p.o.Proxy
	if choose == nil {
		choose = http.ProxyFromEnvironment
	}
	via, err := choose((&http.Request{URL: p.url}).WithContext(ctx))
	if err != nil {
		return err
	}
	p.via = via
	next := p.url
	if via != nil {
		next = via
	}
	port := next.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[next.Scheme]
	}
	p.address = net.JoinHostPort(next.Hostname(), port)
	return nil
}

// transport configures connections that sign in.
func (o Options) transport() bits.Options {
	return bits.Options{TLS: o.TLS, Stall: o.Timeout, Answer: o.Timeout, Trusted: o.Trusted, TrustedProxy: o.TrustedProxy, Own: o.Own, Authenticator: o.Authenticators, Proxy: o.Proxy, ProxyFailed: o.ProxyFailed}
}

func (p *Probe) name(ctx context.Context) ([]words.Phrase, error) {
	if err := p.route(ctx); err != nil {
		return nil, err
	}
	host, _, err := net.SplitHostPort(p.address)
	if err != nil {
		return nil, err
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return say(words.Mark("%s is an IP address"), host), nil
	}
	found, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil {
		return nil, p.blamed(err)
	}
	return say(words.Mark("%s is %s"), host, strings.Join(found, ", ")), nil
}

// blamed attributes an error on the way to the next machine to the proxy, if there is one.
func (p *Probe) blamed(err error) error {
	if p.via == nil {
		return err
	}
	return bits.AtProxy(p.via, err)
}

// maxWays bounds how many proxies are tried.
const maxWays = 8

// another reports whether there is another way than over the proxy that cannot be reached, as an upload takes it.
func (p *Probe) another(ctx context.Context) bool {
	return p.via != nil && p.o.ProxyFailed != nil && p.o.ProxyFailed(ctx, p.url, p.via) && p.route(ctx) == nil
}

func (p *Probe) tcp(ctx context.Context) ([]words.Phrase, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", p.address)
	for try := 1; err != nil && try < maxWays && p.another(ctx); try++ {
		conn, err = new(net.Dialer).DialContext(ctx, "tcp", p.address)
	}
	if err != nil {
		return nil, p.blamed(err)
	}
	said := say(words.Mark("connected to %s"), conn.RemoteAddr().String())
	if p.via != nil {
		said = append(said, words.Say(words.Mark(", a proxy")))
	}
	return said, conn.Close()
}

func (p *Probe) tls(ctx context.Context) ([]words.Phrase, error) {
	if p.url.Scheme == "http" {
		return say(words.Mark("none: http sends everything in the clear")), nil
	}
	c, err := bits.Inspect(ctx, p.o.transport(), p.url)
	if err != nil {
		return nil, err
	}
	said := say(words.Mark("%s, certificate of %s until %s"), c.Protocol, c.Subject, c.Until.Format(time.DateOnly))
	if c.Flaw == nil {
		return said, nil
	}
	var trusted []bits.Fingerprint
	if p.o.Trusted != nil {
		trusted = p.o.Trusted(c.Host)
	}
	if !slices.Contains(trusted, c.Fingerprint) {
		if len(trusted) > 0 {
			return nil, &bits.ChangedError{Shown: c.Fingerprint, Trusted: trusted, Err: c.Flaw}
		}
		return nil, c.Flaw
	}
	return append(said, words.Say(words.Mark(", trusted for this server"))), nil
}

// ping does not sign in; an answer that requires it is a success.
func (p *Probe) ping(ctx context.Context) ([]words.Phrase, error) {
	err := p.client.Ping(ctx, bits.Session{})
	if errors.As(err, &p.asked) && p.asked.Status == http.StatusProxyAuthRequired && p.via != nil {
		return say(words.Mark("the proxy asks for a sign-in")), nil
	}
	if errors.As(err, &p.asked) && p.asked.Status == http.StatusUnauthorized {
		return say(words.Mark("the server answers, and asks for a sign-in")), nil
	}
	p.asked = nil
	return say(words.Mark("the server answers")), err
}

func (p *Probe) signIn(ctx context.Context) ([]words.Phrase, error) {
	if p.asked == nil {
		return say(words.Mark("not asked for")), nil
	}
	p.client.Transport.Disconnect()
	p.signed(p.o.Authenticators)
	if err := p.client.Ping(ctx, bits.Session{}); err != nil {
		return nil, err
	}
	user, scheme := p.client.SignedIn()
	if user == "" {
		return say(words.Mark("at the proxy")), nil
	}
	return say(words.Mark("as %s with %s"), user, scheme), nil
}

func (p *Probe) create(ctx context.Context) ([]words.Phrase, error) {
	var err error
	if p.session, err = p.client.Create(ctx); err != nil {
		return nil, err
	}
	said := say(words.Mark("uploads are taken; session %s"), p.session.ID)
	if p.session.Host != "" {
		said = append(said, words.Say(words.Mark(" on host %s"), p.session.Host))
	}
	return said, nil
}

func (p *Probe) cancel(ctx context.Context) ([]words.Phrase, error) {
	return say(words.Mark("the session is closed again")), p.client.Cancel(ctx, p.session)
}
