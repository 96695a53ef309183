package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"sendoff/app/probe"
	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/ui/words"
)

// credentials are the flags for an account.
type credentials struct {
	User          string `help:"User name, with its domain where there is one; asked for otherwise." placeholder:"NAME"`
	PasswordStdin bool   `help:"Read the password from standard input, up to the end of its first line."`
	Unencrypted   bool   `help:"Allow the password to be sent readable over http, if the server takes it in no other way."`
}

// maxPassword bounds a password in bytes.
const maxPassword = 4096

// account is the account from the flags or the user's input.
func (f *credentials) account(c *call) (transfer.Account, error) {
	a := transfer.Account{User: f.User, Clear: f.Unencrypted}
	in := bufio.NewReader(io.LimitReader(c.Stdin, maxPassword))
	if a.User == "" {
		if f.PasswordStdin {
			return a, wrongUsage("%s", words.Tr("name the user with --user"))
		}
		fmt.Fprint(c.Stderr, words.Tr("User name: "))
		line, err := readLine(in)
		if err != nil {
			return a, wrongUsage("%s", words.Tr("name the user with --user"))
		}
		a.User = strings.TrimSpace(line)
	}
	var err error
	a.Password, err = f.password(c, in)
	if err == nil && (a.User == "" || strings.ContainsFunc(a.User, isControl)) {
		err = wrongUsage("%s", words.Tr("the user name is empty, or has characters that cannot be sent"))
	}
	return a, err
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// password reads the password without echo. It is read from a pipe only if a flag says so.
func (f *credentials) password(c *call, in *bufio.Reader) (string, error) {
	if f.PasswordStdin {
		line, err := readLine(in)
		if err != nil {
			return "", fmt.Errorf(words.Tr("read the password: %w"), err)
		}
		return line, nil
	}
	terminal, ok := c.Stdin.(*os.File)
	if !ok || !term.IsTerminal(int(terminal.Fd())) {
		return "", wrongUsage("%s", words.Tr("there is no terminal to type the password at; give it on standard input with --password-stdin"))
	}
	fmt.Fprint(c.Stderr, words.Tr("Password: "))
	secret, err := term.ReadPassword(int(terminal.Fd()))
	fmt.Fprintln(c.Stderr)
	if err != nil {
		return "", fmt.Errorf(words.Tr("read the password: %w"), err)
	}
	return string(secret), nil
}

func readLine(in *bufio.Reader) (string, error) {
	line, err := in.ReadString('\n')
	if err != nil && (line == "" || !errors.Is(err, io.EOF)) {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}

type signInCmd struct {
	URL string `arg:"" name:"url" help:"Address of the folder that asks, or of the server, or its name; the proxy's own with --proxy."`
	credentials
	Proxy     bool `help:"The address is that of a proxy."`
	NoKeyring bool `help:"Do not put the password into the system's keyring: the Sendoff that runs keeps it until it ends."`
}

// place is where the account is given for.
func (s *signInCmd) place() (string, error) {
	if s.Proxy {
		return transfer.SignInOrigin(s.URL)
	}
	return transfer.SignInPlace(s.URL)
}

func (s *signInCmd) Run(ctx context.Context, c *call) (err error) {
	at, err := c.meant(ctx, s.URL)
	if err != nil {
		return err
	}
	s.URL = at.address
	if at.card != nil && s.User == "" {
		s.User = at.card.Account
	}
	place, err := s.place()
	if err != nil {
		return err
	}
	a, err := s.account(c)
	if err != nil {
		return err
	}
	if !s.Proxy {
		if err := s.check(ctx, c, a); err != nil {
			return err
		}
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

// report says where the password is stored.
func (s *signInCmd) report(f *follower, kept bool) error {
	alone := !f.Worked()
	switch {
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

// check asks the server whether it accepts the account. If the server cannot be reached, the account is stored
// anyway.
func (s *signInCmd) check(ctx context.Context, c *call, a transfer.Account) error {
	var t probe.Tried
	err := c.withTester(ctx, func(by probe.Tester) (err error) {
		t, err = by.Try(ctx, probe.Order{Address: s.URL, Timeout: checkTimeout, Account: &a})
		return err
	})
	switch {
	case err != nil:
		return err
	case t.Refused:
		text := words.TestText(t.Fault, s.URL)
		if t.Fault.Kind == transfer.KindClearSignIn {
			text += " " + words.Tr("To allow it: --unencrypted")
		}
		return coded{errors.New(text), ExitFailed}
	case t.Scheme != "":
		fmt.Fprintf(c.Stdout, words.Tr("Signed in as %s with %s.")+"\n", words.Plain(a.User), words.Plain(t.Scheme))
	case t.Fault == nil:
		fmt.Fprintln(c.Stdout, words.Tr("The server does not ask for a sign-in at the moment."))
	default:
		fmt.Fprintf(c.Stderr, words.Tr("It could not be tried: %s")+"\n", words.Plain(words.TestText(t.Fault, s.URL)))
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
