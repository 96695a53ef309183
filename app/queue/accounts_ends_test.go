package queue

import (
	"context"
	"errors"
	"slices"
	"testing"

	"sendoff/app/apptest"
	"sendoff/transfer"
	"sendoff/transfer/proxies"
	"sendoff/ui/list"
)

// TestBothEndsAccounts: where the user is signed in, as whom, whether the keyring has it, and whether it was refused.
func TestBothEndsAccounts(t *testing.T) {
	const files, proxy = "https://files.example.com", "http://proxy.example.com:3128"
	eachEnd(t, func(t *testing.T, e *ends) {
		ines := transfer.Account{User: "ines", Password: apptest.Planted}
		otto := transfer.Account{User: "otto", Password: apptest.Planted}
		listed := func(when string, want ...AccountInfo) {
			t.Helper()
			if got, err := e.asked.Accounts(t.Context()); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %+v, %v; want %+v", when, got, err, want)
			}
		}
		listed("at first")
		for _, s := range []SignIn{{Place: files, Account: ines, Keep: true}, {Place: proxy, Account: otto, Proxy: true}} {
			if _, err := e.asked.SignIn(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		ofProxy := AccountInfo{Place: proxy, User: "otto", Proxy: true}
		listed("signed in", ofProxy, AccountInfo{Place: files, User: "ines", Keyring: true})
		e.owner.secrets.Refused(whole(files), ines)
		listed("refused", ofProxy, AccountInfo{Place: files, User: "ines", Keyring: true, Refused: true})
		if _, err := e.asked.SignIn(t.Context(), SignIn{Place: files, Account: ines}); err != nil { // once more: it is tried again
			t.Fatal(err)
		}
		listed("signed in again", ofProxy, AccountInfo{Place: files, User: "ines"})
		if _, err := e.asked.SignOut(t.Context(), proxy); err != nil {
			t.Fatal(err)
		}
		listed("signed out", AccountInfo{Place: files, User: "ines"})
		e.Secretless()
	})
}

// TestAccountsOfALockedKeyring: the place is known, the user is not; whoever gives up waiting is told so.
func TestAccountsOfALockedKeyring(t *testing.T) {
	const place = "https://files.example.com"
	ring := memoryRing{place: `{"user":"ines","password":"` + apptest.Planted + `"}`}
	for name, c := range map[string]struct {
		s    *Secrets
		want string
	}{
		"open":   {NewSecrets(ring), "ines"},
		"locked": {NewSecrets(noRing{}), ""},
		"lost":   {NewSecrets(memoryRing{}), ""},
	} {
		c.s.expect([]string{place})
		if user, refused, err := c.s.look(t.Context(), place); user != c.want || refused || err != nil {
			t.Errorf("%s: %q, %t, %v", name, user, refused, err)
		}
		_, filed := c.s.known[place]
		if filed == (name == "lost") {
			t.Errorf("%s: it is still expected there: %t", name, filed)
		}
	}
	locked := lockedRing{end: make(chan struct{})}
	t.Cleanup(func() { close(locked.end) })
	s := NewSecrets(locked)
	s.expect([]string{place})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := s.look(ctx, place); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
}

// TestBothEndsLend: an account of one command is used and listed while that runs, resumes what waits for it, and is in no
// keyring.
func TestBothEndsLend(t *testing.T) {
	const place = "https://files.example.com"
	eachEnd(t, func(t *testing.T, e *ends) {
		svc := transfer.Account{User: "svc", Password: apptest.Planted}
		lend := func(a transfer.Account, over bool) error {
			kept, err := e.asked.SignIn(t.Context(), SignIn{Place: place, Account: a, Keep: true, Lent: true, Over: over, Proxy: true})
			if kept {
				t.Error("a lent account is kept")
			}
			return err
		}
		want := func(when string, user string, listed ...list.SignedIn) {
			t.Helper()
			a, _ := e.owner.secrets.Account(t.Context(), whole(place))
			if got := e.owner.SignedIn(); a.User != user || !slices.Equal(got, listed) || len(e.ring) != 0 {
				t.Errorf("%s: %q is used, listed are %+v, in the keyring %v", when, a.User, got, e.ring)
			}
		}
		if err := lend(svc, false); err != nil {
			t.Fatal(err)
		}
		want("lent", "svc", list.SignedIn{Place: place, Proxy: true})
		if err := lend(transfer.Account{User: "ines"}, false); err == nil {
			t.Error("it is lent to another user too")
		}
		svc.Password += "2" // a second command, with the newer password
		if err := lend(svc, false); err != nil {
			t.Fatal(err)
		}
		if a, _ := e.owner.secrets.Account(t.Context(), whole(place)); a != svc {
			t.Errorf("in use is %+v", a)
		}
		if err := lend(svc, true); err != nil {
			t.Fatal(err)
		}
		want("one has ended", "svc", list.SignedIn{Place: place, Proxy: true})
		if err := lend(svc, true); err != nil {
			t.Fatal(err)
		}
		want("both have ended", "")
	})
}

// TestAccountInAProxysAddress: it is used for that proxy, and for nothing else; what the user has given counts more.
func TestAccountInAProxysAddress(t *testing.T) {
	const proxy = "http://proxy.example.com:3128"
	ours := transfer.Space{Origin: proxy, Proxy: true}
	s := NewSecrets(noRing{})
	if _, err := s.Account(t.Context(), ours); !errors.Is(err, transfer.ErrNoAccount) {
		t.Errorf("without addresses: %v", err)
	}
	s.inAddress = func(origin string) (proxies.Account, bool) {
		return proxies.Account{User: "ines", Password: apptest.Planted}, origin == proxy
	}
	for at, want := range map[transfer.Space]transfer.Account{
		ours: {User: "ines", Password: apptest.Planted, Clear: true},
		{Origin: "http://other.example.com", Proxy: true}: {},
		{Origin: "http://files.example.com"}:              {},
	} {
		if a, err := s.Account(t.Context(), at); a != want || (err == nil) != (want.User != "") {
			t.Errorf("%+v: %+v, %v", at, a, err)
		}
	}
	given := transfer.Account{User: "otto"}
	s.set(proxy, given)
	if a, err := s.Account(t.Context(), ours); a != given || err != nil {
		t.Errorf("given by the user: %+v, %v", a, err)
	}
}

// TestSignOutWithoutAKeyring: what was known in this run is told; a keyring that fails to remove it is an error.
func TestSignOutWithoutAKeyring(t *testing.T) {
	const place = "https://files.example.com"
	for name, c := range map[string]struct {
		ring  failingRing
		known bool
		was   bool
		fails bool
	}{
		"none, known":      {failingRing{errNoRing, errNoRing}, true, true, false},
		"none, unknown":    {failingRing{errNoRing, errNoRing}, false, false, false},
		"cannot remove it": {failingRing{errDisk, nil}, true, true, true},
		"has removed it":   {failingRing{nil, nil}, false, true, false},
	} {
		s := NewSecrets(c.ring)
		if c.known {
			s.set(place, transfer.Account{User: "ines"})
		}
		if was, err := s.forget(t.Context(), place); was != c.was || (err != nil) != c.fails || c.fails && !errors.Is(err, errDisk) {
			t.Errorf("%s: %t, %v", name, was, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := NewSecrets(noRing{})
	s.set(place, transfer.Account{User: "ines"})
	if was, err := s.forget(ctx, place); !was || !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %t, %v", was, err)
	}
}

// failingRing fails to remove and to read.
type failingRing struct{ onDelete, onGet error }

func (r failingRing) Set(_, _, _ string) error        { return nil }
func (r failingRing) Get(_, _ string) (string, error) { return "", r.onGet }
func (r failingRing) Delete(_, _ string) error        { return r.onDelete }
func (r failingRing) DeleteAll(string) error          { return r.onDelete }
