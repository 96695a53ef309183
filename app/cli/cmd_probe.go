package cli

import (
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

// testCmd is "sendoff test".
type testCmd struct {
	URL     string        `arg:"" name:"url" help:"Folder ending in /, or a file's own address."`
	Timeout time.Duration `default:"15s" help:"For each step."`
	credentials
	trusting
}

// Run is called by kong.
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
	p, err := c.probe(t.URL, a, pins, probe.Options{Timeout: t.Timeout, Tell: func(s words.TestStep) { printStep(c.Stdout, s) }})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Stdout, words.Tr("Testing %s. A session is opened and cancelled again; no file is sent.")+"\n", words.HostText(bits.SafeURL(p.Client().URL)))
	if err := p.Run(ctx); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return coded{errSaid, ExitFailed}
	}
	return nil
}

// probe makes a probe of a server with the given account, or with the keyring's.
func (c *call) probe(address string, given transfer.Account, pins []transfer.Pin, o probe.Options) (*probe.Probe, error) {
	u, err := probe.At(address)
	if err != nil {
		return nil, err
	}
	known := c.probing(bits.Origin(u), given, pins)
	known.Timeout, known.Tell = o.Timeout, o.Tell
	p, err := probe.NewProbe(u, known)
	var proxy probe.ProxyError
	if errors.As(err, &proxy) {
		return nil, wrongUsage("%w", err)
	}
	return p, err
}

// probing are the options of a probe with the given account of an origin, else with the keyring's.
func (c *call) probing(origin string, given transfer.Account, pins []transfer.Pin) probe.Options {
	trusted := func(proxy bool) func(string) []bits.Fingerprint {
		return func(host string) []bits.Fingerprint { return transfer.TrustedIn(pins, host, proxy) }
	}
	accounts := prompted{queue.NewSecrets(queue.RingOf(c.Ring)), origin, given}
	return probe.Options{
		Version: c.Version, Trusted: trusted(false), TrustedProxy: trusted(true),
		Authenticators: transfer.WithAuthenticators(bits.Options{}, accounts).Authenticator,
	}
}

// printStep prints a step in columns as wide as the longest texts of any language.
func printStep(out io.Writer, s words.TestStep) {
	how := words.Tr("ok")
	if !s.OK {
		how = words.Tr("failed")
	}
	fmt.Fprintf(out, "%-7s %-7s %10s  %s\n", s.Name, how, s.Took.Round(time.Millisecond/10), words.Plain(s.Text))
}
