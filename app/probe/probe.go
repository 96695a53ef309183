package probe

import (
	"context"
	"errors"
	"fmt"
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
	Tell           func(words.TestStep)                 // called after each step; may be nil
	Trusted        func(host string) []bits.Fingerprint // nil: the system's roots
	TrustedProxy   func(host string) []bits.Fingerprint // Trusted for https proxies
	Authenticators func() bits.Authenticator            // sign in
}

// ProxyError says that the environment's proxy cannot be used.
type ProxyError struct{ Err error }

func (e ProxyError) Error() string {
	return fmt.Errorf(words.Tr("the proxy of the environment cannot be used: %w"), e.Err).Error()
}

// Unwrap returns the cause.
func (e ProxyError) Unwrap() error { return e.Err }

// NewProbe is a probe of the server at an address made by At. It finds the route; it fails with a ProxyError.
func NewProbe(at *url.URL, o Options) (*Probe, error) {
	p := &Probe{o: o, url: at}
	if err := p.route(); err != nil {
		return nil, err
	}
	p.signed(o.Authenticators)
	return p, nil
}

// Client is a client of the server. It signs in after Run.
func (p *Probe) Client() *bits.Client { return p.client }

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
}

// Run runs the steps until one fails.
func (p *Probe) Run(ctx context.Context) error {
	p.signed(nil)
	steps := []struct {
		name string
		do   func(context.Context) (string, error)
	}{
		{words.Tr("Name"), p.name},
		{"TCP", p.tcp},
		{"TLS", p.tls},
		{"Ping", p.ping},
		{words.Tr("Sign-in"), p.signIn},
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

func (p *Probe) step(ctx context.Context, name string, do func(context.Context) (string, error)) error {
	ctx, cancel := context.WithTimeout(ctx, p.o.Timeout)
	defer cancel()
	begun := time.Now()
	text, err := do(ctx)
	s := words.TestStep{Name: name, OK: err == nil, Text: text, Took: time.Since(begun)}
	if err != nil {
		fault := transfer.FaultOf(err)
		s.Text, s.Fault = Explain(p.url, err), &fault
	}
	if p.o.Tell != nil {
		p.o.Tell(s)
	}
	return err
}

// route finds out whether there is a proxy.
func (p *Probe) route() error {
	via, err := http.ProxyFromEnvironment(&http.Request{URL: p.url})
	if err != nil {
		return ProxyError{err}
	}
	p.via = via
	next := p.url
	if via != nil {
		next = via
	}
	port := next.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[next.Scheme]
	}
	p.address = net.JoinHostPort(next.Hostname(), port)
	return nil
}

// transport configures connections that sign in.
func (o Options) transport() bits.Options {
	return bits.Options{Stall: o.Timeout, Answer: o.Timeout, Trusted: o.Trusted, TrustedProxy: o.TrustedProxy, Authenticator: o.Authenticators}
}

func (p *Probe) name(ctx context.Context) (string, error) {
	host, _, err := net.SplitHostPort(p.address)
	if err != nil {
		return "", err
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return fmt.Sprintf(words.Tr("%s is an IP address"), host), nil
	}
	found, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil {
		return "", p.blamed(err)
	}
	return fmt.Sprintf(words.Tr("%s is %s"), host, strings.Join(found, ", ")), nil
}

// blamed attributes an error on the way to the next machine to the proxy, if there is one.
func (p *Probe) blamed(err error) error {
	if p.via == nil {
		return err
	}
	return bits.AtProxy(p.via, err)
}

func (p *Probe) tcp(ctx context.Context) (string, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", p.address)
	if err != nil {
		return "", p.blamed(err)
	}
	text := fmt.Sprintf(words.Tr("connected to %s"), conn.RemoteAddr())
	if p.via != nil {
		text += words.Tr(", a proxy")
	}
	return text, conn.Close()
}

func (p *Probe) tls(ctx context.Context) (string, error) {
	if p.url.Scheme == "http" {
		return words.Tr("none: http sends everything in the clear"), nil
	}
	c, err := bits.Inspect(ctx, p.o.transport(), p.url)
	if err != nil {
		return "", err
	}
	text := fmt.Sprintf(words.Tr("%s, certificate of %s until %s"), c.Protocol, c.Subject, c.Until.Format(time.DateOnly))
	if c.Flaw == nil {
		return text, nil
	}
	var trusted []bits.Fingerprint
	if p.o.Trusted != nil {
		trusted = p.o.Trusted(c.Host)
	}
	if !slices.Contains(trusted, c.Fingerprint) {
		if len(trusted) > 0 {
			return "", &bits.ChangedError{Shown: c.Fingerprint, Trusted: trusted, Err: c.Flaw}
		}
		return "", c.Flaw
	}
	return text + words.Tr(", trusted for this server"), nil
}

// ping does not sign in; an answer that requires it is a success.
func (p *Probe) ping(ctx context.Context) (string, error) {
	err := p.client.Ping(ctx, bits.Session{})
	if errors.As(err, &p.asked) && (p.asked.Status == http.StatusUnauthorized || p.asked.Status == http.StatusProxyAuthRequired) {
		return words.Tr("the server answers, and asks for a sign-in"), nil
	}
	p.asked = nil
	return words.Tr("the server answers"), err
}

func (p *Probe) signIn(ctx context.Context) (string, error) {
	if p.asked == nil {
		return words.Tr("not asked for"), nil
	}
	p.client.Transport.Disconnect()
	p.signed(p.o.Authenticators)
	if err := p.client.Ping(ctx, bits.Session{}); err != nil {
		return "", err
	}
	user, scheme := p.client.SignedIn()
	if user == "" {
		return words.Tr("at the proxy"), nil
	}
	return fmt.Sprintf(words.Tr("as %s with %s"), user, scheme), nil
}

func (p *Probe) create(ctx context.Context) (string, error) {
	var err error
	if p.session, err = p.client.Create(ctx); err != nil {
		return "", err
	}
	text := fmt.Sprintf(words.Tr("uploads are taken; session %s"), p.session.ID)
	if p.session.Host != "" {
		text += fmt.Sprintf(words.Tr(" on host %s"), p.session.Host)
	}
	return text, nil
}

func (p *Probe) cancel(ctx context.Context) (string, error) {
	return words.Tr("the session is closed again"), p.client.Cancel(ctx, p.session)
}

// Explain explains a server's error to the user.
func Explain(at *url.URL, err error) string {
	fault := transfer.FaultOf(err)
	return words.TestText(&fault, at.String())
}

// Explained is an error with the text of Explain.
func Explained(at *url.URL, err error) error { return words.Said(Explain(at, err)) }
