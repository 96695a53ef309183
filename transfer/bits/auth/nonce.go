package auth

import (
	"net/url"
	"strings"
	"time"

	"sendoff/transfer/bits"
)

// nonce is the server's nonce in use, and how long the ones of this server have been good so far. A server does not say
// when a nonce ends. A fragment that is refused because of it crosses twice.
type nonce struct {
	born   time.Time
	count  int       // requests that were signed with it
	follow bool      // it follows one that was in use: the password is right
	signed time.Time // when the request under way was signed; zero = it was not
	proved time.Time // when the last accepted request was signed

	lasted time.Duration // the age up to which nonces were accepted
	uses   int           // how often they were
	ended  bool          // one has ended
}

// justProved is the time for which a nonce that was accepted counts as good while none has ended. What is sent in that
// time costs no more to send again than to ask first.
const justProved = 100 * time.Millisecond

// doubtful reports whether the nonce may be at its end, given the connection that is open, 0 for none: a server that
// was started anew has forgotten it.
func (n *nonce) doubtful(conn uint64) bool {
	now := time.Now()
	age := now.Sub(n.born)
	switch {
	case n.count == 0:
		return !n.follow || age > justProved
	case conn == 0:
		return true
	case n.ended:
		return age > n.lasted || n.count >= n.uses
	}
	return now.Sub(n.proved) > justProved
}

func (n *nonce) sign() {
	n.count++
	n.signed = time.Now()
}

func (n *nonce) accept() {
	if n.signed.IsZero() {
		return
	}
	n.lasted, n.uses = max(n.lasted, n.signed.Sub(n.born)), max(n.uses, n.count)
	n.proved, n.signed = n.signed, time.Time{}
}

// next takes another nonce. If the old one was refused, those of this server last no longer than it did.
func (n *nonce) next(follow bool) {
	if !n.signed.IsZero() && n.count > 1 {
		n.ended, n.lasted, n.uses = true, n.proved.Sub(n.born), n.count-1
	}
	n.born, n.count, n.follow, n.signed = time.Now(), 0, follow, time.Time{}
}

// nextNonce reads the nonce that an Authentication-Info names for the next request, "" for none (RFC 7616, 3.5).
func nextNonce(info string) string {
	for part := range splitQuoted(info) {
		name, value, ok := strings.Cut(part, "=")
		if ok && strings.EqualFold(strings.TrimSpace(name), "nextnonce") {
			return unquoted(strings.TrimSpace(value))
		}
	}
	return ""
}

// inDigestDomain reports whether a request is for a protection space, given the addresses of the challenge's "domain": all
// that begin with one of them (RFC 7616, 3.3). Other servers that it names have to ask for themselves.
func inDigestDomain(domain []string, v bits.AuthTarget) bool {
	base, err := url.Parse(v.Origin + "/")
	if err != nil {
		return false
	}
	for _, text := range domain {
		u, err := base.Parse(text)
		if err == nil && bits.Origin(u) == v.Origin && strings.HasPrefix(v.URI, u.RequestURI()) {
			return true
		}
	}
	return false
}
