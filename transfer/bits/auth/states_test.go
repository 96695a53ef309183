package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/bits"
)

// ntlmAt is a target on an open connection, and after the last that was open.
func ntlmAt(conn, opened uint64) bits.AuthTarget {
	return bits.AuthTarget{Origin: open, Conn: conn, Opened: opened}
}

// TestNTLMReads: what each challenge means in each step of the handshake, and what it leaves.
func TestNTLMReads(t *testing.T) {
	token := base64.StdEncoding.EncodeToString([]byte("token"))
	for name, c := range map[string]struct {
		before ntlm
		at     bits.AuthTarget
		offer  string
		want   challengeResult
		after  ntlm
	}{
		"not offered any more":  {ntlm{name: "NTLM", step: ntlmGreeted}, ntlmAt(5, 5), "Basic", unusable, ntlm{name: "NTLM", step: ntlmGreeted}},
		"challenge":             {ntlm{name: "NTLM", step: ntlmGreeted, restarts: 2}, ntlmAt(5, 6), "NTLM " + token, canAnswer, ntlm{name: "NTLM", step: ntlmGreeted, challenge: []byte("token"), conn: 5, restarts: 2}},
		"on a closed line":      {ntlm{name: "NTLM", step: ntlmGreeted}, ntlmAt(0, 5), "NTLM " + token, canAnswer, ntlm{name: "NTLM", restarts: 1}},
		"no base64":             {ntlm{name: "NTLM", step: ntlmGreeted}, ntlmAt(5, 5), "NTLM !" + token, canAnswer, ntlm{name: "NTLM", restarts: 1, handshakeFailed: true}},
		"damaged at its end":    {ntlm{name: "NTLM", step: ntlmGreeted}, ntlmAt(5, 5), "NTLM " + token + "!", canAnswer, ntlm{name: "NTLM", restarts: 1, handshakeFailed: true}},
		"nothing to a hello":    {ntlm{name: "NTLM", step: ntlmGreeted}, ntlmAt(5, 5), "NTLM", canAnswer, ntlm{name: "NTLM", restarts: 1, handshakeFailed: true}},
		"only Kerberos":         {ntlm{name: "Negotiate", step: ntlmGreeted}, ntlmAt(5, 5), "Negotiate", unusable, ntlm{name: "Negotiate", step: ntlmGreeted}},
		"as Negotiate":          {ntlm{name: "Negotiate", step: ntlmGreeted}, ntlmAt(5, 5), "Negotiate " + token, canAnswer, ntlm{name: "Negotiate", step: ntlmGreeted, challenge: []byte("token"), conn: 5}},
		"not greeted":           {ntlm{name: "Negotiate"}, ntlmAt(5, 5), "Negotiate", canAnswer, ntlm{name: "Negotiate", restarts: 1, handshakeFailed: true}},
		"unasked":               {ntlm{name: "NTLM"}, ntlmAt(5, 5), "NTLM " + token, canAnswer, ntlm{name: "NTLM", restarts: 1, handshakeFailed: true}},
		"wrong password":        {ntlm{name: "NTLM", step: ntlmAnswered, conn: 5}, ntlmAt(0, 5), "NTLM", refusedAccount, ntlm{name: "NTLM", step: ntlmAnswered, conn: 5}},
		"answer was lost":       {ntlm{name: "NTLM", step: ntlmAnswered, conn: 5}, ntlmAt(6, 6), "NTLM", canAnswer, ntlm{name: "NTLM", conn: 5, restarts: 1, handshakeFailed: true}},
		"signed in once":        {ntlm{name: "NTLM", step: ntlmInside, conn: 5}, ntlmAt(5, 5), "NTLM", canAnswer, ntlm{name: "NTLM", conn: 5, restarts: 1, handshakeFailed: true}},
		"once more":             {ntlm{name: "NTLM", restarts: maxRestarts - 1}, ntlmAt(0, 5), "NTLM", canAnswer, ntlm{name: "NTLM", restarts: maxRestarts}},
		"too often":             {ntlm{name: "NTLM", restarts: maxRestarts}, ntlmAt(0, 5), "NTLM", connLost, ntlm{name: "NTLM", restarts: maxRestarts + 1}},
		"an old challenge goes": {ntlm{name: "NTLM", challenge: []byte("x"), handshakeFailed: true}, ntlmAt(0, 5), "NTLM", canAnswer, ntlm{name: "NTLM", restarts: 1}},
	} {
		n := c.before
		if got := n.read(c.at, parse([]string{c.offer})); got != c.want || !reflect.DeepEqual(n, c.after) {
			t.Errorf("%s: %d, %+v; want %d, %+v", name, got, n, c.want, c.after)
		}
	}
}

// TestNTLMSays: hello, answer or nothing, by the step and the connection that it belongs to.
func TestNTLMSays(t *testing.T) {
	const hello, reply = "NTLM TlRMTVNTUAAB", "NTLM TlRMTVNTUAAD"
	challenge, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(ntlmChallenge("NTLM"), "NTLM "))
	if err != nil {
		t.Fatal(err)
	}
	errAny := errors.New("any")
	for name, c := range map[string]struct {
		before ntlm
		at     bits.AuthTarget
		want   string // its beginning
		err    error
		after  ntlm
	}{
		"first":                  {ntlm{name: "NTLM"}, ntlmAt(0, 0), hello, nil, ntlm{name: "NTLM", step: ntlmGreeted}},
		"signed in":              {ntlm{name: "NTLM", step: ntlmInside, conn: 5}, ntlmAt(5, 6), "", nil, ntlm{name: "NTLM", step: ntlmInside, conn: 5}},
		"on another line":        {ntlm{name: "NTLM", step: ntlmInside, conn: 5}, ntlmAt(6, 5), hello, nil, ntlm{name: "NTLM", step: ntlmGreeted, conn: 5}},
		"the line is gone":       {ntlm{name: "NTLM", step: ntlmInside}, ntlmAt(0, 5), hello, nil, ntlm{name: "NTLM", step: ntlmGreeted}},
		"challenged":             {ntlm{name: "NTLM", step: ntlmGreeted, conn: 5, challenge: challenge}, ntlmAt(5, 6), reply, nil, ntlm{name: "NTLM", step: ntlmAnswered, conn: 5}},
		"challenged elsewhere":   {ntlm{name: "NTLM", step: ntlmGreeted, conn: 5, challenge: challenge}, ntlmAt(6, 5), hello, nil, ntlm{name: "NTLM", step: ntlmGreeted, conn: 5}},
		"challenge of no sense":  {ntlm{name: "NTLM", step: ntlmGreeted, conn: 5, challenge: []byte("x")}, ntlmAt(5, 5), "", errAny, ntlm{name: "NTLM", step: ntlmGreeted, conn: 5}},
		"greeted, no challenge":  {ntlm{name: "NTLM", step: ntlmGreeted, conn: 5}, ntlmAt(5, 5), hello, nil, ntlm{name: "NTLM", step: ntlmGreeted, conn: 5}},
		"answered once":          {ntlm{name: "NTLM", step: ntlmAnswered, conn: 5}, ntlmAt(5, 5), hello, nil, ntlm{name: "NTLM", step: ntlmGreeted, conn: 5}},
		"failed":                 {ntlm{name: "NTLM", handshakeFailed: true}, ntlmAt(5, 5), "", bits.ErrLeave, ntlm{name: "NTLM"}},
		"failed, signed in here": {ntlm{name: "NTLM", step: ntlmInside, conn: 5, handshakeFailed: true}, ntlmAt(5, 5), "", nil, ntlm{name: "NTLM", step: ntlmInside, conn: 5, handshakeFailed: true}},
	} {
		n := c.before
		got, err := n.header(c.at, Account{User: "ines", Password: "secret"})
		if !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") || (err == nil) != (c.err == nil) || !errors.Is(err, c.err) && !errors.Is(c.err, errAny) || !reflect.DeepEqual(n, c.after) {
			t.Errorf("%s: %.20q, %v, %+v; want %q, %v, %+v", name, got, err, n, c.want, c.err, c.after)
		}
	}
	n := ntlm{step: ntlmAnswered, restarts: 2}
	if n.admitted(ntlmAt(5, 5)); n.step != ntlmInside || n.restarts != 0 {
		t.Errorf("let in: %+v", n)
	}
	n = ntlm{step: ntlmGreeted, restarts: 2}
	if n.admitted(ntlmAt(5, 5)); n.step != ntlmGreeted || n.restarts != 2 {
		t.Errorf("answered while greeting: %+v", n)
	}
}

// TestTurns: who takes the turn, who waits for it, and who gives it back.
func TestTurns(t *testing.T) {
	const other = "https://other.example.com"
	offer := []string{`Basic realm="x"`}
	account := Account{User: "ines", Password: "secret"}
	meet := func() (first, second *Authenticator) {
		next := Authenticators(&accounts{accounts: map[string]Account{secure: account, other: account}})
		return next().(*Authenticator), next().(*Authenticator)
	}
	signIn := func(t *testing.T, g *Authenticator, origin string) {
		t.Helper()
		if again, s := g.Challenged(t.Context(), visit(origin), offer); !again || g.turn.origin != origin {
			t.Fatalf("%+v, turn %q", s, g.turn)
		}
	}
	busy := errors.New("busy")
	waits := func(t *testing.T, g *Authenticator, origin string, want bool) {
		t.Helper()
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, busy)
		defer cancel()
		begun := time.Now()
		value, err := g.Authorize(ctx, visit(origin))
		if waited := time.Since(begun) > 0; waited != want || errors.Is(err, busy) != want || (value == "") != want {
			t.Errorf("it waited %t, %q, %v; want %t", waited, value, err, want)
		}
	}
	for name, f := range map[string]func(t *testing.T){
		"who has it does not wait": func(t *testing.T) {
			first, _ := meet()
			signIn(t, first, secure)
			waits(t, first, secure, false)
		},
		"who was let in does not wait": func(t *testing.T) {
			first, second := meet()
			signIn(t, first, secure)
			first.Admitted(visit(secure)) // not served: nothing is known of the account
			if first.turn != (turnKey{}) {
				t.Error("the turn is kept")
			}
			signIn(t, second, secure)
			waits(t, first, secure, false)
		},
		"a new one waits until it is his turn": func(t *testing.T) {
			first, second := meet()
			signIn(t, first, secure)
			first.Ended()
			signIn(t, second, secure)
			waits(t, first, secure, true)
			second.Ended()
			waits(t, first, secure, false)
			if first.turn.origin != secure {
				t.Errorf("turn %q", first.turn)
			}
		},
		"nobody waits where the account is known": func(t *testing.T) {
			first, second := meet()
			signIn(t, first, secure)
			first.Ended()
			signIn(t, second, secure)
			served := visit(secure)
			served.Served = true
			second.Admitted(served)
			second.Challenged(t.Context(), visit(other), offer)
			waits(t, first, secure, false)
			if first.turn != (turnKey{}) {
				t.Errorf("turn %q", first.turn)
			}
		},
		"an answer of another gives no turn back": func(t *testing.T) {
			first, second := meet()
			signIn(t, first, secure)
			first.Admitted(visit(other))
			if first.turn.origin != secure {
				t.Fatalf("turn %q", first.turn)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if again, s := second.Challenged(ctx, visit(secure), offer); again || s.Why != bits.NoAccount || second.turn != (turnKey{}) {
				t.Errorf("%t %+v, turn %q", again, s, second.turn)
			}
		},
	} {
		t.Run(name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { f(t) }) })
	}
}

// TestRefusalTellsAll: who asked, with which schemes, for whom; and nothing more is known of that origin.
func TestRefusalTellsAll(t *testing.T) {
	b := &accounts{accounts: map[string]Account{open: {User: "ines", Password: "secret"}}}
	g := alone(b)
	v := visit(open)
	v.Proxy = true
	want := bits.SignIn{Origin: open, Realm: "x", Proxy: true, Schemes: "Bearer, Basic", User: "ines", Why: bits.ClearText}
	if again, s := g.Challenged(t.Context(), v, []string{`Bearer x, Basic realm="x"`}); again || s != want {
		t.Errorf("%t %+v, want %+v", again, s, want)
	}
	delete(b.accounts, open)
	want = bits.SignIn{Origin: open, Schemes: "NTLM", Why: bits.NoAccount}
	if again, s := g.Challenged(t.Context(), visit(open), []string{"NTLM"}); again || s != want {
		t.Errorf("%t %+v, want %+v", again, s, want)
	}
	if len(g.origins) != 0 || len(b.refused) != 0 {
		t.Errorf("known are %v, refused %v", g.origins, b.refused)
	}
	g.Admitted(visit(open))
	if user, scheme := g.Inside(open); user != "" || scheme != "" || g.Bound(open) {
		t.Errorf("inside as %q by %q, bound %t", user, scheme, g.Bound(open))
	}
	if value, err := g.Authorize(t.Context(), visit(open)); value != "" || err != nil {
		t.Errorf("%q, %v", value, err)
	}
}

// TestInsideEndsWithTheScheme: one that stops working is not what the user is signed in with.
func TestInsideEndsWithTheScheme(t *testing.T) {
	g := alone(&accounts{accounts: map[string]Account{open: {User: "ines", Password: "secret", Clear: true}}})
	g.Challenged(t.Context(), visit(open), []string{`Digest realm="x", nonce="n", qop="auth"`})
	authorize(t, g, visit(open))
	if user, _ := g.Inside(open); user != "" {
		t.Errorf("%s is inside before any answer", user)
	}
	g.Admitted(visit(open))
	if user, scheme := g.Inside(open); user != "ines" || scheme != "Digest" {
		t.Errorf("%q by %q", user, scheme)
	}
	if again, s := g.Challenged(t.Context(), visit(open), []string{`Basic realm="x"`}); !again {
		t.Fatalf("%+v", s)
	}
	if user, scheme := g.Inside(open); user != "" {
		t.Errorf("still %q by %q", user, scheme)
	}
}

// TestDigestReads: when a further challenge is answered, and what it leaves.
func TestDigestReads(t *testing.T) {
	fresh, stale := `Digest realm="x", nonce="new", qop="auth"`, `Digest realm="x", nonce="new", qop="auth", stale=true`
	for name, c := range map[string]struct {
		tries int
		offer string
		want  challengeResult
		after int
	}{
		"after an accepted request": {0, fresh, canAnswer, 1}, "a second in a row": {1, fresh, refusedAccount, 2}, "stale": {1, stale, canAnswer, 2},
		"stale again": {2*maxNonces - 1, stale, canAnswer, 2 * maxNonces}, "always stale": {2 * maxNonces, stale, alwaysStale, 2*maxNonces + 1},
		"no longer offered": {0, "NTLM", unusable, 1},
	} {
		n := &digestMethod{challenge: bestDigest(parse([]string{`Digest realm="x", nonce="old", qop="auth"`})), nonce: nonce{count: 7}, tries: c.tries}
		got := n.read(visit(open), parse([]string{c.offer}))
		if got != c.want || n.tries != c.after {
			t.Errorf("%s: %d after %d tries, want %d after %d", name, got, n.tries, c.want, c.after)
		}
		if answered := n.challenge.Nonce == "new"; answered != (c.want == canAnswer) || answered != (n.nonce.count == 0) {
			t.Errorf("%s: nonce %s, count %d", name, n.challenge.Nonce, n.nonce.count)
		}
	}
	for offers, want := range map[string]string{
		`Digest realm="1", nonce="n", algorithm=SHA-256;Digest realm="2", nonce="n", algorithm=SHA-512-256`: "1",
		`Digest realm="1", nonce="n", algorithm=MD5;Digest realm="2", nonce="n"`:                            "1",
		`Digest realm="1", nonce="n", algorithm=MD9;Digest realm="2", nonce="n"`:                            "2",
		`Digest realm="1", nonce="n", algorithm=MD5-sess;Digest realm="2", nonce="n"`:                       "2",
		`Digest realm="1", nonce="n", qop="auth-int";Digest realm="2", nonce="n", qop=" AUTH "`:             "2",
		`NTLM;Digest realm="2", nonce="n"`:                                                                  "2",
	} {
		if c := bestDigest(parse(strings.Split(offers, ";"))); c == nil || c.Realm != want {
			t.Errorf("of %s: %+v", offers, c)
		}
	}
}

// TestKerberosReads: a ticket that was sent and refused proves nothing about the account; it goes on any connection.
func TestKerberosReads(t *testing.T) {
	if got := (&kerberos{sent: true}).read(visit(open), nil); got != unusable {
		t.Errorf("%d", got)
	}
	if got := (&kerberos{}).read(visit(open), nil); got != canAnswer || (&kerberos{}).bound() {
		t.Errorf("%d, bound %t", got, (&kerberos{}).bound())
	}
	t.Setenv("KRB5_CONFIG", t.TempDir())
	for _, offer := range []string{"NTLM", "Negotiate"} { // not offered; no configuration
		m, got := newKerberos(t.Context(), candidate{target: visit(open), account: Account{User: "ines"}, offers: parse([]string{offer})})
		if got != unusable || m != nil {
			t.Errorf("%s: %v, %d", offer, m, got)
		}
	}
}

// TestChallengesInOddWriting: quotes, escapes and signs at the edges.
func TestChallengesInOddWriting(t *testing.T) {
	for value, want := range map[string][]challenge{
		`Digest nonce="a\", b\\", NTLM`: {{"Digest", `nonce="a\", b\\"`}, {"NTLM", ""}},
		`Digest nonce=a\, NTLM`:         {{"Digest", `nonce=a\`}, {"NTLM", ""}},
		`Digest a="\\\"", NTLM`:         {{"Digest", `a="\\\""`}, {"NTLM", ""}},
		`Basic realm=x, =y, "z"`:        {{"Basic", `realm=x, =y, "z"`}},
		"NTLM\tabc":                     {{"NTLM", "abc"}},
	} {
		if got := parse([]string{value}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %q, want %q", value, got, want)
		}
	}
	long := strings.Repeat("n", maxNameLen)
	if got := schemes([]challenge{{scheme: long + "n"}, {scheme: long}, {scheme: "a"}, {scheme: "A"}}); got != long+", a" {
		t.Errorf("%s", got)
	}
	var many []challenge
	for i := range maxNamed + 1 {
		many = append(many, challenge{scheme: string(rune('a' + i))})
	}
	if got := schemes(many); got != "a, b, c, d, e, f, g, h" {
		t.Errorf("%s", got)
	}
}
