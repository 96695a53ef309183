package auth

import (
	"context"
	"encoding/base64"

	"github.com/Azure/go-ntlmssp"

	"sendoff/transfer/bits"
)

const (
	schemeNTLM      = "NTLM"
	schemeNegotiate = "Negotiate"
)

// ntlm signs a connection in with three messages: hello, the server's challenge, a response that proves the password
// ([MS-NLMP], in HTTP by [MS-NTHT]). If a server offers only Negotiate, they are sent under that name.
type ntlm struct {
	name            string
	step            ntlmStep
	challenge       []byte
	conn            uint64 // the connection that the challenge came on
	restarts        int    // handshakes restarted since the last complete one
	handshakeFailed bool   // a handshake failed on the open connection
}

type ntlmStep int8

const (
	ntlmNothing  ntlmStep = iota
	ntlmGreeted           // the hello was sent
	ntlmAnswered          // the answer was sent
	ntlmInside            // the connection is signed in
)

// maxRestarts is how many handshakes may fail because the connection did not last.
const maxRestarts = 3

func newNTLM(_ context.Context, p candidate) (method, challengeResult) {
	for _, name := range []string{schemeNTLM, schemeNegotiate} {
		if find(p.offers, name) != nil {
			return &ntlm{name: name}, canAnswer
		}
	}
	return nil, unusable
}

func (n *ntlm) header(v bits.AuthTarget, a Account) (string, error) {
	here := v.Conn != 0 && v.Conn == n.conn
	switch {
	case here && n.step == ntlmInside:
		return "", nil
	case here && n.challenge != nil:
		message, err := ntlmssp.NewAuthenticateMessage(n.challenge, a.User, a.Password, nil)
		n.challenge = nil
		if err != nil {
			return "", err
		}
		n.step = ntlmAnswered
		return n.token(message), nil
	}
	if n.handshakeFailed {
		n.handshakeFailed = false
		return "", bits.ErrLeave
	}
	message, err := ntlmssp.NewNegotiateMessage("", "")
	if err != nil {
		return "", err
	}
	n.step, n.challenge = ntlmGreeted, nil
	return n.token(message), nil
}

func (n *ntlm) token(message []byte) string {
	return n.name + " " + base64.StdEncoding.EncodeToString(message)
}

func (n *ntlm) read(v bits.AuthTarget, offers []challenge) challengeResult {
	offer := find(offers, n.name)
	if offer == nil {
		return unusable
	}
	token, err := base64.StdEncoding.DecodeString(offer.params)
	switch {
	case n.step == ntlmAnswered && v.Opened == n.conn:
		return refusedAccount
	case n.step == ntlmGreeted && len(token) > 0 && err == nil && v.Conn != 0:
		n.challenge, n.conn = token, v.Conn
		return canAnswer
	case n.step == ntlmGreeted && len(token) == 0 && n.name == schemeNegotiate:
		return unusable // it accepts only Kerberos
	}
	n.step, n.challenge, n.handshakeFailed = ntlmNothing, nil, v.Conn != 0
	if n.restarts++; n.restarts > maxRestarts {
		return connLost
	}
	return canAnswer
}

func (n *ntlm) admitted(bits.AuthTarget) {
	if n.step == ntlmAnswered {
		n.step, n.restarts = ntlmInside, 0
	}
}

func (n *ntlm) scheme() string { return schemeNTLM }
func (*ntlm) bound() bool      { return true }
func (*ntlm) everywhere() bool { return true }
