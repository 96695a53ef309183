package auth

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"github.com/icholy/digest"

	"sendoff/transfer/bits"
)

// TestDigestOfRFC7616 is the example of its section 3.9.1.
func TestDigestOfRFC7616(t *testing.T) {
	const challenge = `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=%s, ` +
		`nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`
	for algorithm, response := range map[string]string{
		"MD5":     "8ca523f5e9506fed4657c9700eebdbec",
		"SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
	} {
		c := bestDigest(parse([]string{strings.Replace(challenge, "%s", algorithm, 1)}))
		got, err := digestAnswer(c, c.Nonce, digest.Options{
			Method: "GET", URI: "/dir/index.html", Count: 1, Username: "Mufasa", Password: "Circle of Life",
			Cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
		})
		if err != nil || !strings.Contains(got, `response="`+response+`"`) || !strings.Contains(got, "algorithm="+algorithm+",") {
			t.Errorf("%s: %v %s", algorithm, err, got)
		}
	}
}

// iisDigest is the challenge of IIS: a nonce that it wants back as it is, and a session algorithm only.
const iisDigest = `Digest qop="auth",algorithm=%s,nonce="+Upgraded+v1fffffffffffffffe0e1",charset=utf-8,realm="CORP.EXAMPLE"`

// TestDigestOfSessions answers as curl does.
func TestDigestOfSessions(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl, the other client, is not installed")
	}
	for _, algorithm := range []string{"MD5-sess", "SHA-256-sess", "MD5", "SHA-256"} {
		challenge := strings.Replace(iisDigest, "%s", algorithm, 1)
		theirs, err := digest.ParseCredentials(curlDigest(t, challenge))
		if err != nil {
			t.Fatal(err)
		}
		c := bestDigest(parse([]string{challenge}))
		ours, err := digestAnswer(c, c.Nonce, digest.Options{
			Method: bits.Method, URI: theirs.URI, Count: theirs.Nc, Cnonce: theirs.Cnonce, Username: "ines", Password: "of the sea",
		})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(ours, `response="`+theirs.Response+`"`) || !strings.Contains(ours, "algorithm="+algorithm+",") {
			t.Errorf("%s: curl answers\n%s\nwe\n%s", algorithm, theirs, ours)
		}
	}
}

// curlDigest returns what curl says to a challenge.
func curlDigest(t *testing.T, challenge string) (said string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if said = r.Header.Get("Authorization"); said == "" {
			w.Header().Set("WWW-Authenticate", challenge)
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	defer server.Close()
	curl := exec.CommandContext(t.Context(), "curl", "-q", "-sS", "--noproxy", "*", "--digest", "-u", "ines:of the sea", "-X", bits.Method, server.URL+"/drop/a.bin?x=1")
	if out, err := curl.CombinedOutput(); err != nil {
		t.Fatalf("curl: %v %s", err, out)
	}
	return said
}

// TestDigestSessionKeepsItsNonce: some servers hash the password once with the first client nonce, others with that of
// each request.
func TestDigestSessionKeepsItsNonce(t *testing.T) {
	b := &accounts{accounts: map[string]Account{open: {User: "ines", Password: "secret"}}}
	g, seen := alone(b), map[string]int{}
	for _, nonce := range []string{"one", "two"} {
		challenge := strings.Replace(strings.Replace(iisDigest, "%s", "MD5-sess", 1), "+Upgraded", nonce, 1)
		if again, s := g.Challenged(t.Context(), visit(open), []string{challenge}); !again {
			t.Fatalf("%+v", s)
		}
		for range 3 {
			c, err := digest.ParseCredentials(authorize(t, g, visit(open)))
			if err != nil {
				t.Fatal(err)
			}
			seen[c.Cnonce]++
			g.Admitted(visit(open))
		}
	}
	if len(seen) != 2 {
		t.Errorf("client nonces of two nonces of the server, three requests each: %v", seen)
	}
}
