package auth

import (
	"context"
	"encoding/base64"
	"strings"

	"sendoff/transfer/bits"
)

const schemeBasic = "Basic"

// basic is RFC 7617. Names and passwords go as UTF-8, which is what servers that know more than ASCII
// expect.
type basic struct {
	sent bool // the request under way says who asks
}

// newBasic sends a password readable only where the connection is encrypted or the user allowed it.
func newBasic(_ context.Context, p applicant) (method, challengeResult) {
	switch {
	case find(p.offers, schemeBasic) == nil:
		return nil, other
	case !p.account.Clear && !strings.HasPrefix(p.target.Origin, "https://"):
		return nil, readable
	}
	return &basic{}, canAnswer
}

func (b *basic) header(_ bits.AuthTarget, a Account) (string, error) {
	b.sent = true
	return schemeBasic + " " + base64.StdEncoding.EncodeToString([]byte(a.User+":"+a.Password)), nil
}

func (b *basic) read(bits.AuthTarget, []challenge) challengeResult {
	if b.sent {
		return wrong
	}
	return canAnswer
}

// admitted: a tunnel through a proxy says who asks when it is opened. When it has to be opened again in
// the midst of a request, it does not say so, and the challenge to that is no refusal of the account.
func (b *basic) admitted(bits.AuthTarget) { b.sent = false }
func (*basic) scheme() string             { return schemeBasic }
func (*basic) bound() bool                { return false }
