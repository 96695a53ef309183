package bits

import (
	"context"
	"net/url"
	"testing"
)

// keen is an Authenticator that always wants to try again.
type keen struct{ asked []AuthTarget }

func (*keen) Authorize(context.Context, AuthTarget) (string, error) { return "Basic x", nil }
func (*keen) Admitted(AuthTarget)                                   {}
func (*keen) Ended()                                                {}
func (*keen) Inside(string) (user, scheme string)                   { return "", "" }
func (*keen) Bound(string) bool                                     { return false }

func (k *keen) Challenged(_ context.Context, v AuthTarget, _ []string) (bool, SignIn) {
	k.asked = append(k.asked, v)
	return true, SignIn{}
}

// TestSignInIsBounded: a server that never accepts is tried a few times. A proxy's challenge is not answered to a
// server.
func TestSignInIsBounded(t *testing.T) {
	for answer, c := range map[string]struct{ sent, asked int }{
		"401 Unauthorized": {maxTries, maxTries}, "407 Proxy Authentication Required": {1, 0},
	} {
		guard := &keen{}
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
