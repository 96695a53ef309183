package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"sendoff/app/probe"
	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/words"
)

type trustCmd struct {
	URL         string        `arg:"" optional:"" name:"url" help:"Address or name of the server that is to be trusted; without one, what is trusted is listed."`
	Fingerprint string        `placeholder:"SHA256" help:"Trust the certificate of this SHA-256 without looking, if it is the one that the server shows."`
	Yes         bool          `help:"Trust the certificate that the server shows."`
	Remove      bool          `help:"Take the trust back."`
	Proxy       bool          `help:"The address is that of an https proxy."`
	Timeout     time.Duration `default:"15s" help:"For the server's answer."`
}

func (t *trustCmd) Run(ctx context.Context, c *call) (err error) {
	if t.URL == "" {
		return c.withQueue(ctx, func(f *follower) error { return listPins(ctx, f, c.Stdout) })
	}
	if t.URL, err = c.addressOf(ctx, t.URL); err != nil {
		return err
	}
	u, err := transfer.CheckURL(t.URL)
	switch {
	case err != nil:
		return err
	case t.Remove:
		return t.store(ctx, c, transfer.VerbDistrust, transfer.Pin{Host: u.Hostname(), Proxy: t.Proxy, Fingerprint: t.Fingerprint})
	case u.Scheme != "https":
		return wrongUsage("%s", words.Tr("only an address with https has a certificate"))
	}
	if t.Fingerprint != "" { // before any request
		if _, err := bits.ParseFingerprint(t.Fingerprint); err != nil {
			return wrongUsage("%w", err)
		}
	}
	return t.trust(ctx, c)
}

// trust shows the certificate and stores it if that was asked for.
func (t *trustCmd) trust(ctx context.Context, c *call) error {
	found, pins, err := t.look(ctx, c)
	if err != nil {
		return err
	}
	fmt.Fprint(c.Stdout, words.PlainLines(words.CertificateText(found, pins)))
	if t.Fingerprint != "" {
		f, err := bits.ParseFingerprint(t.Fingerprint)
		switch {
		case err != nil:
			return wrongUsage("%w", err)
		case f != found.Fingerprint:
			return errors.New(words.Tr("the server shows another certificate than the one of this fingerprint, and it was not trusted"))
		}
	}
	switch {
	case found.Flaw == nil:
		fmt.Fprintln(c.Stdout, words.Tr("This computer trusts it already; there is nothing to do."))
		return nil
	case t.Fingerprint == "" && !t.Yes:
		fmt.Fprintf(c.Stderr, words.Tr("Compare the fingerprint with what its admin says. If it is the same: sendoff trust %s --fingerprint %s")+"\n", t.again(), found.Fingerprint)
		return coded{errSaid, ExitFailed}
	}
	pin := transfer.PinOf(found)
	if err := t.store(ctx, c, transfer.VerbTrust, pin); err != nil {
		return fmt.Errorf("trust: %w", err)
	}
	fmt.Fprintf(c.Stdout, words.Tr("Trusted for %s from here on.")+"\n", words.PinnedText(pin))
	return nil
}

// look fetches the certificate, and what is trusted already.
func (t *trustCmd) look(ctx context.Context, c *call) (found bits.Certificate, pins []transfer.Pin, err error) {
	err = c.withTester(ctx, func(by probe.Tester) (err error) {
		found, err = probe.Certificate(ctx, by, transfer.CertificateAt{Address: t.URL, Proxy: t.Proxy}, t.Timeout)
		if q, ok := by.(queue.Queue); ok && err == nil {
			pins, err = q.Pins(ctx)
		}
		return err
	})
	return found, pins, err
}

// again is what names the server or proxy in a further command.
func (t *trustCmd) again() string {
	if t.Proxy {
		return "--proxy " + words.Plain(bits.SafeAddress(t.URL))
	}
	return words.Plain(bits.SafeAddress(t.URL))
}

// store opens the queue only for storing: contacting a server can take long.
func (t *trustCmd) store(ctx context.Context, c *call, v transfer.Verb, p transfer.Pin) error {
	return c.withQueue(ctx, func(f *follower) error { return f.Do(ctx, transfer.Command{Verb: v, Pin: &p}) })
}

func listPins(ctx context.Context, f *follower, out io.Writer) error {
	var pins []transfer.Pin
	err := f.Ask(ctx, func(q queue.Queue) (err error) {
		pins, err = q.Pins(ctx)
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range pins {
		fmt.Fprintf(out, "%s  %s  %s\n", words.PinnedText(p), p.Fingerprint, words.Plain(p.Subject))
	}
	if len(pins) == 0 {
		fmt.Fprintln(out, words.Tr("No certificate is trusted beside those that this computer trusts."))
	}
	return nil
}

// trusting is the flag of commands that talk to one server.
type trusting struct {
	TrustFingerprint string `placeholder:"SHA256" help:"Trust the certificate of this SHA-256 for the server, from here on."`
}

// pin is the flag's value, nil if it was not given.
func (t trusting) pin(address string) (*transfer.Pin, error) {
	if t.TrustFingerprint == "" {
		return nil, nil
	}
	f, err := bits.ParseFingerprint(t.TrustFingerprint)
	if err != nil {
		return nil, wrongUsage("%w", err)
	}
	u, err := transfer.CheckURL(address)
	if err != nil {
		return nil, err
	}
	return &transfer.Pin{Host: bits.LowerHost(u.Hostname()), Port: cmp.Or(u.Port(), "443"), Fingerprint: f.String()}, nil
}

// apply stores the pin before anything is sent.
func (t trusting) apply(ctx context.Context, f *follower, address string) error {
	pin, err := t.pin(address)
	if pin == nil || err != nil {
		return err
	}
	if err := f.Do(ctx, transfer.Command{Verb: transfer.VerbTrust, Pin: pin}); err != nil {
		return fmt.Errorf("trust: %w", err)
	}
	return nil
}
