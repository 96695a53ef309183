package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/identity"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

type certificateCmd struct {
	File           string `arg:"" optional:"" type:"path" help:"Your certificate with its key: PEM, or PKCS #12 (.pfx, .p12). Without it, yours are listed."`
	For            string `placeholder:"ADDRESS" help:"Address of the server that asks for it; with a folder, only for that."`
	Key            string `placeholder:"FILE" type:"path" help:"File of the key, if it is not in the file of the certificate."`
	PassphraseFile string `placeholder:"FILE" type:"path" help:"Read the passphrase of the key from the first line of this file."`
	NoKeyring      bool   `help:"Do not put the passphrase into the system's keyring: the Sendoff that runs keeps it until it ends."`
	Remove         bool   `help:"Show it to that address no more. The file stays as it is."`
}

// Run is called by kong.
func (k *certificateCmd) Run(ctx context.Context, c *call) error {
	switch {
	case k.File == "" && k.For == "":
		return c.withQueue(ctx, func(f *follower) error { return listOwn(ctx, f, c.Stdout) })
	case k.For == "":
		return wrongUsage("%s", words.Tr("say with --for which server the certificate is for"))
	case k.Remove:
		return k.remove(ctx, c)
	case k.File == "":
		return wrongUsage("%s", words.Tr("name the file of the certificate"))
	}
	return k.give(ctx, c)
}

// give checks the certificate here, where what is wrong with it can be said, and passes it to the queue.
func (k *certificateCmd) give(ctx context.Context, c *call) (err error) {
	u, err := transfer.CheckURL(k.For)
	switch {
	case err != nil:
		return err
	case u.Scheme != "https":
		return wrongUsage("%s", words.Tr("only a server of https asks for a certificate"))
	}
	given := list.OwnCertificate{Address: u.String(), File: k.File, Key: k.Key, Keep: !k.NoKeyring}
	if k.PassphraseFile != "" {
		if given.Passphrase, err = firstLine(k.PassphraseFile); err != nil {
			return err
		}
	}
	found, err := queue.DescribeOwn(given)
	if flawed, ok := errors.AsType[*identity.Error](err); ok && flawed.Flaw == identity.FlawPassphrase && k.PassphraseFile == "" {
		if given.Passphrase, err = askPassphrase(c, cmp.Or(k.Key, k.File)); err == nil {
			found, err = queue.DescribeOwn(given)
		}
	}
	if err != nil {
		return err
	}
	f, err := c.follow(ctx, queue.Look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	var kept bool
	err = f.Ask(ctx, func(q queue.Queue) (err error) {
		kept, err = q.GiveCertificate(ctx, given)
		return err
	})
	if err != nil {
		return fmt.Errorf(words.Tr("certificate: %w"), err)
	}
	fmt.Fprintf(f.Stdout, words.Tr("%[1]s is shown to %[2]s when it asks. It stays in its file; a renewed one counts at once.")+"\n", words.Plain(found.Subject), words.PlaceText(found.Place))
	return k.report(f, given.Passphrase != "", kept)
}

// report says where the passphrase is, if there is one.
func (*certificateCmd) report(f *follower, has, kept bool) error {
	alone := !f.Worked()
	switch {
	case !has:
	case kept:
		fmt.Fprintln(f.Stdout, words.Tr("Its passphrase is in the system's keyring."))
	case alone:
		return coded{errors.New(words.Tr("no keyring keeps its passphrase, and no Sendoff runs that could remember it; start the window or sendoff run, then give the certificate again")), ExitFailed}
	default:
		fmt.Fprintln(f.Stdout, words.Tr("The Sendoff that runs remembers its passphrase until it ends; no keyring has it."))
	}
	return nil
}

// firstLine is the first line of a file, for a secret.
func firstLine(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf(words.Tr("read the passphrase: %w"), err)
	}
	defer func() { _ = f.Close() }()
	line, err := readLine(bufio.NewReader(io.LimitReader(f, maxPassword)))
	if err != nil {
		return "", fmt.Errorf(words.Tr("read the passphrase: %w"), err)
	}
	return line, nil
}

// askPassphrase asks at the terminal, without echo.
func askPassphrase(c *call, key string) (string, error) {
	terminal, ok := c.Stdin.(*os.File)
	if !ok || !term.IsTerminal(int(terminal.Fd())) {
		return "", wrongUsage("%s", words.Tr("the key has a passphrase, and there is no terminal to type it at; name a file that holds it with --passphrase-file"))
	}
	fmt.Fprintf(c.Stderr, words.Tr("Passphrase of %s: "), words.Plain(filepath.Base(key)))
	secret, err := term.ReadPassword(int(terminal.Fd()))
	fmt.Fprintln(c.Stderr)
	if err != nil {
		return "", fmt.Errorf(words.Tr("read the passphrase: %w"), err)
	}
	return string(secret), nil
}

func (k *certificateCmd) remove(ctx context.Context, c *call) error {
	u, err := transfer.CheckURL(k.For)
	if err != nil {
		return err
	}
	place := identity.PlaceOf(u)
	var was bool
	err = c.withQueue(ctx, func(f *follower) error {
		return f.Ask(ctx, func(q queue.Queue) (err error) {
			was, err = q.TakeCertificate(ctx, place)
			return err
		})
	})
	if err != nil {
		return fmt.Errorf(words.Tr("certificate: %w"), err)
	}
	_, err = fmt.Fprintln(c.Stdout, words.Plain(words.OwnRemovedText(place, was)))
	return err
}

// listOwn prints the certificates as their files are now.
func listOwn(ctx context.Context, f *follower, out io.Writer) error {
	var all []identity.Identity
	err := f.Ask(ctx, func(q queue.Queue) (err error) {
		all, err = q.Certificates(ctx)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range all {
		fmt.Fprintf(out, "%s  %s  %s  %s\n", words.HostText(id.Place), words.Plain(id.Subject), words.Moment(id.Until), words.Plain(id.File))
	}
	if len(all) == 0 {
		fmt.Fprintln(out, words.Tr("No server is shown a certificate of yours."))
	}
	return nil
}

// cureHint is the command that cures a fault met at an address, after a blank; "" = none.
func cureHint(f *transfer.Fault, address string) string {
	switch {
	case f == nil:
		return ""
	case f.Kind == transfer.KindTrust || f.Kind == transfer.KindTrustChanged:
		return " " + fmt.Sprintf(words.Tr("To look at it: %s"), words.Plain("sendoff trust "+bits.SafeAddress(address)))
	case f.Kind == transfer.KindProxyTrust:
		return " " + fmt.Sprintf(words.Tr("To look at it: %s"), words.Plain("sendoff trust --proxy https://"+f.Proxy+"/"))
	case f.Kind.OwnCertificate():
		file := cmp.Or(quoted(f.Cert.File), words.Tr("FILE"))
		return " " + fmt.Sprintf(words.Tr("To give one: %s"), words.Plain("sendoff certificate "+file+" --for "+bits.SafeAddress(address)))
	}
	return signInHint(f)
}

// quoted is a path as a shell takes it.
func quoted(path string) string {
	if !strings.ContainsAny(path, " \t'\"&;()$`*?[]#~<>|") {
		return path
	}
	return `"` + strings.NewReplacer(`"`, `\"`, "$", `\$`, "`", "\\`").Replace(path) + `"`
}
