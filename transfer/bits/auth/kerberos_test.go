package auth

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/transfer/bits"
	"sendoff/transfer/bits/auth/authtest"
)

// TestKerberosFailures: errors that only the user can resolve are the account's. All others leave the other schemes to
// try. Each has its own cause.
func TestKerberosFailures(t *testing.T) {
	for _, c := range []struct {
		text   string
		signIn bool
		cause  bits.SignInCause
		want   challengeResult
	}{
		{"KRB Error: (24) KDC_ERR_PREAUTH_FAILED Pre-authentication information was invalid", true, "", refusedAccount},
		{"KRB Error: (18) KDC_ERR_CLIENT_REVOKED Clients credentials have been revoked", true, bits.AccountLocked, refusedAccount},
		{"KRB Error: (23) KDC_ERR_KEY_EXPIRED Password has expired", true, bits.PasswordExpired, refusedAccount},
		{"KRB Error: (1) KDC_ERR_NAME_EXP Client's entry in database has expired", true, bits.AccountExpired, refusedAccount},
		{"KRB Error: (6) KDC_ERR_C_PRINCIPAL_UNKNOWN Client not found in Kerberos database", true, bits.UnknownUser, unusable},
		{"KRB Error: (7) KDC_ERR_S_PRINCIPAL_UNKNOWN Server not found in Kerberos database", false, bits.NoService, unusable},
		{"KRB Error: (7) KDC_ERR_S_PRINCIPAL_UNKNOWN Server not found in Kerberos database", true, bits.NoRealm, unusable},
		{"KRB Error: (37) KRB_AP_ERR_SKEW Clock skew too great", true, bits.ClockSkew, unusable},
		{"[Root cause: KRBMessage_Handling_Error] clock skew with KDC too large. Greater than 300 seconds", false, bits.ClockSkew, unusable},
		{"[Root cause: Networking_Error] dial tcp 127.0.0.1:88: connect: connection refused", true, bits.NoDomainServer, unusable},
		{"something else", true, "", unusable},
	} {
		err := errors.New(c.text)
		if c.signIn {
			err = signInError{err}
		}
		if cause, got := kerberosFailure(err); got != c.want || cause != c.cause {
			t.Errorf("%s: %d %q, want %d %q", c.text, got, cause, c.want, c.cause)
		}
	}
}

const inDomain = "http://" + authtest.Host

// TestCausesOfADomain: each reason of a real domain has its own cause, and a wrong password is told from the others.
func TestCausesOfADomain(t *testing.T) {
	d := authtest.Start(t, "secret")
	for _, c := range []struct {
		name    string
		admin   []string // what the admin does before
		account Account
		why     bits.SignInFlaw
		cause   bits.SignInCause
	}{
		{"wrong password", nil, Account{User: "ines", Password: "wrong"}, bits.WrongAccount, ""},
		{"unknown user", nil, Account{User: "nobody", Password: "x"}, bits.NoScheme, bits.UnknownUser},
		{"unknown short domain", nil, Account{User: `ELSEWHERE\ines`, Password: "secret"}, bits.NoScheme, bits.NoRealm},
		{"unknown long domain", nil, Account{User: "ines@elsewhere.example", Password: "secret"}, bits.NoScheme, bits.NoDomainServer},
		{"password has expired", []string{"modprinc -pwexpire 2001-01-01 ines"}, Account{User: "ines", Password: "secret"}, bits.WrongAccount, bits.PasswordExpired},
		{"account has expired", []string{"modprinc -pwexpire never ines", "modprinc -expire 2001-01-01 ines"}, Account{User: "ines", Password: "secret"}, bits.WrongAccount, bits.AccountExpired},
		{"account is locked", []string{"modprinc -expire never ines", "modprinc -allow_tix ines"}, Account{User: "ines", Password: "secret"}, bits.WrongAccount, bits.AccountLocked},
		{"no entry for the server", []string{"modprinc +allow_tix ines", "delprinc -force HTTP/" + authtest.Host}, Account{User: "ines", Password: "secret"}, bits.NoScheme, bits.NoService},
		{"no server answers", nil, Account{User: "ines", Password: "secret"}, bits.NoScheme, bits.NoDomainServer},
	} {
		for _, command := range c.admin {
			d.Admin(command)
		}
		if c.name == "no server answers" {
			d.Stop()
		}
		b := &accounts{accounts: map[string]Account{inDomain: c.account}}
		s := lastAnswer(t, alone(b))
		if s.Why != c.why || s.Cause != c.cause || (len(b.refused) > 0) != (c.why == bits.WrongAccount) {
			t.Errorf("%s: %+v, refused %v", c.name, s, b.refused)
		}
	}
	if n := strings.Count(d.Log(), "PREAUTH_FAILED"); n != 1 {
		t.Errorf("the wrong password was tried %d times", n)
	}
}

// lastAnswer lets a server that takes only tickets challenge until the sign-in ends.
func lastAnswer(t *testing.T, g *Authenticator) bits.SignIn {
	t.Helper()
	for range 9 {
		again, s := g.Challenged(t.Context(), visit(inDomain), []string{"Negotiate"})
		if !again {
			return s
		}
		authorize(t, g, visit(inDomain))
	}
	t.Fatal("no end")
	return bits.SignIn{}
}

// TestDomainByNameService: without krb5.conf the name service leads to the realm, for a whole name and for a short domain
// of the server's own.
func TestDomainByNameService(t *testing.T) {
	d := authtest.Start(t, "secret")
	_, port, _ := strings.Cut(d.Address, ":")
	authtest.Names(t, map[string]string{"_kerberos._tcp.corp.example": "localhost:" + port})
	d.Admin("addprinc -randkey HTTP/files.corp.example")
	t.Setenv("KRB5_CONFIG", filepath.Join(t.TempDir(), "none"))
	const files = "https://files.corp.example"
	for _, user := range []string{"ines@corp.example", "ines@CORP.EXAMPLE", `CORP\ines`, `corp.example\ines`, "ines"} {
		g := alone(&accounts{accounts: map[string]Account{files: {User: user, Password: "secret"}}})
		again, s := g.Challenged(t.Context(), visit(files), []string{"Negotiate", "NTLM"})
		if value := authorize(t, g, visit(files)); !again || !strings.HasPrefix(value, "Negotiate YII") {
			t.Errorf("%s: %+v, %.20q", user, s, value)
		}
		g.Admitted(visit(files))
		if _, scheme := g.Inside(files); scheme != "Kerberos" {
			t.Errorf("%s: signed in by %s", user, scheme)
		}
	}
}

// TestSignedInUser: the ticket of kinit is enough for the own domain's servers, and the keytab is for who has none. Nobody
// else gets a ticket, no account is asked for one, and the domain is not even asked for a stranger's.
func TestSignedInUser(t *testing.T) {
	d := authtest.Start(t, "secret")
	d.Admin("addprinc -randkey HTTP/files.corp.example")
	d.Admin("addprinc -randkey HTTP/files.evil.test")
	offer := []string{"Negotiate"}
	signedIn := func(what, origin string, want bool) {
		t.Helper()
		g := alone(&accounts{})
		again, s := g.Challenged(t.Context(), visit(origin), offer)
		if value := authorize(t, g, visit(origin)); again != want || strings.HasPrefix(value, "Negotiate YII") != want {
			t.Errorf("%s: %s: %v %+v %.20q", what, origin, again, s, value)
		}
		g.Admitted(visit(origin))
		if user, scheme := g.Inside(origin); want && (user != "ines@CORP.EXAMPLE" || scheme != "Kerberos") {
			t.Errorf("%s: signed in as %q by %q", what, user, scheme)
		}
	}
	signedIn("nobody", "https://files.corp.example", false)
	d.Kinit("secret")
	for _, origin := range []string{"https://files.corp.example", "http://files.corp.example:8080", inDomain} {
		signedIn("kinit", origin, true)
	}
	signedIn("kinit", "https://files.evil.test", false)
	if strings.Contains(d.Log(), "evil") {
		t.Error("the domain was asked for a stranger's ticket")
	}
	offer = []string{"NTLM", `Basic realm="x"`}
	signedIn("not asked", "https://files.corp.example", false)
	offer = []string{"Negotiate"}
	keys := filepath.Join(t.TempDir(), "client.keytab")
	d.Admin("ktadd -norandkey -k " + keys + " ines")
	t.Setenv("KRB5CCNAME", "KCM:")
	signedIn("no file", "https://files.corp.example", false)
	t.Setenv("KRB5_CLIENT_KTNAME", "FILE:"+keys)
	signedIn("keytab", "https://files.corp.example", true)
}

// self is what accounts have for a server that may know who is signed in to this computer.
func self(origin string) *accounts {
	return &accounts{accounts: map[string]Account{origin: {Self: true}}}
}

// TestServerOutsideTheDomain: where the user has said so, a server of another domain may know who the user is. It has to be
// known to the user's domain. Nothing is refused, since no password was sent.
func TestServerOutsideTheDomain(t *testing.T) {
	d := authtest.Start(t, "secret")
	d.Admin("addprinc -randkey HTTP/files.partner.test")
	d.Kinit("secret")
	for origin, want := range map[string]bool{"https://files.partner.test": true, "https://other.partner.test": false, "http://files.partner.test": false} {
		g := alone(self("https://files.partner.test"))
		if again, s := g.Challenged(t.Context(), visit(origin), []string{"Negotiate"}); again != want {
			t.Errorf("%s: %v %+v", origin, again, s)
		}
		if value := authorize(t, g, visit(origin)); strings.HasPrefix(value, "Negotiate YII") != want || g.turn != (turnKey{}) {
			t.Errorf("%s: %.20q, turn %v", origin, value, g.turn)
		}
	}
	const unknown = "https://unknown.partner.test"
	b := self(unknown)
	again, s := alone(b).Challenged(t.Context(), visit(unknown), []string{"Negotiate"})
	if again || s.Why != bits.NoAccount || s.Cause != bits.NoService || s.User != "ines@CORP.EXAMPLE" || len(b.refused) != 0 {
		t.Errorf("%v %+v, refused %v", again, s, b.refused)
	}
}

// TestTicketIsRenewedBeforeItsEnd: no request is sent with a ticket that ends before it is read. An account wins over the
// ticket of who is signed in to this computer.
func TestTicketIsRenewedBeforeItsEnd(t *testing.T) {
	d := authtest.Start(t, "secret")
	d.Kinit("secret")
	b := &accounts{}
	g := alone(b)
	if again, s := g.Challenged(t.Context(), visit(inDomain), []string{"Negotiate"}); !again {
		t.Fatalf("%+v", s)
	}
	p := g.origins[inDomain]
	first := p.method.(*kerberos)
	authorize(t, g, visit(inDomain))
	if p.method != method(first) {
		t.Error("a ticket is renewed that is good for hours")
	}
	first.ticket.ends = first.got
	authorize(t, g, visit(inDomain))
	if second := p.method.(*kerberos); second == first || !second.ticket.ends.After(first.got) {
		t.Error("the ticket is not renewed")
	}
	d.Stop()
	p.method.(*kerberos).ticket.ends = first.got
	if value := authorize(t, g, visit(inDomain)); value == "" {
		t.Error("without a new ticket the old one is not sent")
	}
	b.accounts = map[string]Account{inDomain: {User: "ines", Password: "secret"}}
	if _, err := g.Authorize(t.Context(), visit(inDomain)); !errors.Is(err, bits.ErrLeave) {
		t.Errorf("the account that is there now does not end the sign-in: %v", err)
	}
}
