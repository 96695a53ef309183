package queue

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"sendoff/app/probe"
	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// Tests of servers run where the queue is: that process knows the passwords that no keyring has.

// lookAt is the body of a request for a certificate.
type lookAt struct {
	transfer.CertificateAt
	Timeout time.Duration `json:"timeout"`
}

// shownCertificate is the answer to it.
type shownCertificate struct {
	Shown *bits.Presented `json:"shown,omitempty"`
	Fault *transfer.Fault `json:"fault,omitempty"` // why there is none
}

// testLine is one line of the answer to a test.
type testLine struct {
	Step  *probe.Step `json:"step,omitempty"`
	Ended bool        `json:"ended,omitempty"` // the last line
	OK    bool        `json:"ok,omitempty"`    // of the last line: no step failed
}

// means are what a test of this process knows.
func (l *Local) means() probe.Means {
	return probe.Means{Accounts: l.secrets, Options: probe.Options{
		Version: l.version, Trusted: l.engine.Trusted, TrustedProxy: l.engine.TrustedProxy, Own: l.own.Own, Authenticators: l.engine.Authenticators(),
		Proxy: l.proxies.Proxy, ProxyFailed: l.proxies.Failed, Follow: l.engine.FollowCard,
	}}
}

// WithoutQueue is what a process without a queue knows for tests: environment, system, keyring and policies.
func WithoutQueue(c *Config) probe.Means {
	secrets, chooser := NewSecrets(RingOf(c.Keyring)), ProxyChooser()
	handedOut := c.readPolicies().found
	secrets.inAddress = chooser.Account
	return probe.Means{Accounts: secrets, Options: probe.Options{
		Version: c.Version, Authenticators: transfer.WithAuthenticators(bits.Options{}, secrets).Authenticator,
		Proxy: chooser.Proxy, ProxyFailed: chooser.Failed,
		Follow: func(client *bits.Client) {
			card, _ := handedOut.For(client.URL.String())
			transfer.Follow(card, client)
		},
	}}
}

// Test implements probe.Tester.
func (l *Local) Test(ctx context.Context, o probe.Order, tell func(probe.Step)) (bool, error) {
	practice := l.practice.is(o.Address)
	return l.means().Test(ctx, o, func(s probe.Step) { s.Practice = practice; tell(s) })
}

// Try implements probe.Tester.
func (l *Local) Try(ctx context.Context, o probe.Order) (probe.Tried, error) {
	return l.means().Try(ctx, o)
}

// Certificate implements probe.Tester.
func (l *Local) Certificate(ctx context.Context, at transfer.CertificateAt, timeout time.Duration) (probe.Found, error) {
	return l.means().Certificate(ctx, at, timeout)
}

// Test implements probe.Tester. An owner of an older version fails with ErrOtherVersion.
func (r *Remote) Test(ctx context.Context, o probe.Order, tell func(probe.Step)) (bool, error) {
	body, err := json.Marshal(o)
	if err != nil {
		return false, err
	}
	answer, err := r.ask(ctx, http.MethodPost, "/test", body)
	if err != nil {
		return false, err
	}
	defer answer.Close() //nolint:errcheck // all was read
	for in := json.NewDecoder(answer); ; {
		var line testLine
		if err := in.Decode(&line); err != nil {
			return false, lost(ctx, err)
		}
		if line.Ended {
			return line.OK, nil
		}
		if line.Step != nil {
			tell(*line.Step)
		}
	}
}

// Try implements probe.Tester.
func (r *Remote) Try(ctx context.Context, o probe.Order) (t probe.Tried, err error) {
	err = r.post(ctx, "/try", o, &t)
	return t, err
}

// Certificate implements probe.Tester.
func (r *Remote) Certificate(ctx context.Context, at transfer.CertificateAt, timeout time.Duration) (probe.Found, error) {
	var answer shownCertificate
	if err := r.post(ctx, "/certificate", lookAt{at, timeout}, &answer); err != nil {
		return probe.Found{}, err
	}
	if answer.Shown == nil {
		return probe.Found{Fault: answer.Fault}, nil
	}
	c, err := answer.Shown.Certificate()
	return probe.Found{Certificate: c}, err
}

func checkOrder(o *probe.Order) error {
	check := transfer.CheckURL
	if o.Proxy {
		check = transfer.ProxyURL
	}
	_, err := check(o.Address)
	return err
}

func checkLook(a *lookAt) error {
	u, err := transfer.CheckURL(a.Address)
	if err == nil && u.Scheme != "https" {
		err = badRequest("%s has no certificate", u.Scheme)
	}
	return err
}

func (c *control) try(ctx context.Context, o *probe.Order) (any, error) { return c.q.Try(ctx, *o) }

func (c *control) look(ctx context.Context, a *lookAt) (any, error) {
	found, err := c.q.Certificate(ctx, a.CertificateAt, a.Timeout)
	if err != nil || found.Fault != nil {
		return shownCertificate{Fault: found.Fault}, err
	}
	shown := found.Certificate.Presented()
	return shownCertificate{Shown: &shown}, nil
}

// test runs a test and sends a line for each step. It ends with the client or the queue.
func (c *control) test(w http.ResponseWriter, r *http.Request) {
	if err := c.turn(r.Context()); err != nil {
		refuse(w, err)
		return
	}
	defer func() { <-c.turns }()
	body, err := readBody(w, r)
	var order *probe.Order
	if err == nil {
		order, err = understood(body, checkOrder)
	}
	if err != nil {
		refuse(w, err)
		return
	}
	ctx, stop := c.untilEnding(r.Context())
	defer stop()
	within, begun := http.NewResponseController(w), false
	enc := json.NewEncoder(w)
	send := func(line testLine) {
		if !begun {
			begun = true
			w.Header().Set("Content-Type", jsonLines)
		}
		if errors.Join(within.SetWriteDeadline(time.Now().Add(answerTimeout)), enc.Encode(line), within.Flush()) != nil {
			stop() // the client has left
		}
	}
	ok, err := c.q.Test(ctx, *order, func(s probe.Step) { send(testLine{Step: &s}) })
	switch {
	case err == nil:
		send(testLine{Ended: true, OK: ok})
	case !begun:
		refuse(w, err)
	}
}

// untilEnding returns a context that ends with the queue too.
func (c *control) untilEnding(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() { // ends with the request
		select {
		case <-c.ending:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

var (
	_ probe.Tester = (*Local)(nil)
	_ probe.Tester = (*Remote)(nil)
)
