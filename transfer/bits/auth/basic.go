package auth

import (
	"encoding/base64"

	"sendoff/transfer/bits"
)

const schemeBasic = "Basic"

// basic is RFC 7617. Names and passwords go as UTF-8, which is what servers that know more than ASCII
// expect.
type basic struct{ sent bool }

func newBasic(_ bits.Visit, offers []challenge) method {
	if find(offers, schemeBasic) == nil {
		return nil
	}
	return &basic{}
}

func (b *basic) header(_ bits.Visit, a Account) (string, error) {
	b.sent = true
	return schemeBasic + " " + base64.StdEncoding.EncodeToString([]byte(a.User+":"+a.Password)), nil
}

func (b *basic) read(bits.Visit, []challenge) verdict {
	if b.sent {
		return wrong
	}
	return again
}

func (*basic) admitted(bits.Visit) {}
func (*basic) scheme() string      { return schemeBasic }
func (*basic) bound() bool         { return false }
