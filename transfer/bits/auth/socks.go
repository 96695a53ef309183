package auth

import (
	"context"
	"net/url"

	"sendoff/transfer/bits"
)

// socks is the sign-in at a SOCKS proxy (RFC 1929), which sends the password readable.
type socks struct {
	sent bool // the current request carries the account
}

func newSOCKS(_ context.Context, p candidate) (method, challengeResult) {
	switch {
	case find(p.offers, bits.SchemeSOCKS) == nil:
		return nil, unusable
	case !p.account.Clear:
		return nil, clearText
	}
	return &socks{}, canAnswer
}

func (s *socks) header(_ bits.AuthTarget, a Account) (string, error) {
	s.sent = true
	return url.UserPassword(a.User, a.Password).String(), nil
}

func (s *socks) read(_ bits.AuthTarget, offers []challenge) challengeResult {
	switch {
	case find(offers, bits.SchemeSOCKS) == nil:
		return unusable
	case s.sent:
		return refusedAccount
	}
	return canAnswer
}

func (s *socks) admitted(bits.AuthTarget) { s.sent = false }
func (*socks) scheme() string             { return bits.SchemeSOCKS }
func (*socks) bound() bool                { return false }
func (*socks) everywhere() bool           { return true }
