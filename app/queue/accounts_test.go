package queue

import (
	"slices"
	"testing"

	"sendoff/app/apptest"
	"sendoff/transfer"
	"sendoff/ui/list"
)

// TestAccountsAreListed: a sign-in is listed as long as its account is known, also after the end of the process if
// the keyring has it.
func TestAccountsAreListed(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	proxy := list.SignedIn{Place: "http://proxy.example.com:3128", Proxy: true}
	server := list.SignedIn{Place: "https://files.example.com"}
	account := transfer.Account{User: "ines", Password: apptest.Planted}
	if kept, err := l.SignIn(t.Context(), SignIn{Place: server.Place, Account: account, Keep: true}); kept || err != nil {
		t.Fatalf("kept without a keyring: %v, %v", kept, err)
	}
	if err := l.accounts.signedIn(proxy, true); err != nil { // as with a keyring
		t.Fatal(err)
	}
	if got := l.accounts.list(l.secrets.places()); !slices.Equal(got, []list.SignedIn{proxy, server}) {
		t.Errorf("in this run: %+v", got)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = r.owner()
	if got := l.accounts.list([]string{"https://asked.example.com"}); !slices.Equal(got, []list.SignedIn{proxy, {Place: "https://asked.example.com"}}) {
		t.Errorf("in the next run: %+v", got)
	}
	if was, err := l.SignOut(t.Context(), proxy.Place); was || err != nil { // no keyring could have it
		t.Errorf("signed out: %v, %v", was, err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if got := r.owner().accounts.list(nil); len(got) != 0 {
		t.Errorf("after signing out: %+v", got)
	}
	r.Secretless()
}

// TestSignInKeepsWhatThePlaceIs: a proxy is listed as one, and is so when it is signed in at once more.
func TestSignInKeepsWhatThePlaceIs(t *testing.T) {
	l := newRig(t).owner()
	proxy := list.SignedIn{Place: "http://proxy.example.com:3128", Proxy: true}
	server := list.SignedIn{Place: "https://files.example.com"}
	for _, at := range []list.SignedIn{proxy, server, proxy} {
		wish := SignIn{Place: at.Place, Proxy: at.Proxy, Account: transfer.Account{User: "ines", Password: apptest.Planted}}
		if _, err := l.SignIn(t.Context(), wish); err != nil {
			t.Fatal(err)
		}
	}
	if got := l.SignedIn(); !slices.Equal(got, []list.SignedIn{proxy, server}) {
		t.Errorf("%+v", got)
	}
	if was, err := l.SignOut(t.Context(), proxy.Place); !was || err != nil {
		t.Errorf("signed out: %t, %v", was, err)
	}
	if got := l.SignedIn(); !slices.Equal(got, []list.SignedIn{server}) {
		t.Errorf("after signing out: %+v", got)
	}
}
