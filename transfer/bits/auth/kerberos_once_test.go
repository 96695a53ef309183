package auth

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sendoff/transfer/bits"
	"sendoff/transfer/bits/auth/authtest"
)

// TestChangedPasswordIsTriedOnceAtTheEndOfATicket: the password has changed while uploads run. All of them want another
// ticket; the domain is told the old password once, and the account counts as refused.
func TestChangedPasswordIsTriedOnceAtTheEndOfATicket(t *testing.T) {
	d := authtest.Start(t, "secret")
	b := &accounts{accounts: map[string]Account{inDomain: {User: "ines", Password: "secret"}}}
	fresh := Authenticators(b)
	var all []*Authenticator
	for range 5 {
		g := fresh().(*Authenticator)
		if again, s := g.Challenged(t.Context(), visit(inDomain), []string{"Negotiate"}); !again {
			t.Fatalf("%+v", s)
		}
		authorize(t, g, visit(inDomain))
		served := visit(inDomain)
		served.Served = true
		g.Admitted(served)
		k := g.origins[inDomain].method.(*kerberos)
		k.ticket.ends = k.got
		all = append(all, g)
	}
	d.Admin("cpw -pw other ines")
	var jobs sync.WaitGroup
	for _, g := range all {
		jobs.Go(func() {
			for range 5 {
				_, _ = g.Authorize(t.Context(), visit(inDomain))
			}
		})
	}
	jobs.Wait()
	if n := strings.Count(d.Log(), "PREAUTH_FAILED"); n != 1 || len(b.refused) != 1 {
		t.Errorf("the domain was told the old password %d times, and %d refusals are known", n, len(b.refused))
	}
	again, s := all[0].Challenged(t.Context(), visit(inDomain), []string{"Negotiate"})
	if again || s.Why != bits.WrongAccount {
		t.Errorf("%v %+v", again, s)
	}
}

// TestNoLaterTicketIsAskedForOnce: where the domain does not answer, each of a ticket's last requests would wait for it.
func TestNoLaterTicketIsAskedForOnce(t *testing.T) {
	d := authtest.Start(t, "secret")
	d.Kinit("secret")
	g := alone(&accounts{})
	if again, s := g.Challenged(t.Context(), visit(inDomain), []string{"Negotiate"}); !again {
		t.Fatalf("%+v", s)
	}
	k := g.origins[inDomain].method.(*kerberos)
	k.ticket.ends = k.got
	d.Stop()
	authorize(t, g, visit(inDomain))
	if authorize(t, g, visit(inDomain)) == "" || k.over() {
		t.Error("the ticket is not used to its end")
	}
}

// TestRefusedKeytabIsSentOnce: uploads that begin together send an outdated keytab once, and those of later starts not at
// all. A new keytab is tried.
func TestRefusedKeytabIsSentOnce(t *testing.T) {
	d := authtest.Start(t, "secret")
	keys := filepath.Join(t.TempDir(), "client.keytab")
	d.Admin("ktadd -norandkey -k " + keys + " ines")
	t.Setenv("KRB5_CLIENT_KTNAME", "FILE:"+keys)
	d.Admin("cpw -pw other ines")
	b := &accounts{}
	for range 2 { // starts
		fresh := Authenticators(b)
		var jobs sync.WaitGroup
		for range 5 {
			jobs.Go(func() {
				g := fresh()
				again, s := g.Challenged(t.Context(), visit(inDomain), []string{"Negotiate"})
				g.Ended()
				if again || s.Why != bits.NoAccount || s.Cause != bits.KeysRefused || s.User != "ines@CORP.EXAMPLE" {
					t.Errorf("%v %+v", again, s)
				}
			})
		}
		jobs.Wait()
	}
	if n := strings.Count(d.Log(), "PREAUTH_FAILED"); n != 1 {
		t.Errorf("the domain was sent the keytab %d times", n)
	}
	if err := os.Remove(keys); err != nil {
		t.Fatal(err)
	}
	d.Admin("ktadd -norandkey -k " + keys + " ines")
	if again, s := alone(b).Challenged(t.Context(), visit(inDomain), []string{"Negotiate"}); !again {
		t.Errorf("the new keytab is not tried: %+v", s)
	}
}

// TestLockedUserOfAKeytabIsAskedAgain: an admin unlocks a user, and nobody needs to touch the computer with the keytab.
func TestLockedUserOfAKeytabIsAskedAgain(t *testing.T) {
	d := authtest.Start(t, "secret")
	keys := filepath.Join(t.TempDir(), "client.keytab")
	d.Admin("ktadd -norandkey -k " + keys + " ines")
	t.Setenv("KRB5_CLIENT_KTNAME", "FILE:"+keys)
	b := &accounts{}
	d.Admin("modprinc -allow_tix ines")
	if again, s := alone(b).Challenged(t.Context(), visit(inDomain), []string{"Negotiate"}); again || s.Cause != bits.AccountLocked {
		t.Errorf("%v %+v", again, s)
	}
	d.Admin("modprinc +allow_tix ines")
	if again, s := alone(b).Challenged(t.Context(), visit(inDomain), []string{"Negotiate"}); !again {
		t.Errorf("%+v", s)
	}
}
