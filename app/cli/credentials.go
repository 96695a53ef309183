package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/term"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/words"
)

// credentials are the flags for an account. A password is never an argument: other users may read those.
type credentials struct {
	User          string `help:"User name, with its domain where there is one; or SENDOFF_USER in the environment." placeholder:"NAME"`
	PasswordFile  string `help:"Read the password from the first line of FILE; or SENDOFF_PASSWORD_FILE, SENDOFF_PASSWORD, or systemd's credential sendoff.password." placeholder:"FILE" type:"path"`
	PasswordStdin bool   `help:"Read the password from standard input, up to the end of its first line."`
	Unencrypted   bool   `help:"Allow the password to be sent readable over http, if the server takes it in no other way."`
}

// Names in the environment. systemd sets the folder of the credentials of a service (LoadCredential=).
const (
	envUser              = "SENDOFF_USER"
	envPassword          = "SENDOFF_PASSWORD"
	envPasswordFile      = "SENDOFF_PASSWORD_FILE"
	envCredentials       = "CREDENTIALS_DIRECTORY"
	credentialPassword   = "sendoff.password"
	credentialOfAccounts = "sendoff.accounts"
)

// maxPassword bounds a password in bytes, maxAccounts a file of accounts.
const (
	maxPassword = 4096
	maxAccounts = 1 << 20
)

// asOn takes the user of a server's card where nothing else names one.
func (f *credentials) asOn(card *cards.Card, c *call) {
	if card != nil && f.User == "" && c.Getenv(envUser) == "" {
		f.User = card.Account
	}
}

// given is the account from the flags or the environment, nil if there is none.
func (f *credentials) given(c *call) (*transfer.Account, error) {
	if f.User == "" && c.Getenv(envUser) == "" {
		if f.PasswordStdin || f.PasswordFile != "" {
			return nil, wrongUsage("%s", words.Tr("name the user with --user"))
		}
		return nil, nil
	}
	a, err := f.account(c)
	return &a, err
}

// account is the account from the flags, the environment or the user's input.
func (f *credentials) account(c *call) (transfer.Account, error) {
	a := transfer.Account{User: f.User, Clear: f.Unencrypted}
	if a.User == "" {
		a.User = c.Getenv(envUser)
	}
	in := bufio.NewReader(io.LimitReader(c.Stdin, maxPassword))
	if a.User == "" {
		if f.PasswordStdin || f.PasswordFile != "" {
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

// password reads the password: from where a flag says, from the environment, or from a terminal without echo. It is
// read from a pipe only if a flag says so.
func (f *credentials) password(c *call, in *bufio.Reader) (string, error) {
	switch path := f.file(c); {
	case f.PasswordStdin:
		line, err := readLine(in)
		if err != nil {
			return "", fmt.Errorf(words.Tr("read the password: %w"), err)
		}
		return line, nil
	case path != "":
		return passwordIn(path)
	case c.Getenv(envPassword) != "":
		return c.Getenv(envPassword), nil
	}
	terminal := c.keyboard()
	if terminal == nil {
		return "", wrongUsage("%s", words.Tr("there is no terminal to type the password at; give it with --password-file or --password-stdin"))
	}
	return typed(c, terminal)
}

// hasPassword reports whether a password is given without asking for it.
func (f *credentials) hasPassword(c *call) bool {
	return f.PasswordStdin || f.file(c) != "" || c.Getenv(envPassword) != ""
}

// file is the file with the password, "" for none.
func (f *credentials) file(c *call) string {
	if f.PasswordFile != "" {
		return f.PasswordFile
	}
	if path := c.Getenv(envPasswordFile); path != "" {
		return path
	}
	if c.Getenv(envPassword) == "" {
		return c.credential(credentialPassword)
	}
	return ""
}

// credential is the path of a credential that the service manager has put there, "" for none.
func (c *call) credential(name string) string {
	dir := c.Getenv(envCredentials)
	if dir == "" {
		return ""
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// passwordIn is the first line of a file.
func passwordIn(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf(words.Tr("read the password: %w"), err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	line, err := readLine(bufio.NewReader(io.LimitReader(file, maxPassword)))
	if err != nil {
		return "", fmt.Errorf(words.Tr("read the password: %w"), err)
	}
	return line, nil
}

// keyboard is the terminal that the user types at, nil if there is none.
func (c *call) keyboard() *os.File {
	terminal, ok := c.Stdin.(*os.File)
	if !ok || !term.IsTerminal(int(terminal.Fd())) {
		return nil
	}
	return terminal
}

// typed asks for the password, without echo.
func typed(c *call, terminal *os.File) (string, error) {
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

// accountLine is an account in a file for a service.
type accountLine struct {
	Place       string `json:"place"`
	User        string `json:"user"`
	Password    string `json:"password"`
	Unencrypted bool   `json:"unencrypted"`
	Proxy       bool   `json:"proxy"`
}

// accountsIn are the accounts in a file: a list of JSON.
func accountsIn(path string) ([]queue.SignIn, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf(words.Tr("read the accounts: %w"), err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	var lines []accountLine
	d := json.NewDecoder(io.LimitReader(file, maxAccounts))
	d.DisallowUnknownFields()
	if d.Decode(&lines) != nil { // its error may quote a password
		return nil, wrongUsage(words.Tr("%s is no list of accounts; it is written as [{\"place\": \"https://host/\", \"user\": \"name\", \"password\": \"...\"}]"), path)
	}
	list := make([]queue.SignIn, 0, len(lines))
	for _, l := range lines {
		place, err := placeAt(l.Place, l.Proxy)
		if err != nil {
			return nil, err
		}
		if l.User == "" || strings.ContainsFunc(l.User, isControl) {
			return nil, wrongUsage("%s", words.Tr("the user name is empty, or has characters that cannot be sent"))
		}
		list = append(list, queue.SignIn{
			Place: place, Proxy: l.Proxy, Lent: true,
			Account: transfer.Account{User: l.User, Password: l.Password, Clear: l.Unencrypted},
		})
	}
	return list, nil
}

// placeAt is what an account is given for: a proxy, a server, or a folder of it.
func placeAt(address string, proxy bool) (string, error) {
	if proxy {
		return transfer.SignInOrigin(address)
	}
	return transfer.SignInPlace(address)
}

// lend hands the accounts of this process to the queue, for as long as the command runs.
func (f *follower) lend(ctx context.Context) error {
	for i, s := range f.Lent {
		err := f.Ask(ctx, func(q queue.Queue) error {
			_, err := q.SignIn(ctx, s)
			return err
		})
		if err != nil {
			f.takeBack(ctx, f.Lent[:i])
			return fmt.Errorf(words.Tr("sign in: %w"), err)
		}
	}
	return nil
}

// lendJoined lends what was lent to the jobs of this command to those that they joined.
func (f *follower) lendJoined(ctx context.Context, jobs []transfer.Job, ids []uuid.UUID) error {
	var joined []uuid.UUID
	for i, id := range ids {
		if id != jobs[i].ID {
			joined = append(joined, id)
		}
	}
	if len(joined) == 0 {
		return nil
	}
	var more []queue.SignIn
	for _, s := range f.Lent {
		if s.Jobs != nil {
			s.Jobs = joined
			more = append(more, s)
		}
	}
	before := f.Lent
	f.Lent = more
	err := f.lend(ctx)
	f.Lent = append(before, more...)
	return err
}

// takeBackWait bounds the last words of a command to the queue's owner.
const takeBackWait = 5 * time.Second

// takeBack has another owner of the queue forget what was lent to it. One that cannot be asked forgets it at its end.
func (f *follower) takeBack(ctx context.Context, lent []queue.SignIn) {
	if f.Owned() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), takeBackWait)
	defer cancel()
	for _, s := range lent {
		s.Over = true
		_ = f.Ask(ctx, func(q queue.Queue) error {
			_, _ = q.SignIn(ctx, s)
			return nil
		})
	}
}
