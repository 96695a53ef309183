package auth

import (
	"context"
	"slices"
	"strings"

	"github.com/icholy/digest"

	"sendoff/transfer/bits"
)

const schemeDigest = "Digest"

// nonce is RFC 7616 without auth-int, which would need a fragment to be read twice.
type nonce struct {
	challenge *digest.Challenge
	count     int
	tries     int // challenges answered since the last accepted request
}

// maxNonces is how many challenges in a row are answered. A nonce may expire before the request arrives, and servers
// with own nonces do not always say "stale". Two in a row mean a wrong password.
const maxNonces = 2

func newDigest(_ context.Context, p applicant) (method, challengeResult) {
	if c := bestDigest(p.offers); c != nil {
		return &nonce{challenge: c, tries: 1}, canAnswer
	}
	return nil, other
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
		if !digest.CanDigest(c) || len(c.QOP) > 0 && !c.SupportsQOP("auth") {
			continue
		}
		if best == nil || isMD5(best) && !isMD5(c) {
			best = c
		}
	}
	return best
}

func isMD5(c *digest.Challenge) bool {
	return slices.Contains([]string{"", "MD5", "md5"}, c.Algorithm)
}

func (n *nonce) header(v bits.AuthTarget, a Account) (string, error) {
	n.count++
	c, err := digest.Digest(n.challenge, digest.Options{
		Method: v.Method, URI: v.URI, Count: n.count, Username: a.User, Password: a.Password,
	})
	if err != nil {
		return "", err
	}
	return c.String(), nil
}

func (n *nonce) read(_ bits.AuthTarget, offers []challenge) challengeResult {
	next := bestDigest(offers)
	n.tries++
	switch {
	case next == nil:
		return other
	case n.tries >= maxNonces && !next.Stale:
		return wrong
	case n.tries > 2*maxNonces: // "stale" means that the password was right
		return late
	}
	n.challenge, n.count = next, 0
	return canAnswer
}

func (n *nonce) admitted(bits.AuthTarget) { n.tries = 0 }
func (*nonce) scheme() string             { return schemeDigest }
func (*nonce) bound() bool                { return false }
