package auth

import (
	"context"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"io"
	"strings"

	"github.com/icholy/digest"

	"sendoff/transfer/bits"
)

const schemeDigest = "Digest"

// digestMethod is RFC 7616 without auth-int, which would need a fragment to be read twice.
type digestMethod struct {
	challenge *digest.Challenge
	asked     string // the nonce of the challenge; the one in use may have come later
	nonce     nonce
	cnonce    string // of all answers to the challenge; made with the first one
	tries     int    // challenges answered since the last accepted request
}

// maxNonces is how many challenges in a row are answered. A nonce may expire before the request arrives, and servers
// with own nonces do not always say "stale". Two in a row mean a wrong password.
const maxNonces = 2

func newDigest(_ context.Context, p candidate) (method, challengeResult) {
	if c := bestDigest(p.offers); c != nil {
		n := &digestMethod{challenge: c, asked: c.Nonce, tries: 1}
		n.nonce.next(false)
		return n, canAnswer
	}
	return nil, unusable
}

// bestDigest prefers anything over MD5: servers send one challenge per algorithm.
func bestDigest(offers []challenge) *digest.Challenge {
	var best *digest.Challenge
	for _, o := range offers {
		if !o.is(schemeDigest) {
			continue
		}
		c, err := digest.ParseChallenge(digest.Prefix + o.params)
		if err != nil {
			continue
		}
		for i, qop := range c.QOP {
			c.QOP[i] = strings.ToLower(strings.TrimSpace(qop))
		}
		if !canDigest(c) {
			continue
		}
		if best == nil || isMD5(best) && !isMD5(c) {
			best = c
		}
	}
	return best
}

// sessionSuffix ends the names of the algorithms that make the password's hash anew for each nonce: MD5-sess, which
// is the only one of IIS, and SHA-256-sess.
const sessionSuffix = "-sess"

// cutSession splits such a name.
func cutSession(algorithm string) (plain string, session bool) {
	if at := len(algorithm) - len(sessionSuffix); at > 0 && strings.EqualFold(algorithm[at:], sessionSuffix) {
		return algorithm[:at], true
	}
	return algorithm, false
}

// canDigest reports whether there is an answer. The library lacks the session algorithms. They need qop: without it
// no answer may name the client's nonce, which their hash depends on.
func canDigest(c *digest.Challenge) bool {
	plain := *c
	var session bool
	plain.Algorithm, session = cutSession(c.Algorithm)
	return digest.CanDigest(&plain) && (c.SupportsQOP("auth") || len(c.QOP) == 0 && !session)
}

func isMD5(c *digest.Challenge) bool {
	plain, _ := cutSession(c.Algorithm)
	return plain == "" || strings.EqualFold(plain, "MD5")
}

func (n *digestMethod) header(v bits.AuthTarget, a Account) (string, error) {
	if n.cnonce == "" {
		n.cnonce = rand.Text()
	}
	n.nonce.sign()
	return digestAnswer(n.challenge, n.asked, digest.Options{
		Method: v.Method, URI: v.URI, Count: n.nonce.count, Cnonce: n.cnonce, Username: a.User, Password: a.Password,
	})
}

// digestAnswer answers a challenge. asked is the nonce that the session began with.
func digestAnswer(c *digest.Challenge, asked string, o digest.Options) (string, error) {
	plain := *c
	var session bool
	plain.Algorithm, session = cutSession(c.Algorithm)
	if session {
		of := plain
		of.Nonce = asked
		o.A1 = sessionHash(of, o)
	}
	answer, err := digest.Digest(&plain, o)
	if err != nil {
		return "", err
	}
	answer.Algorithm = c.Algorithm
	return answer.String(), nil
}

var digestHashes = map[string]func() hash.Hash{
	"MD5": md5.New, "SHA-256": sha256.New, "SHA-512": sha512.New, "SHA-512-256": sha512.New512_256,
}

// sessionHash is H(A1) of the session algorithms (RFC 7616, 3.4.2). Some servers make it once for each nonce, with the
// client's nonce of the first request, others for each request. So all requests use the same client nonce.
func sessionHash(c digest.Challenge, o digest.Options) string {
	join := func(parts ...string) string {
		h := digestHashes[strings.ToUpper(c.Algorithm)]()
		_, _ = io.WriteString(h, strings.Join(parts, ":"))
		return hex.EncodeToString(h.Sum(nil))
	}
	return join(join(o.Username, c.Realm, o.Password), c.Nonce, o.Cnonce)
}

func (n *digestMethod) read(_ bits.AuthTarget, offers []challenge) challengeResult {
	next := bestDigest(offers)
	n.tries++
	switch {
	case next == nil:
		return unusable
	case n.tries >= maxNonces && !next.Stale:
		return refusedAccount
	case n.tries > 2*maxNonces: // "stale" means that the password was right
		return alwaysStale
	}
	n.challenge, n.asked, n.cnonce = next, next.Nonce, ""
	n.nonce.next(next.Stale)
	return canAnswer
}

func (n *digestMethod) admitted(v bits.AuthTarget) {
	n.tries = 0
	n.nonce.accept()
	if next := nextNonce(v.Info); next != "" {
		c := *n.challenge
		c.Nonce = next
		n.challenge = &c
		n.nonce.next(true)
	}
}

func (n *digestMethod) doubtful(v bits.AuthTarget) bool { return n.nonce.doubtful(v.Conn) }

// covers implements spaced. A proxy protects all that goes through it.
func (n *digestMethod) covers(v bits.AuthTarget) bool {
	return v.Proxy || len(n.challenge.Domain) == 0 || inDigestDomain(n.challenge.Domain, v)
}

func (*digestMethod) scheme() string   { return schemeDigest }
func (*digestMethod) bound() bool      { return false }
func (*digestMethod) everywhere() bool { return true }
