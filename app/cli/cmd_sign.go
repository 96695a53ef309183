package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sendoff/app/probe"
	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/ui/words"
)

type signInCmd struct {
	URL string `arg:"" name:"url" help:"Address of the folder that asks, or of the server, or its name; the proxy's own with --proxy."`
	credentials
	SignedIn  bool `name:"signed-in" help:"As who is signed in to this computer (kinit, a keytab, Windows), without a password: for servers outside its domain."`
	Proxy     bool `help:"The address is that of a proxy."`
	NoKeyring bool `help:"Do not put the password into the system's keyring: the Sendoff that runs keeps it until it ends."`
}

func (s *signInCmd) Run(ctx context.Context, c *call) (err error) {
	at, err := c.meant(ctx, s.URL)
	if err != nil {
		return err
	}
	s.URL = at.address
	s.Proxy = s.Proxy || transfer.IsSOCKS(s.URL)
	switch {
	case s.Proxy && at.card != nil: // its account is for the server
		return wrongUsage("%s", words.Tr("--proxy takes the address of the proxy itself, not the name of a server"))
	case !s.SignedIn:
		s.asOn(at.card, c)
	}
	place, err := placeAt(s.URL, s.Proxy)
	if err != nil {
		return err
	}
	a, err := s.who(c)
	if err != nil {
		return err
	}
	if err := s.check(ctx, c, a); err != nil {
		return err
	}
	f, err := c.follow(ctx, queue.Look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	var kept bool
	err = f.Ask(ctx, func(q queue.Queue) (err error) {
		kept, err = q.SignIn(ctx, queue.SignIn{Place: place, Account: a, Keep: !s.NoKeyring, Proxy: s.Proxy})
		return err
	})
	if err != nil {
		return fmt.Errorf(words.Tr("sign in: %w"), err)
	}
	return s.report(f, kept)
}

// who is the account, or who is signed in to this computer.
func (s *signInCmd) who(c *call) (transfer.Account, error) {
	switch {
	case !s.SignedIn:
		return s.account(c)
	case s.User != "" || s.PasswordStdin:
		return transfer.Account{}, wrongUsage("%s", words.Tr("--signed-in takes no user and no password"))
	}
	return transfer.Account{Self: true}, nil
}

// report says where the password is stored.
func (s *signInCmd) report(f *follower, kept bool) error {
	alone := !f.Worked()
	switch {
	case s.SignedIn && (kept || !alone):
		fmt.Fprintln(f.Stdout, words.Tr("Uploads there sign in as who is signed in to this computer."))
	case kept:
		fmt.Fprintln(f.Stdout, words.Tr("The password is in the system's keyring."))
	case alone:
		return coded{errors.New(words.Tr("no keyring keeps the password, and no Sendoff runs that could remember it; start the window or sendoff run, then sign in again")), ExitFailed}
	default:
		fmt.Fprintln(f.Stdout, words.Tr("The Sendoff that runs remembers the password until it ends; no keyring has it."))
	}
	if alone {
		fmt.Fprintln(f.Stderr, words.Tr(nobodyRuns))
	}
	return nil
}

// checkTimeout bounds the test of an account before it is stored.
const checkTimeout = 15 * time.Second

// check asks the server or proxy whether it accepts the account. If the server cannot be reached, the account is stored
// anyway.
func (s *signInCmd) check(ctx context.Context, c *call, a transfer.Account) error {
	var t probe.Tried
	err := c.withTester(ctx, func(by probe.Tester) (err error) {
		t, err = by.Try(ctx, probe.Order{Address: s.URL, Timeout: checkTimeout, Account: &a, Proxy: s.Proxy})
		return err
	})
	switch {
	case err != nil:
		return err
	case t.Refused:
		text := words.TestText(t.Fault, transfer.Target{URL: s.URL})
		if t.Fault.Kind == transfer.KindClearSignIn {
			text += " " + words.Tr("To allow it: --unencrypted")
		}
		return coded{errors.New(text), ExitFailed}
	case t.Scheme != "":
		fmt.Fprintf(c.Stdout, words.Tr("Signed in as %s with %s.")+"\n", words.Plain(t.User), words.Plain(t.Scheme))
	case t.Fault == nil && s.Proxy:
		fmt.Fprintln(c.Stdout, words.Tr("The proxy does not ask for a sign-in at the moment."))
	case t.Fault == nil:
		fmt.Fprintln(c.Stdout, words.Tr("The server does not ask for a sign-in at the moment."))
	default:
		fmt.Fprintf(c.Stderr, words.Tr("It could not be tried: %s")+"\n", words.Plain(words.TestText(t.Fault, transfer.Target{URL: s.URL})))
	}
	return nil
}

type signOutCmd struct {
	URL string `arg:"" name:"url" help:"Any address on the server or its name, or the proxy's own address."`
}

func (s *signOutCmd) Run(ctx context.Context, c *call) (err error) {
	if s.URL, err = c.addressOf(ctx, s.URL); err != nil {
		return err
	}
	place, err := transfer.SignInPlace(s.URL)
	if err != nil {
		return err
	}
	f, err := c.follow(ctx, queue.Look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	var was bool
	err = f.Ask(ctx, func(q queue.Queue) (err error) {
		was, err = q.SignOut(ctx, place)
		return err
	})
	if err != nil {
		return fmt.Errorf(words.Tr("sign out: %w"), err)
	}
	_, err = fmt.Fprintln(c.Stdout, words.Plain(words.SignedOutText(place, was)))
	return err
}
