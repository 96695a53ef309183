package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui"
)

type testCmd struct {
	URL     string        `arg:"" name:"url" help:"Folder ending in /, or a file's own address."`
	Timeout time.Duration `default:"15s" help:"For each step."`
	credentials
	trusting
}

// probeName is the file that the test asks for in a folder. Nothing of it is sent.
const probeName = "sendoff-test.tmp"

func (t *testCmd) Run(ctx context.Context, c *call) error {
	var a transfer.Account
	if t.User != "" || t.PasswordStdin {
		var err error
		if a, err = t.account(c); err != nil {
			return err
		}
	}
	pins, err := t.pins(ctx, c, t.URL)
	if err != nil {
		return err
	}
	p, err := c.probe(t.URL, a, pins)
	if err != nil {
		return err
	}
	p.timeout, p.tell = t.Timeout, func(s ui.TestStep) { printStep(c.stdout, s) }
	fmt.Fprintf(c.stdout, tr("Testing %s. A session is opened and cancelled again; no file is sent.")+"\n", ui.HostText(redacted(p.url.String())))
	if err := p.run(ctx); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return coded{errSaid, exitFailed}
	}
	return nil
}

// probe tests a server one step at a time.
type probe struct {
	tell    func(ui.TestStep) // hears of every step as it ends
	url     *url.URL
	timeout time.Duration
	trusted func(host string) []bits.Fingerprint // nil: what the system vouches for
	guards  func() bits.Guard                    // sign in
	asked   *bits.Error                          // what Ping was answered if that was a demand for a sign-in

	via     *url.URL // the proxy, nil for none
	address string   // host and port of the next machine: the proxy or the server
	session bits.Session
	client  *bits.Client
}

// prepare finds the way to the server, and makes a client that signs in.
func (p *probe) prepare() error {
	if err := p.route(); err != nil {
		return err
	}
	p.signed(p.guards)
	return nil
}

// probedAt is the address that a test of another one asks for: a file, since no server makes a session for
// a folder.
func probedAt(address string) (*url.URL, error) {
	address, err := transfer.Destination(address, probeName)
	if err != nil {
		return nil, err
	}
	return transfer.CheckURL(address)
}

// probe makes a probe of a server with the account given, or with what the keyring has.
func (c *call) probe(address string, given transfer.Account, pins []transfer.Pin) (*probe, error) {
	u, err := probedAt(address)
	if err != nil {
		return nil, err
	}
	p := &probe{
		url: u, timeout: checkTimeout, trusted: trustedBy(pins), tell: func(ui.TestStep) {},
	}
	p.guards = transfer.Guarded(bits.Options{}, prompted{newSecrets(c.keyring()), bits.Place(u), given}).Guard
	return p, p.prepare()
}

// signed makes a client that signs in as guards know to; nil for nobody.
func (p *probe) signed(guards func() bits.Guard) {
	o := p.options()
	o.Guard = guards
	p.client = &bits.Client{URL: p.url, UserAgent: "Sendoff/" + version, Transport: bits.NewTransport(o)}
}

func (p *probe) run(ctx context.Context) error {
	p.signed(nil)
	steps := []struct {
		name string
		do   func(context.Context) (string, error)
	}{
		{tr("Name"), p.name},
		{"TCP", p.tcp},
		{"TLS", p.tls},
		{"Ping", p.ping},
		{tr("Sign-in"), p.signIn},
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

func (p *probe) step(ctx context.Context, name string, do func(context.Context) (string, error)) error {
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	begun := time.Now()
	text, err := do(ctx)
	s := ui.TestStep{Name: name, OK: err == nil, Text: text, Took: time.Since(begun)}
	if err != nil {
		fault := transfer.FaultOf(err)
		s.Text, s.Fault = p.explain(err), &fault
	}
	p.tell(s)
	return err
}

// printStep prints a step: its columns are as wide as the longest words of any language.
func printStep(out io.Writer, s ui.TestStep) {
	how := tr("ok")
	if !s.OK {
		how = tr("failed")
	}
	fmt.Fprintf(out, "%-7s %-7s %10s  %s\n", s.Name, how, s.Took.Round(time.Millisecond/10), ui.Plain(s.Text))
}

// route finds out whether a proxy stands between.
func (p *probe) route() error {
	via, err := http.ProxyFromEnvironment(&http.Request{URL: p.url})
	if err != nil {
		return wrongUsage(tr("the proxy of the environment cannot be used: %w"), err)
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

func (p *probe) options() bits.Options {
	return bits.Options{Stall: p.timeout, Answer: p.timeout, Trusted: p.trusted}
}

func (p *probe) name(ctx context.Context) (string, error) {
	host, _, err := net.SplitHostPort(p.address)
	if err != nil {
		return "", err
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return fmt.Sprintf(tr("%s is a number already"), host), nil
	}
	found, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil {
		return "", p.blamed(err)
	}
	return fmt.Sprintf(tr("%s is %s"), host, strings.Join(found, ", ")), nil
}

// blamed is an error on the way to the next machine, which is the proxy's if there is one.
func (p *probe) blamed(err error) error {
	if p.via == nil {
		return err
	}
	return bits.AtProxy(p.via, err)
}

func (p *probe) tcp(ctx context.Context) (string, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", p.address)
	if err != nil {
		return "", p.blamed(err)
	}
	text := fmt.Sprintf(tr("connected to %s"), conn.RemoteAddr())
	if p.via != nil {
		text += tr(", a proxy")
	}
	return text, conn.Close()
}

func (p *probe) tls(ctx context.Context) (string, error) {
	if p.url.Scheme == "http" {
		return tr("none: http sends everything in the clear"), nil
	}
	c, err := bits.Inspect(ctx, p.options(), p.url)
	if err != nil {
		return "", err
	}
	text := fmt.Sprintf(tr("%s, certificate of %s until %s"), c.Protocol, c.Subject, c.Until.Format(time.DateOnly))
	if c.Flaw == nil {
		return text, nil
	}
	var trusted []bits.Fingerprint
	if p.trusted != nil {
		trusted = p.trusted(c.Host)
	}
	if !slices.Contains(trusted, c.Fingerprint) {
		if len(trusted) > 0 {
			return "", &bits.ChangedError{Shown: c.Fingerprint, Trusted: trusted, Err: c.Flaw}
		}
		return "", c.Flaw
	}
	return text + tr(", trusted for this server"), nil
}

// ping tells nobody who asks; a demand for a sign-in is an answer.
func (p *probe) ping(ctx context.Context) (string, error) {
	err := p.client.Ping(ctx, bits.Session{})
	if errors.As(err, &p.asked) && (p.asked.Status == http.StatusUnauthorized || p.asked.Status == http.StatusProxyAuthRequired) {
		return tr("the server answers, and asks for a sign-in"), nil
	}
	p.asked = nil
	return tr("the server answers"), err
}

func (p *probe) signIn(ctx context.Context) (string, error) {
	if p.asked == nil {
		return tr("not asked for"), nil
	}
	p.client.Transport.Disconnect()
	p.signed(p.guards)
	if err := p.client.Ping(ctx, bits.Session{}); err != nil {
		return "", err
	}
	user, scheme := p.client.SignedIn()
	if user == "" {
		return tr("at the proxy"), nil
	}
	return fmt.Sprintf(tr("as %s with %s"), user, scheme), nil
}

func (p *probe) create(ctx context.Context) (string, error) {
	var err error
	if p.session, err = p.client.Create(ctx); err != nil {
		return "", err
	}
	text := fmt.Sprintf(tr("uploads are taken; session %s"), p.session.ID)
	if p.session.Host != "" {
		text += fmt.Sprintf(tr(" on host %s"), p.session.Host)
	}
	return text, nil
}

func (p *probe) cancel(ctx context.Context) (string, error) {
	return tr("the session is closed again"), p.client.Cancel(ctx, p.session)
}

// explain says what an error means, in the window's words.
func (p *probe) explain(err error) string {
	fault := transfer.FaultOf(err)
	return ui.TestText(&fault, p.url.String())
}
