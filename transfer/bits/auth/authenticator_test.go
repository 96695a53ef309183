package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/bits"
)

// accounts holds accounts and records which were refused.
type accounts struct {
	mu       sync.Mutex
	keys     []Keys // that were refused
	accounts map[string]Account
	refused  []Account
	accepted []Space
}

func (b *accounts) Account(_ context.Context, at Space) (Account, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a, ok := b.accounts[at.Place()]
	if !ok {
		a, ok = b.accounts[at.Origin]
	}
	if !ok {
		return Account{}, ErrNone
	}
	if slices.Contains(b.refused, a) {
		return Account{User: a.User}, ErrRefused
	}
	return a, nil
}

func (b *accounts) Refused(_ Space, a Account) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refused = append(b.refused, a)
}

func (b *accounts) KeysRefused(k Keys) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.keys = append(b.keys, k)
}

func (b *accounts) AreRefused(k Keys) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Contains(b.keys, k)
}

func (b *accounts) Accepted(at Space, _ Account) { b.accepted = append(b.accepted, at) }

const (
	secure = "https://files.example.com"
	open   = "http://files.example.com"
)

// alone is an Authenticator without others that share its turns.
func alone(a Accounts) *Authenticator { return Authenticators(a)().(*Authenticator) }

func visit(origin string) bits.AuthTarget {
	return bits.AuthTarget{Method: bits.Method, URI: "/a", Origin: origin, Conn: 1, Opened: 1}
}

func authorize(t *testing.T, g *Authenticator, v bits.AuthTarget) string {
	t.Helper()
	value, err := g.Authorize(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// TestC44_AnotherSchemeIsAnotherOrigin: credentials of https are not sent over http, and the other way round.
func TestC44_AnotherSchemeIsAnotherOrigin(t *testing.T) {
	b := &accounts{accounts: map[string]Account{secure: {User: "ines", Password: "secret"}}}
	g := alone(b)
	if again, s := g.Challenged(t.Context(), visit(secure), []string{`Basic realm="x"`}); !again {
		t.Fatalf("%+v", s)
	}
	if got := authorize(t, g, visit(secure)); !strings.HasPrefix(got, "Basic ") {
		t.Errorf("%q", got)
	}
	for _, origin := range []string{open, secure + ":8443", "https://other.example.com"} {
		if got := authorize(t, g, visit(origin)); got != "" {
			t.Errorf("%s got %q unasked", origin, got)
		}
		if again, s := g.Challenged(t.Context(), visit(origin), []string{`Basic realm="x"`}); again || s.Why != bits.NoAccount {
			t.Errorf("%s: %v %+v", origin, again, s)
		}
	}
}

// TestRefusedAccountIsSentOnce: a refused account is sent once.
func TestRefusedAccountIsSentOnce(t *testing.T) {
	for name, challenges := range map[string][]string{
		"basic": {`Basic realm="x"`}, "digest": {`Digest realm="x", nonce="n", qop="auth"`},
	} {
		t.Run(name, func(t *testing.T) {
			b := &accounts{accounts: map[string]Account{secure: {User: "ines", Password: "wrong"}}}
			g, sent := alone(b), 0
			for range 5 {
				if authorize(t, g, visit(secure)) != "" {
					sent++
				}
				again, s := g.Challenged(t.Context(), visit(secure), challenges)
				if again {
					continue
				}
				if s.Why != bits.WrongAccount || s.User != "ines" || sent != 1 || len(b.refused) != 1 {
					t.Errorf("%+v, sent %d times, refused %v", s, sent, b.refused)
				}
				if got := authorize(t, g, visit(secure)); got != "" {
					t.Errorf("%q is said once more after the refusal", got)
				}
				return
			}
			t.Error("no end")
		})
	}
}

// TestUsedUpNonceIsNoWrongPassword: a used-up nonce is no wrong password, whether or not the server says "stale".
func TestUsedUpNonceIsNoWrongPassword(t *testing.T) {
	for _, stale := range []string{"", ", stale=true"} {
		b := &accounts{accounts: map[string]Account{open: {User: "ines", Password: "secret"}}}
		g := alone(b)
		for i, n := range []string{"a", "b", "c"} {
			authorize(t, g, visit(open))
			again, s := g.Challenged(t.Context(), visit(open), []string{`Digest realm="x", qop="auth-int, auth", nonce="` + n + `"` + stale})
			if !again {
				t.Fatalf("nonce %d: %+v", i, s)
			}
			for k := range 3 {
				count := fmt.Sprintf("nc=%08x", k+1) // of this nonce
				if got := authorize(t, g, visit(open)); !strings.Contains(got, `nonce="`+n+`"`) || !strings.Contains(got, count) || !strings.Contains(got, "qop=auth,") {
					t.Errorf("%q", got)
				}
				g.Admitted(visit(open))
			}
		}
		if user, scheme := g.Inside(open); user != "ines" || scheme != "Digest" || len(b.refused) != 0 {
			t.Errorf("%s %s %v", user, scheme, b.refused)
		}
	}
}

// TestDigestAvoidsMD5: in any order of challenges.
func TestDigestAvoidsMD5(t *testing.T) {
	const md5, plain, sha = `Digest realm="x", nonce="n", algorithm=MD5`, `Digest realm="x", nonce="n"`, `Digest realm="x", nonce="n", algorithm=SHA-256`
	for _, offers := range [][]string{{md5, sha}, {sha, md5}, {plain, sha}, {sha, plain}, {sha}} {
		if c := bestDigest(parse(offers)); c == nil || c.Algorithm != "SHA-256" {
			t.Errorf("of %q: %+v", offers, c)
		}
	}
}

// TestDigestAlwaysStale: a server that calls every nonce stale has not refused the password.
func TestDigestAlwaysStale(t *testing.T) {
	b := &accounts{accounts: map[string]Account{open: {User: "ines", Password: "secret"}}}
	g, sent := alone(b), 0
	again, s := g.Challenged(t.Context(), visit(open), []string{`Digest realm="x", qop="auth", nonce="0"`})
	for again {
		authorize(t, g, visit(open))
		if sent++; sent > 9 {
			t.Fatal("no end")
		}
		again, s = g.Challenged(t.Context(), visit(open), []string{`Digest realm="x", qop="auth", nonce="n", stale=true`})
	}
	if s.Why != bits.Late || len(b.refused) != 0 {
		t.Errorf("%+v, refused %v", s, b.refused)
	}
}

func TestReasonsOfFailedSignIns(t *testing.T) {
	t.Setenv("KRB5_CONFIG", t.TempDir())
	for _, c := range []struct {
		name, origin, challenge string
		account                 Account
		want                    bits.SignInFlaw
	}{
		{"readable", open, `Basic realm="x"`, Account{User: "ines"}, bits.ClearText},
		{"allowed", open, `Basic realm="x"`, Account{User: "ines", Clear: true}, ""},
		{"encrypted", secure, `Basic realm="x"`, Account{User: "ines"}, ""},
		{"unknown scheme", secure, `Bearer realm="x"`, Account{User: "ines"}, bits.NoScheme},
		{"no scheme", secure, "", Account{User: "ines"}, bits.NoScheme},
		{"digest that reads the body twice", secure, `Digest realm="x", nonce="n", qop="auth-int"`, Account{User: "ines"}, bits.NoScheme},
		{"nobody", secure, `NTLM`, Account{}, bits.NoAccount},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := &accounts{accounts: map[string]Account{}}
			if c.account.User != "" {
				b.accounts[c.origin] = c.account
			}
			again, s := alone(b).Challenged(t.Context(), visit(c.origin), []string{c.challenge})
			if again != (c.want == "") || s.Why != c.want {
				t.Errorf("%v %+v", again, s)
			}
		})
	}
}

// TestNTLMOnAnotherConnection: a handshake that lost its connection is restarted, a limited number of times, and is no
// wrong password.
func TestNTLMOnAnotherConnection(t *testing.T) {
	t.Setenv("KRB5_CONFIG", t.TempDir())
	b := &accounts{accounts: map[string]Account{open: {User: "ines", Password: "secret"}}}
	g := alone(b)
	v := visit(open)
	for i := range 20 {
		if value, err := g.Authorize(t.Context(), v); err == nil && i > 0 && !strings.HasPrefix(value, "NTLM TlRMTVNTUAAB") {
			t.Fatalf("said %q", value) // a hello every time: no challenge came on this connection
		}
		again, s := g.Challenged(t.Context(), v, []string{"NTLM"})
		v.Conn++
		v.Opened++
		if again {
			continue
		}
		if s.Why != bits.Unkept || len(b.refused) != 0 {
			t.Errorf("%+v %v", s, b.refused)
		}
		return
	}
	t.Error("no end")
}

// TestChangedAccountLeavesTheConnection: if the account changes, the signed-in connection is left.
func TestChangedAccountLeavesTheConnection(t *testing.T) {
	b := &accounts{accounts: map[string]Account{secure: {User: "ines", Password: "secret"}}}
	g := alone(b)
	g.Challenged(t.Context(), visit(secure), []string{"Basic"})
	authorize(t, g, visit(secure))
	g.Admitted(visit(secure))
	b.accounts[secure] = Account{User: "otto", Password: "other"}
	if value, err := g.Authorize(t.Context(), visit(secure)); value != "" || err != bits.ErrLeave { //nolint:errorlint // returned as it is
		t.Errorf("%q %v", value, err)
	}
	if user, _ := g.Inside(secure); user != "" {
		t.Errorf("%s is still inside", user)
	}
}

// TestTunnelOpenedAgain: a tunnel that is reopened within a request is sent without credentials. The challenge to
// that does not refuse the account.
func TestTunnelOpenedAgain(t *testing.T) {
	const proxy = "http://proxy.example.com:3128"
	for name, challenges := range map[string][]string{
		"basic": {`Basic realm="x"`}, "digest": {`Digest realm="x", nonce="n", qop="auth"`},
	} {
		t.Run(name, func(t *testing.T) {
			b := &accounts{accounts: map[string]Account{proxy: {User: "ines", Password: "secret", Clear: true}}}
			g := alone(b)
			v := visit(proxy)
			v.Proxy, v.Method, v.URI = true, "CONNECT", "files.example.com:443"
			for range 3 {
				if again, s := g.Challenged(t.Context(), v, challenges); !again {
					t.Fatalf("%+v", s)
				}
				if authorize(t, g, v) == "" {
					t.Fatal("nothing is said")
				}
				g.Admitted(v)
			}
			if len(b.refused) != 0 {
				t.Errorf("%d accounts are taken for wrong", len(b.refused))
			}
		})
	}
}

// TestOnlySuccessConfirmsAnAccount: only a success confirms an account. Before it, requests sign in one at a time; after it none
// of them waits, while the account stays the same.
func TestOnlySuccessConfirmsAnAccount(t *testing.T) {
	b := &accounts{accounts: map[string]Account{secure: {User: "ines", Password: "secret"}}}
	next := Authenticators(b)
	signIn := func(served bool) (waited bool) {
		g, v := next().(*Authenticator), visit(secure)
		if again, s := g.Challenged(t.Context(), v, []string{`Basic realm="x"`}); !again {
			t.Fatalf("%+v", s)
		}
		waited = g.turn != (turnKey{})
		v.Served = served
		g.Admitted(v)
		g.Ended()
		return waited
	}
	for i, step := range []struct{ served, waited bool }{{false, true}, {true, true}, {true, false}} {
		if waited := signIn(step.served); waited != step.waited {
			t.Errorf("%d: waited %t", i, waited)
		}
	}
	b.accounts[secure] = Account{User: "ines", Password: "another"}
	if !signIn(true) {
		t.Error("another password is taken for the one that was let in")
	}
	g := next().(*Authenticator)
	g.Challenged(t.Context(), visit(secure), []string{`Basic realm="x"`})
	g.Challenged(t.Context(), visit(secure), []string{`Basic realm="x"`})
	if !signIn(true) {
		t.Error("an account that was refused since is taken for a right one")
	}
}

// TestOnlyNTLMIsBoundToItsConnection: credentials that are sent with every request work on any connection.
func TestOnlyNTLMIsBoundToItsConnection(t *testing.T) {
	t.Setenv("KRB5_CONFIG", t.TempDir())
	for challenge, want := range map[string]bool{"NTLM": true, `Digest realm="x", nonce="n", qop="auth"`: false, `Basic realm="x"`: false} {
		g := alone(&accounts{accounts: map[string]Account{secure: {User: "ines", Password: "secret"}}})
		if g.Bound(secure) {
			t.Errorf("%s: bound before anything was asked", challenge)
		}
		if again, s := g.Challenged(t.Context(), visit(secure), []string{challenge}); !again {
			t.Fatalf("%s: %+v", challenge, s)
		}
		if got := g.Bound(secure); got != want {
			t.Errorf("%s: bound %t", challenge, got)
		}
	}
}

// TestAccountIsReadAgainAfterWaiting: an account that was refused meanwhile is not sent after waiting for the turn.
func TestAccountIsReadAgainAfterWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &accounts{accounts: map[string]Account{secure: {User: "ines", Password: "wrong"}}}
		next := Authenticators(b)
		first, second := next(), next()
		offer := []string{`Basic realm="x"`}
		if again, s := first.Challenged(t.Context(), visit(secure), offer); !again {
			t.Fatalf("%+v", s)
		}
		over := make(chan struct{})
		go func() { // ends with the turn
			defer close(over)
			if again, s := second.Challenged(t.Context(), visit(secure), offer); again || s.Why != bits.NoAccount {
				t.Errorf("the second goes on: %t %+v", again, s)
			}
		}()
		synctest.Wait()
		delete(b.accounts, secure)
		first.Ended()
		<-over
	})
}

// TestEndedRequestIsNoSignOut: a request that ends while its account is looked up reports why it ended.
func TestEndedRequestIsNoSignOut(t *testing.T) {
	b := &accounts{accounts: map[string]Account{secure: {User: "ines", Password: "secret"}}}
	g := alone(b)
	g.Challenged(t.Context(), visit(secure), []string{"Basic"})
	g.Admitted(visit(secure))
	ctx, end := context.WithCancelCause(t.Context())
	paused := errors.New("paused")
	end(paused)
	delete(b.accounts, secure) // as Accounts that stop looking when the request ends
	if _, err := g.Authorize(ctx, visit(secure)); !errors.Is(err, paused) {
		t.Errorf("%v", err)
	}
}

// ntlmChallenge is a valid server challenge ([MS-NLMP] 2.2.1.2): no target, Unicode, an eight-byte number.
func ntlmChallenge(name string) string {
	m := append([]byte("NTLMSSP\x00"), make([]byte, 48)...)
	m[8] = 2
	m[16], m[44] = 56, 56 // where the target and what is told of it begin
	m[20], m[22] = 0x01, 0x88
	copy(m[24:], "12345678")
	m[40], m[42] = 4, 4
	return name + " " + base64.StdEncoding.EncodeToString(append(m, 0, 0, 0, 0))
}

// handshake signs a connection in with NTLM.
func handshake(t *testing.T, g *Authenticator, v bits.AuthTarget, name string) {
	t.Helper()
	if again, s := g.Challenged(t.Context(), v, []string{ntlmChallenge(name)}); !again {
		t.Fatalf("%+v", s)
	}
	if got := authorize(t, g, v); !strings.HasPrefix(got, name+" TlRMTVNTUAAD") {
		t.Fatalf("%q is no answer", got)
	}
	g.Admitted(v)
	if got := authorize(t, g, v); got != "" {
		t.Errorf("%q over a line that is signed in", got)
	}
}

// TestNTLMOverManyLines: an upload of days uses many connections. Handshakes may be lost now and then: only several
// in a row end it.
func TestNTLMOverManyLines(t *testing.T) {
	t.Setenv("KRB5_CONFIG", t.TempDir())
	g := alone(&accounts{accounts: map[string]Account{open: {User: "ines", Password: "secret"}}})
	v := visit(open)
	for range 3 * maxRestarts {
		for range 2 { // it is not known, or the line is lost in the midst of its handshake
			if again, s := g.Challenged(t.Context(), v, []string{"NTLM"}); !again {
				t.Fatalf("%+v", s)
			}
			v.Conn, v.Opened = v.Conn+1, v.Opened+1
			if _, err := g.Authorize(t.Context(), v); errors.Is(err, bits.ErrLeave) {
				authorize(t, g, v)
			}
		}
		handshake(t, g, v, "NTLM")
		v.Conn, v.Opened = v.Conn+1, v.Opened+1
		authorize(t, g, v)
	}
}

// TestSchemeThatWorkedIsBegunAnew: a scheme that has worked is started again after a new challenge. One that never
// worked is skipped.
func TestSchemeThatWorkedIsBegunAnew(t *testing.T) {
	t.Setenv("KRB5_CONFIG", t.TempDir())
	for _, worked := range []bool{true, false} {
		g := alone(&accounts{accounts: map[string]Account{secure: {User: "ines", Password: "secret"}}})
		v, want := visit(secure), "Negotiate "
		if again, s := g.Challenged(t.Context(), v, []string{"NTLM"}); !again {
			t.Fatalf("%+v", s)
		}
		authorize(t, g, v)
		if worked {
			handshake(t, g, v, "NTLM")
		} else {
			want = "Basic "
		}
		if again, s := g.Challenged(t.Context(), v, []string{"Negotiate", `Basic realm="x"`}); !again {
			t.Fatalf("%+v", s)
		}
		if got := authorize(t, g, v); !strings.HasPrefix(got, want) {
			t.Errorf("worked before %t: %q", worked, got)
		}
	}
}

// TestFailedHandshakeLeavesItsLine: what failed can stick to a connection. It is left before the handshake begins
// again; one that is closed already is no matter.
func TestFailedHandshakeLeavesItsLine(t *testing.T) {
	t.Setenv("KRB5_CONFIG", t.TempDir())
	for _, conn := range []uint64{1, 0} {
		g := alone(&accounts{accounts: map[string]Account{open: {User: "ines", Password: "secret"}}})
		v := visit(open)
		g.Challenged(t.Context(), v, []string{"NTLM"})
		authorize(t, g, v)
		v.Conn = conn
		if again, s := g.Challenged(t.Context(), v, []string{"NTLM"}); !again {
			t.Fatalf("%+v", s)
		}
		if _, err := g.Authorize(t.Context(), v); errors.Is(err, bits.ErrLeave) != (conn != 0) {
			t.Errorf("connection %d: %v", conn, err)
		}
		v.Conn = 0
		if got := authorize(t, g, v); !strings.HasPrefix(got, "NTLM TlRMTVNTUAAB") {
			t.Errorf("%q is no hello", got)
		}
	}
}

// TestOneTurnAtATime: who goes to a second origin gives the turn at the first one back, or two would wait for each
// other.
func TestOneTurnAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const other = "https://other.example.com"
		next := Authenticators(&accounts{accounts: map[string]Account{
			secure: {User: "ines", Password: "a"}, other: {User: "ines", Password: "b"},
		}})
		first, second := next(), next()
		offer := []string{`Basic realm="x"`}
		for _, origin := range []string{secure, other} {
			if again, s := first.Challenged(t.Context(), visit(origin), offer); !again {
				t.Fatalf("%+v", s)
			}
		}
		within, enough := context.WithTimeout(t.Context(), time.Minute)
		defer enough()
		if again, s := second.Challenged(within, visit(secure), offer); !again {
			t.Errorf("the turn at the first one is kept: %+v", s)
		}
		first.Ended()
		second.Ended()
	})
}
