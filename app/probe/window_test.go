package probe

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/transfer"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

// one is the account of every place, until it is refused.
type one struct {
	account transfer.Account
	refused atomic.Bool
}

// Account implements transfer.Accounts.
func (o *one) Account(context.Context, transfer.Space) (transfer.Account, error) {
	if o.refused.Load() {
		return transfer.Account{}, transfer.ErrNoAccount
	}
	return o.account, nil
}

// Refused implements transfer.Accounts.
func (o *one) Refused(transfer.Space, transfer.Account) { o.refused.Store(true) }

// KeysRefused implements transfer.Accounts.
func (o *one) KeysRefused(transfer.Keys) {}

// AreRefused implements transfer.Accounts.
func (o *one) AreRefused(transfer.Keys) bool { return false }

// Accepted implements transfer.Accounts.
func (o *one) Accepted(transfer.Space, transfer.Account) {}

// ACCOUNTS
func openQueue(t *testing.T, accounts transfer.Accounts) *transfer.Engine {
	t.Helper()
	e, err := transfer.Open(transfer.Options{Dir: t.TempDir(), Accounts: accounts})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

// means are those of a process with a queue.
func means(queue *transfer.Engine, accounts transfer.Accounts) Means {
	return Means{Accounts: accounts, Options: Options{Version: "0", Trusted: queue.Trusted, Authenticators: queue.Authenticators()}}
}

// TestWindowTestsAFolder: a server's address is mostly a folder's. The window's test then opens a session for a
// file in it, as the command line's does.
func TestWindowTestsAFolder(t *testing.T) {
	server := apptest.StartServer(t, receiver.Options{Dir: t.TempDir()})
	queue := openQueue(t, nil)
	for _, address := range []string{server.URL, server.URL + "a.bin"} {
		var last words.TestStep
		InWindow(t.Context(), means(queue, nil), address, func(s words.TestStep) { last = s })
		if !last.OK || last.Name != "Cancel" {
			t.Errorf("%s: %s: %s", address, last.Name, last.Text)
		}
	}
	var said []words.TestStep
	InWindow(t.Context(), means(queue, nil), "gopher://x/", func(s words.TestStep) { said = append(said, s) })
	if len(said) != 1 || said[0].OK || said[0].Text == "" {
		t.Errorf("a bad address: %+v", said)
	}
}

// TestSignInTurnOfAServerTest: an upload and a server test that start together send a wrong password once, so that
// they lock no account.
func TestSignInTurnOfAServerTest(t *testing.T) {
	var wrong atomic.Int32
	first := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if _, _, says := q.BasicAuth(); says {
			if wrong.Add(1) == 1 {
				close(first)
			}
			<-time.After(200 * time.Millisecond) // meanwhile the other one has reached the sign-in
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="drop"`)
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(s.Close)
	queue := openQueue(t, &one{account: transfer.Account{User: "ines", Password: "wrong", Clear: true}})
	path := filepath.Join(t.TempDir(), "x.bin")
	if err := os.WriteFile(path, make([]byte, 100), 0o600); err != nil {
		t.Fatal(err)
	}
	source, err := source.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	j := transfer.NewJob(source, transfer.Target{URL: s.URL + "/x.bin"})
	if err := <-queue.Do(transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{j}}); err != nil {
		t.Fatal(err)
	}
	queue.Start()
	<-first
	var last words.TestStep
	InWindow(t.Context(), means(queue, nil), s.URL+"/", func(s words.TestStep) { last = s })
	if last.OK || !strings.Contains(last.Text, "ign in") {
		t.Errorf("the test ends with %+v", last)
	}
	if n := wrong.Load(); n != 1 {
		t.Errorf("the wrong password was sent %d times", n)
	}
}
