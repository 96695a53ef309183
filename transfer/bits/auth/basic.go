package auth

import (
	"context"
	"encoding/base64"
	"strings"

	"sendoff/transfer/bits"
)

const schemeBasic = "Basic"

// basic is RFC 7617. User and password are sent as UTF-8, which servers that accept more than ASCII expect.
type basic struct {
	sent bool // the current request carries the credentials
}

// newBasic refuses to send the password readable, unless the account allows it.
func newBasic(_ context.Context, p candidate) (method, challengeResult) {
	switch {
	case find(p.offers, schemeBasic) == nil:
		return nil, unusable
	case !p.account.Clear && !strings.HasPrefix(p.target.Origin, "https://"):
		return nil, clearText
	}
	return &basic{}, canAnswer
}

func (b *basic) header(_ bits.AuthTarget, a Account) (string, error) {
	b.sent = true
	return schemeBasic + " " + base64.StdEncoding.EncodeToString([]byte(a.User+":"+a.Password)), nil
}

func (b *basic) read(bits.AuthTarget, []challenge) challengeResult {
	if b.sent {
		return refusedAccount
	}
	return canAnswer
}

// admitted: opening a tunnel through a proxy sends the credentials. If the tunnel is reopened within a request they
// are not sent, and the challenge to that does not refuse the account.
func (b *basic) admitted(bits.AuthTarget) { b.sent = false }
func (*basic) scheme() string             { return schemeBasic }
func (*basic) bound() bool                { return false }
func (*basic) everywhere() bool           { return false }
