package bits

import (
	"context"
	"errors"
	"net/url"
	"testing"
)

// eagerAuth is an Authenticator that always wants to try again.
type eagerAuth struct{ asked []AuthTarget }

func (*eagerAuth) Authorize(context.Context, AuthTarget) (string, error) { return "Basic x", nil }
func (*eagerAuth) Admitted(AuthTarget)                                   {}
func (*eagerAuth) Ended()                                                {}
func (*eagerAuth) Inside(string) (user, scheme string)                   { return "", "" }
func (*eagerAuth) Bound(string) bool                                     { return false }
func (*eagerAuth) Doubtful(AuthTarget) bool                              { return false }

func (k *eagerAuth) Challenged(_ context.Context, v AuthTarget, _ []string) (bool, SignIn) {
	k.asked = append(k.asked, v)
	return true, SignIn{}
}

// TestSignInIsBounded: a server that never accepts is tried a few times. A proxy's challenge is not answered to a
// server.
func TestSignInIsBounded(t *testing.T) {
	for answer, c := range map[string]struct{ sent, asked int }{
		"401 Unauthorized": {maxTries, maxTries}, "407 Proxy Authentication Required": {1, 0},
	} {
		guard := &eagerAuth{}
		var answers []string
		for range 3 * maxTries {
			answers = append(answers, ack(answer, "WWW-Authenticate: Basic realm=x", "Proxy-Authenticate: Basic realm=x"))
		}
		s := script(t, answers...)
		c2 := newClient(t, s, Options{Authenticator: func() Authenticator { return guard }})
		err := c2.Close(t.Context(), someSession)
		if sent := len(s.requests()); err == nil || sent != c.sent || len(guard.asked) != c.asked {
			t.Errorf("%s: sent %d times, the guard was asked %d times, %v", answer, sent, len(guard.asked), err)
		}
	}
}

func TestOrigin(t *testing.T) {
	for address, want := range map[string]string{
		"HTTP://Files.Example.COM:80/x": "http://files.example.com", "https://h:443": "https://h", "https://h:80/": "https://h:80",
		"http://h:443": "http://h:443", "http://h:": "http://h", "http://[fe80::1%25Eth0]:80/": "http://[fe80::1%Eth0]", "http://h:8080/a?b": "http://h:8080",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := Origin(u); got != want {
			t.Errorf("%s is %s, want %s", address, got, want)
		}
	}
}

// signedInAs is an Authenticator that is inside everywhere.
type signedInAs struct {
	eagerAuth
	user string
}

func (s *signedInAs) Inside(string) (user, scheme string) { return s.user, "Basic" }

// TestRefusalNamesWhoIsSignedIn: a 403 belongs to the account that is signed in, and to nobody without one. Other
// refusals say nothing about an account.
func TestRefusalNamesWhoIsSignedIn(t *testing.T) {
	for answer, c := range map[string]struct{ inside, named string }{
		"403 Forbidden": {"ines", "ines"}, "403 Not for guests": {"", ""}, "404 Not Found": {"ines", ""}, "500 Failed": {"ines", ""},
	} {
		s := script(t, ack(answer))
		client := newClient(t, s, Options{Authenticator: func() Authenticator { return &signedInAs{user: c.inside} }})
		refusal, ok := errors.AsType[*Error](client.Close(t.Context(), someSession))
		if !ok {
			t.Fatalf("%s is no refusal", answer)
		}
		if named := refusal.SignIn != nil; named != (c.named != "") {
			t.Fatalf("%s names an account: %t", answer, named)
		}
		if s := refusal.SignIn; s != nil && (s.User != c.named || s.Origin != Origin(client.URL) || s.Why != "" || s.Proxy) {
			t.Errorf("%s: %+v", answer, s)
		}
	}
}
