package transfer

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sendoff/transfer/cards"
	"sendoff/transfer/receiver"
)

// TestNonceEndsOnTheWay: nonces of Digest end several times during an upload, by their age or after some requests. No
// part of the file crosses twice for it. It runs alone: the ages are of a second, and what else runs here adds to them. Parts begin
// every 0.4 s: a nonce that ends within 100 ms after it was taken still costs one part.
func TestNonceEndsOnTheWay(t *testing.T) {
	const size, rate, part = 12 << 20, 3 << 20, 1280 << 10
	squidDigest := func(limit string) proxy {
		p := squid("digest", "digest_file_auth")
		p.config = strings.Replace(p.config, "auth_param digest children 1\n", "auth_param digest children 1\n"+limit+"\n", 1)
		return p
	}
	apache := apacheAuth("Digest")
	apache.config = strings.Replace(apache.config, "Require valid-user", "AuthDigestNonceLifetime 1\n  Require valid-user", 1)
	for name, c := range map[string]struct {
		proxy   proxy
		forward bool
	}{
		"a server's, after a second":      {apache, false},
		"a proxy's, after a second":       {squidDigest("auth_param digest nonce_max_duration 1 seconds"), true},
		"a proxy's, after seven requests": {squidDigest("auth_param digest nonce_max_count 7"), true},
	} {
		t.Run(name, func(t *testing.T) {
			s := &signInRig{rig: newRig(t, receiver.Options{}), people: &accountsByOrigin{}, proxy: noProxy}
			relay := &bodyRelay{to: c.proxy.start(t, s.server.Listener.Addr().String()), cutAt: 1 << 40}
			front := "http://" + relay.start(t)
			s.people.set(front, Account{User: "ines", Password: planted})
			s.origin = front
			if c.forward {
				u, err := url.Parse(front)
				if err != nil {
					t.Fatal(err)
				}
				s.proxy, s.origin = http.ProxyURL(u), s.server.URL
			}
			s.launch()
			s.do(Command{Verb: VerbLimits, Limits: &Limits{Rate: rate}})
			s.do(Command{Verb: VerbCard, Cards: []cards.Card{{Name: "Drop", Address: s.origin + "/", PartSize: part}}})
			source, j := s.add("x.bin", size)
			done := s.until(j.ID, inState(NeedsYou, Failed, Done))
			if done.State() != Done {
				t.Fatalf("%s %+v", done.State(), done.Fault)
			}
			s.arrived(source)
			relay.mu.Lock()
			defer relay.mu.Unlock()
			if relay.sent != size {
				t.Errorf("%d bytes of bodies for %d", relay.sent, size)
			}
		})
	}
}
