package auth

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/icholy/digest"

	"sendoff/transfer/bits"
)

// digestGuard is signed in by a Digest challenge with further parameters.
func digestGuard(t *testing.T, more string) *Authenticator {
	t.Helper()
	g := alone(&accounts{accounts: map[string]Account{open: {User: "ines", Password: "secret"}}})
	challengeNonce(t, g, "first", more)
	return g
}

func challengeNonce(t *testing.T, g *Authenticator, nonce, more string) {
	t.Helper()
	if again, s := g.Challenged(t.Context(), visit(open), []string{`Digest realm="x", qop="auth", nonce="` + nonce + `"` + more}); !again {
		t.Fatalf("%+v", s)
	}
}

// TestNonceIsDoubtfulBeyondWhatWasAccepted: it is asked for first, until it is known how long the server's last.
func TestNonceIsDoubtfulBeyondWhatWasAccepted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := digestGuard(t, "")
		said := func(what string, doubtful bool) {
			t.Helper()
			if got := g.Doubtful(visit(open)); got != doubtful {
				t.Errorf("%s: doubtful is %v", what, got)
			}
		}
		accepted := func() {
			authorize(t, g, visit(open))
			g.Admitted(visit(open))
		}
		said("an answer to a first challenge, with a password that nobody has accepted", true)
		accepted()
		said("what was accepted just now", false)
		time.Sleep(time.Second) //nolint:forbidigo // in a bubble
		said("a second later", true)
		accepted()
		time.Sleep(2 * time.Second) //nolint:forbidigo // in a bubble
		authorize(t, g, visit(open))
		challengeNonce(t, g, "second", ", stale=true")
		said("the server's fresh nonce after an accepted one", false)
		accepted()
		time.Sleep(900 * time.Millisecond) //nolint:forbidigo // in a bubble
		said("younger than the first when it was accepted", false)
		time.Sleep(200 * time.Millisecond) //nolint:forbidigo // in a bubble
		said("older than that", true)
		closed := visit(open)
		closed.Conn = 0
		if !g.Doubtful(closed) {
			t.Error("a nonce is not doubtful on a new connection: the server may have been started anew")
		}
	})
}

// TestNonceIsDoubtfulBeyondItsUses: some servers take each nonce a number of times.
func TestNonceIsDoubtfulBeyondItsUses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := digestGuard(t, "")
		time.Sleep(time.Minute) //nolint:forbidigo // in a bubble
		for range 3 {
			authorize(t, g, visit(open))
			g.Admitted(visit(open))
		}
		authorize(t, g, visit(open))
		challengeNonce(t, g, "second", ", stale=true")
		for i, want := range []bool{false, false, false, true} {
			if got := g.Doubtful(visit(open)); got != want {
				t.Errorf("use %d of three: doubtful is %v", i+1, got)
			}
			authorize(t, g, visit(open))
			g.Admitted(visit(open))
		}
	})
}

// TestNextNonce of an Authentication-Info is used in place of the old one, and counted anew. A session algorithm keeps
// the hash that it began with (RFC 7616, 3.4.2).
func TestNextNonce(t *testing.T) {
	g := digestGuard(t, ", algorithm=MD5-sess")
	first, err := digest.ParseCredentials(authorize(t, g, visit(open)))
	if err != nil {
		t.Fatal(err)
	}
	v := visit(open)
	v.Info = `rspauth="6629fae49393a05397450978507c4ef1", nextnonce="se, \"cond", qop=auth`
	g.Admitted(v)
	if g.Doubtful(visit(open)) {
		t.Error("the nonce that the server has just named is doubtful")
	}
	next, err := digest.ParseCredentials(authorize(t, g, visit(open)))
	if err != nil {
		t.Fatal(err)
	}
	hash := digestHashes["MD5"]
	sum := func(text string) string {
		h := hash()
		_, _ = h.Write([]byte(text))
		return fmt.Sprintf("%x", h.Sum(nil))
	}
	want := sum(strings.Join([]string{
		sum(sum("ines:x:secret") + ":first:" + first.Cnonce), `se, "cond`, "00000001", next.Cnonce, "auth", sum(bits.Method + ":/a"),
	}, ":"))
	if next.Nonce != `se, "cond` || next.Nc != 1 || next.Response != want {
		t.Errorf("%+v, want the response %s", next, want)
	}
}

// TestDigestGoesUnaskedOnlyToItsDomain: RFC 7616, 3.3. Without one it is the whole server; of other servers it says nothing.
func TestDigestGoesUnaskedOnlyToItsDomain(t *testing.T) {
	all := []string{"/a", "/a/b", "/ab", "/b", "/"}
	for domain, unasked := range map[string]string{
		"":           "/a /a/b /ab /b /",
		"/":          "/a /a/b /ab /b /",
		"/a/":        "/a/b",
		"/a":         "/a /a/b /ab",
		"/b /a/":     "/a/b /b",
		open + "/a/": "/a/b",
		"https://other.example.com/ http://files.example.com:8080/": "",
	} {
		g := alone(&accounts{accounts: map[string]Account{open: {User: "ines", Password: "secret"}}})
		v := visit(open)
		v.URI, v.Folder = "/asked/x", "/asked/"
		if again, s := g.Challenged(t.Context(), v, []string{`Digest realm="x", nonce="n", qop="auth", domain="` + domain + `"`}); !again {
			t.Fatalf("%+v", s)
		}
		if authorize(t, g, v) == "" {
			t.Errorf("domain %q: the folder that asked gets no answer", domain)
		}
		v.Served = true
		g.Admitted(v)
		var got []string
		for _, uri := range all {
			v := visit(open)
			v.URI, v.Folder = uri, uri[:strings.LastIndexByte(uri, '/')+1]
			if authorize(t, g, v) != "" {
				got = append(got, uri)
			}
		}
		if strings.Join(got, " ") != unasked {
			t.Errorf("domain %q: unasked to %q, want %q", domain, got, unasked)
		}
	}
}
