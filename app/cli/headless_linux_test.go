package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/zalando/go-keyring"

	"sendoff/app/apptest"
	"sendoff/app/queue"
)

// watched is guarded, and counts the passwords that it refused. Its password is Planted in every folder.
func (r *rig) watched() (url string, refused *atomic.Int32) {
	r.T.Helper()
	refused = new(atomic.Int32)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if user, password, ok := q.BasicAuth(); !ok || user != "ines" || password != apptest.Planted {
			if ok {
				refused.Add(1)
			}
			w.Header().Set("WWW-Authenticate", `Basic realm="drop"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		r.Server.Recv.ServeHTTP(w, q)
	}))
	r.T.Cleanup(s.Close)
	return s.URL + "/", refused
}

// write makes a file with a secret.
func (r *rig) write(name, text string) string {
	r.T.Helper()
	path := filepath.Join(r.T.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		r.T.Fatal(err)
	}
	return path
}

// TestRefusedPasswordIsSentOnceInFiveStarts: a task that starts every five minutes locks no account. The password of
// a file counts as another one when it changes.
func TestRefusedPasswordIsSentOnceInFiveStarts(t *testing.T) {
	r := newRig(t)
	url, refused := r.watched()
	path, secret := r.File("x.bin", 100), r.write("password", "wrong\n")
	args := []string{"upload", "--to", url, "--user", "ines", "--password-file", secret, "--unencrypted", path}
	for i := range 5 {
		c := r.Child(args...)
		if err := c.End(t); err == nil || !strings.Contains(c.Err.String(), "does not accept the user name or the password") {
			t.Errorf("start %d: %v %s", i, err, c.Err.String())
		}
	}
	if n := refused.Load(); n != 1 {
		t.Errorf("the wrong password was sent %d times in 5 starts", n)
	}
	if err := os.WriteFile(secret, []byte(apptest.Planted+"\nmore\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if c := r.Child(args...); c.End(t) != nil {
		t.Errorf("with the right password: %s", c.Err.String())
	}
	r.Arrived(path)
	if n := refused.Load(); n != 1 {
		t.Errorf("the wrong password was sent %d times in all", n)
	}
	r.Secretless()
}

// someRing is a keyring that keeps what it is given.
type someRing map[string]string

func (s someRing) Set(_, user, text string) error { s[user] = text; return nil }
func (s someRing) Delete(_, user string) error    { delete(s, user); return nil }
func (s someRing) DeleteAll(string) error         { clear(s); return nil }
func (s someRing) Get(_, user string) (string, error) {
	text, ok := s[user]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return text, nil
}

// TestRefusedPasswordOfTheKeyring: it was right when it was stored, has run out since, and is sent once in five starts.
func TestRefusedPasswordOfTheKeyring(t *testing.T) {
	r := newRig(t)
	url, refused := r.watched()
	place := strings.TrimSuffix(url, "/")
	r.Ring = someRing{place: `{"user":"ines","password":"it has run out","clear":true}`}
	path := r.File("x.bin", 100)
	for range 5 {
		r.Run(ExitFailed, "upload", "--to", url, path)
	}
	if n := refused.Load(); n != 1 {
		t.Errorf("the wrong password was sent %d times in 5 starts", n)
	}
	r.Stdin = apptest.Planted + "\n"
	r.Run(ExitDone, "sign-in", url, "--user", "ines", "--password-stdin", "--unencrypted")
	r.Run(ExitDone, "upload", "--to", url, path)
	r.Arrived(path)
}

// TestPrintedCommandLeadsToSuccess: it names the folder that asks, tries the account there, and keeps none that was
// refused.
func TestPrintedCommandLeadsToSuccess(t *testing.T) {
	r := newRig(t)
	root, _ := r.watched()
	if err := os.Mkdir(filepath.Join(r.Folder, "in"), 0o700); err != nil {
		t.Fatal(err)
	}
	ring := someRing{}
	r.Ring = ring
	path := r.File("x.bin", 100)
	_, stderr := r.Run(ExitFailed, "upload", "--to", root+"in/", path)
	_, command, ok := strings.Cut(strings.TrimSpace(stderr), "To sign in: sendoff ")
	if !ok || command != "sign-in "+root+"in/" {
		t.Fatalf("printed %q", stderr)
	}
	sign := append(strings.Fields(command), "--user", "ines", "--password-stdin", "--unencrypted")
	r.Stdin = "wrong\n"
	if _, stderr := r.Run(ExitFailed, sign...); !strings.Contains(stderr, "does not accept") || len(ring) != 0 {
		t.Errorf("a refused account is kept: %s, %d", stderr, len(ring))
	}
	r.Stdin = apptest.Planted + "\n"
	if out, _ := r.Run(ExitDone, sign...); !strings.Contains(out, "Signed in as ines with Basic.") {
		t.Errorf("said %s", out)
	}
	r.Run(ExitDone, "upload", "--to", root+"in/", path)
}

// TestUploadAsksAtATerminal: for the account that it meets a need of, until it is right, and goes on. What is typed is
// not shown.
func TestUploadAsksAtATerminal(t *testing.T) {
	r := newRig(t)
	url, refused := r.watched()
	outer, inner := openTerminal(t, 100, 40)
	paths := []string{r.File("x.bin", 100), r.File("y.bin", 100)}
	c := r.Program("upload", "--to", url, paths[0], paths[1])
	c.Env = append(c.Env, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere", "TERM=xterm")
	c.Stdin, c.Stdout, c.Stderr = inner, inner, inner
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	c.Begin(t)
	var seen apptest.Output
	go func() { _, _ = io.Copy(&seen, outer) }() // ends with the terminal
	said := 0
	answer := func(question, text string) {
		t.Helper()
		apptest.Eventually(t, question, func() bool { return strings.Contains(seen.String()[said:], question) })
		said = len(seen.String())
		if _, err := fmt.Fprintln(outer, text); err != nil {
			t.Fatal(err)
		}
	}
	answer("User name: ", "ines")
	answer("Password: ", "wrong")
	answer("Allow it? [y/N] ", "y")
	answer("User name [ines]: ", "")
	answer("Password: ", apptest.Planted)
	answer("Allow it? [y/N] ", "y")
	if err := c.End(t); err != nil {
		t.Errorf("ended with %v: %s", err, seen.String())
	}
	for _, p := range paths {
		r.Arrived(p)
	}
	if text := seen.String(); strings.Contains(text, apptest.Planted) || refused.Load() != 1 {
		t.Errorf("%d refused; seen %s", refused.Load(), text)
	}
	r.Secretless()
}

// TestUploadAsksForTheUserOfItsServersCard: return takes that one.
func TestUploadAsksForTheUserOfItsServersCard(t *testing.T) {
	r := newRig(t)
	url, refused := r.watched()
	r.Run(ExitDone, "server", "add", "Lab", url, "--account", "ines")
	outer, inner := openTerminal(t, 100, 40)
	path := r.File("x.bin", 100)
	c := r.Program("upload", "--to", "Lab", path)
	c.Env = append(c.Env, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere", "TERM=xterm")
	c.Stdin, c.Stdout, c.Stderr = inner, inner, inner
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	c.Begin(t)
	var seen apptest.Output
	go func() { _, _ = io.Copy(&seen, outer) }() // ends with the terminal
	for _, at := range [][2]string{{"User name [ines]: ", ""}, {"Password: ", apptest.Planted}, {"Allow it? [y/N] ", "y"}} {
		apptest.Eventually(t, at[0], func() bool { return strings.HasSuffix(seen.String(), at[0]) })
		if _, err := fmt.Fprintln(outer, at[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.End(t); err != nil {
		t.Errorf("ended with %v: %s", err, seen.String())
	}
	r.Arrived(path)
	if refused.Load() != 0 {
		t.Errorf("%d refused", refused.Load())
	}
}

// TestUploadAtATerminalWithoutAnAnswer: it ends as without a terminal.
func TestUploadAtATerminalWithoutAnAnswer(t *testing.T) {
	r := newRig(t)
	url, _ := r.watched()
	outer, inner := openTerminal(t, 100, 40)
	c := r.Program("upload", "--to", url, r.File("x.bin", 100))
	c.Env = append(c.Env, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere", "TERM=xterm")
	c.Stdin, c.Stdout, c.Stderr = inner, inner, inner
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	c.Begin(t)
	in := bufio.NewReader(outer)
	for text := ""; !strings.HasSuffix(text, "User name: "); {
		b, err := in.ReadByte()
		if err != nil {
			t.Fatal(err)
		}
		text += string(b)
	}
	var rest apptest.Output
	go func() { _, _ = io.Copy(&rest, in) }() // ends with the terminal
	if _, err := fmt.Fprintln(outer); err != nil {
		t.Fatal(err)
	}
	if err := c.End(t); err == nil {
		t.Error("it counts as done")
	}
	apptest.Eventually(t, "the way out", func() bool { return strings.Contains(rest.String(), "To sign in: ") })
}

// TestCredentialsOfAService: in the folder that the service manager names, as a list for run or a password for
// upload; the environment has the user. Nothing is kept.
func TestCredentialsOfAService(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		env   []string
		args  []string
	}{
		"accounts for run":   {files: map[string]string{"sendoff.accounts": `[{"place":"%s","user":"ines","password":"` + apptest.Planted + `","unencrypted":true}]`}, args: []string{"run", "--until-idle"}},
		"password of upload": {files: map[string]string{"sendoff.password": apptest.Planted + "\n"}, env: []string{"SENDOFF_USER=ines"}},
		"environment alone":  {env: []string{"SENDOFF_USER=ines", "SENDOFF_PASSWORD=" + apptest.Planted}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			url, refused := r.watched()
			dir, path := t.TempDir(), r.File("x.bin", 100)
			for name, text := range c.files {
				text = strings.ReplaceAll(text, "%s", url)
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o400); err != nil {
					t.Fatal(err)
				}
			}
			args := c.args
			if args == nil {
				args = []string{"upload", "--to", url, "--unencrypted", path}
			} else {
				r.Run(ExitDone, "add", "--to", url, path)
			}
			child := r.Program(args...)
			child.Env = append(child.Env, append(c.env, "CREDENTIALS_DIRECTORY="+dir)...)
			child.Begin(t)
			if err := child.End(t); err != nil || refused.Load() != 0 {
				t.Errorf("%v, %d refused: %s", err, refused.Load(), child.Err.String())
			}
			r.Arrived(path)
			r.Secretless()
		})
	}
}

// TestAccountsOfAServiceThatAreNone: the message names the file, and never what is in it.
func TestAccountsOfAServiceThatAreNone(t *testing.T) {
	r := newRig(t)
	for _, text := range []string{
		apptest.Planted, `[{"place":"https://h/","user":"ines","pass":"` + apptest.Planted + `"}]`, `{"password":"` + apptest.Planted + `"}`,
		`[{"place":"` + apptest.Planted + `","user":"ines"}]`, `[{"place":"https://h/","user":"","password":"` + apptest.Planted + `"}]`,
	} {
		if _, stderr := r.Run(exitUsage, "run", "--until-idle", "--accounts", r.write("accounts", text)); strings.Contains(stderr, apptest.Planted) && !strings.Contains(text, `"place":"`+apptest.Planted) {
			t.Errorf("%s", stderr)
		}
	}
}

// TestAccountsAreListedOnTheCommandLine: who signs in where, what keeps it and whether it was refused; no password.
func TestAccountsAreListedOnTheCommandLine(t *testing.T) {
	r := newRig(t)
	r.Ring = someRing{}
	url, _ := r.watched()
	if _, stderr := r.Run(ExitDone, "accounts"); !strings.Contains(stderr, "No account is known") {
		t.Errorf("said %s", stderr)
	}
	r.Stdin = apptest.Planted + "\n"
	r.Run(ExitDone, "sign-in", url, "--user", "ines", "--password-stdin", "--unencrypted")
	place := strings.TrimSuffix(url, "/")
	r.Ring = someRing{place: `{"user":"ines","password":"run out","clear":true}`}
	r.Run(ExitFailed, "upload", "--to", url, r.File("x.bin", 10))
	out, _ := r.Run(ExitDone, "accounts", "--json")
	var got queue.AccountInfo
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err, out)
	}
	if want := (queue.AccountInfo{Place: place, User: "ines", Keyring: true, Refused: true}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	out, _ = r.Run(ExitDone, "accounts")
	if want := strings.TrimPrefix(place, "http://") + "  ines  (in the keyring, refused)\n"; out != want {
		t.Errorf("said %q, want %q", out, want)
	}
}
