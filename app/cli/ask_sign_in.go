package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"golang.org/x/term"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/ui/words"
)

// signInFor asks at the terminal for the account that a job waits for. Without an answer nobody is asked again: the
// jobs that wait then end the command, as without a terminal.
func (f *follower) signInFor(ctx context.Context, p *progress) error {
	j := p.waits
	p.waits = nil
	p.asked[j.ID] = j.Fault.At
	fmt.Fprintf(f.Stderr, "%s: %s\n", queue.NameOf(j), words.FaultText(j.Fault, j))
	fault, err := f.suggested(ctx, j)
	if err != nil {
		return err
	}
	a, ok, err := f.askUntil(ctx, fault)
	if err != nil || !ok {
		p.asks = false
		return err
	}
	wish := queue.SignIn{Place: j.Fault.Ask.Place(), Proxy: j.Fault.Ask.Proxy, Account: a, Keep: true}
	err = f.Ask(ctx, func(q queue.Queue) error {
		_, err := q.SignIn(ctx, wish)
		return err
	})
	if err != nil {
		return fmt.Errorf(words.Tr("sign in: %w"), err)
	}
	return nil
}

// suggested is a job's fault with the user that its server's card names, where none was refused.
func (f *follower) suggested(ctx context.Context, j *transfer.Job) (*transfer.Fault, error) {
	fault := *j.Fault
	if fault.Ask.User != "" || fault.Ask.Proxy {
		return &fault, nil
	}
	err := f.Ask(ctx, func(q queue.Queue) error {
		s, err := q.Servers(ctx)
		fault.Ask.User = s.Cards.Account(j.Target.URL, fault.Ask.Origin)
		return err
	})
	return &fault, err
}

// askUntil asks for an account until ctx ends. The terminal is then as it was, also in the midst of a password.
func (f *follower) askUntil(ctx context.Context, fault *transfer.Fault) (transfer.Account, bool, error) {
	fd := int(f.keyboard().Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return transfer.Account{}, false, fmt.Errorf(words.Tr("read the password: %w"), err)
	}
	type answer struct {
		account transfer.Account
		ok      bool
	}
	answers := make(chan answer, 1)
	go func() { // ends with the answer, or with the process
		a, ok := f.askAccount(fault)
		answers <- answer{a, ok}
	}()
	select {
	case a := <-answers:
		return a.account, a.ok, nil
	case <-ctx.Done():
		_ = term.Restore(fd, before)
		return transfer.Account{}, false, ctx.Err()
	}
}

// isYes reports whether an answer agrees, in either language.
func isYes(line string) bool {
	line = strings.ToLower(strings.TrimSpace(line))
	return strings.HasPrefix(line, "y") || strings.HasPrefix(line, "д")
}

// askAccount asks for user and password; ok is false if the user gives none.
func (f *follower) askAccount(fault *transfer.Fault) (a transfer.Account, ok bool) {
	terminal := f.keyboard()
	in := bufio.NewReaderSize(terminal, 1) // the password is read from the terminal itself
	a.User = fault.Ask.User
	prompt := words.Tr("User name: ")
	if a.User != "" {
		prompt = fmt.Sprintf(words.Tr("User name [%s]: "), words.Plain(a.User))
	}
	fmt.Fprint(f.Stderr, prompt)
	line, err := readLine(in)
	if name := strings.TrimSpace(line); name != "" {
		a.User = name
	}
	if err != nil || a.User == "" || strings.ContainsFunc(a.User, isControl) {
		return a, false
	}
	if a.Password, err = typed(f.call, terminal); err != nil {
		return a, false
	}
	if !readableOnly(fault) {
		return a, true
	}
	fmt.Fprint(f.Stderr, words.Tr(words.ReadableNeeded), " ", words.Tr("Allow it? [y/N] "))
	line, err = readLine(in)
	a.Clear = err == nil && isYes(line)
	return a, a.Clear
}

// readableOnly reports whether a server takes a password only as readable text over an unencrypted connection.
func readableOnly(fault *transfer.Fault) bool {
	return fault.Kind == transfer.KindClearSignIn || fault.Ask.OnlyReadable()
}
