package auth

import (
	"context"
	"slices"
	"strings"

	"github.com/icholy/digest"

	"sendoff/transfer/bits"
)

const schemeDigest = "Digest"

// digestMethod is RFC 7616 without auth-int, which would need a fragment to be read twice.
type digestMethod struct {
	challenge *digest.Challenge
	count     int
	tries     int // challenges answered since the last accepted request
}

// maxNonces is how many challenges in a row are answered. A nonce may expire before the request arrives, and servers
// with own nonces do not always say "stale". Two in a row mean a wrong password.
const maxNonces = 2

func newDigest(_ context.Context, p candidate) (method, challengeResult) {
	if c := bestDigest(p.offers); c != nil {
		return &digestMethod{challenge: c, tries: 1}, canAnswer
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

func (n *digestMethod) header(v bits.AuthTarget, a Account) (string, error) {
	n.count++
	c, err := digest.Digest(n.challenge, digest.Options{
		Method: v.Method, URI: v.URI, Count: n.count, Username: a.User, Password: a.Password,
	})
	if err != nil {
		return "", err
	}
	return c.String(), nil
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
	n.challenge, n.count = next, 0
	return canAnswer
}

func (n *digestMethod) admitted(bits.AuthTarget) { n.tries = 0 }
func (*digestMethod) scheme() string             { return schemeDigest }
func (*digestMethod) bound() bool                { return false }
