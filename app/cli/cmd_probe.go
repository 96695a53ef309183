package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sendoff/app/probe"
	"sendoff/app/queue"
	"sendoff/transfer/bits"
	"sendoff/ui/words"
)

// testCmd is "sendoff test".
type testCmd struct {
	URL     string        `arg:"" name:"url" help:"Name of a server, a folder ending in /, or a file's own address."`
	Timeout time.Duration `default:"15s" help:"For each step."`
	credentials
	trusting
}

// Run is called by kong.
func (t *testCmd) Run(ctx context.Context, c *call) error {
	var err error
	if t.URL, err = c.addressOf(ctx, t.URL); err != nil {
		return err
	}
	a, err := t.given(c)
	if err != nil {
		return err
	}
	o := probe.Order{Address: t.URL, Timeout: t.Timeout, Fingerprint: t.TrustFingerprint, Account: a}
	return c.withTester(ctx, func(by probe.Tester) error { return t.test(ctx, c, by, o) })
}

func (t *testCmd) test(ctx context.Context, c *call, by probe.Tester, o probe.Order) error {
	u, err := probe.At(t.URL)
	if err != nil {
		return err
	}
	if _, err := t.pin(t.URL); err != nil {
		return err
	}
	fmt.Fprintf(c.Stdout, words.Tr("Testing %s. A session is opened and cancelled again; no file is sent.")+"\n", words.HostText(bits.SafeURL(u)))
	var met probe.Step
	ok, err := by.Test(ctx, o, func(s probe.Step) {
		met = s
		printStep(c.Stdout, s.Shown())
	})
	if err == nil && !ok {
		if hint := cureHint(met.Fault, t.URL); hint != "" {
			fmt.Fprintln(c.Stdout, strings.TrimSpace(hint))
		}
		return coded{errSaid, ExitFailed}
	}
	return err
}

// withTester passes what can test a server and knows the most: the process with the queue, else this one with the
// queue, else this one with what the keyring has. A test leaves nothing behind where there was nothing.
func (c *call) withTester(ctx context.Context, do func(probe.Tester) error) error {
	if c.Placed() == nil {
		if r, err := queue.Dial(ctx, c.Dir); err == nil {
			err := do(r)
			if !errors.Is(err, queue.ErrOtherVersion) {
				return err
			}
		} else if _, err := os.Stat(filepath.Join(c.Dir, "queue.db")); err == nil {
			if l, err := c.Own(ctx, 0, queue.Look); err == nil {
				return errors.Join(do(l), l.Close())
			}
		}
	}
	return do(queue.WithoutQueue(c.Config))
}

// printStep prints a step in columns as wide as the longest texts of any language.
func printStep(out io.Writer, s words.TestStep) {
	how := words.Tr("ok")
	if !s.OK {
		how = words.Tr("failed")
	}
	fmt.Fprintf(out, "%-7s %-7s %10s  %s\n", s.Name, how, s.Took.Round(time.Millisecond/10), words.Plain(s.Text))
}
