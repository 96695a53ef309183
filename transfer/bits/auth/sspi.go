package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"strings"

	"sendoff/transfer/bits"
)

// security is the system's own sign-in of who is logged on (SSPI of Windows). It decides between Kerberos and NTLM, and
// has no password to show.
type security interface {
	// begin starts a conversation by a package, such as Negotiate, with a service, such as HTTP/files.
	begin(scheme, service string) (conversation, error)
}

// conversation is one sign-in. Its methods are called one at a time, and none after end.
type conversation interface {
	// next returns the token to send, for the one that the server sent; nil begins. binding is that of AuthTarget.
	next(token []byte, binding string) ([]byte, error)
	end()
}

// system is nil where there is none.
var system security

// sspi signs a connection in with as many messages as the system wants: one for Kerberos, three for NTLM.
type sspi struct {
	name     string // of the scheme
	service  string
	system   security
	talk     conversation // nil: none is under way
	step     ntlmStep
	message  []byte // the next one, not sent yet
	conn     uint64 // the connection that message is for, or that is signed in
	restarts int    // since the last complete sign-in
	each     bool   // the server wants every request to be signed in, not the connection
	spoiled  bool   // a handshake failed on the open connection
}

// newSSPI is for who is logged on to this computer. See newSignedIn for who gets to know that.
func newSSPI(_ context.Context, p candidate) (method, challengeResult) {
	host := hostOf(p.target.Origin)
	if system == nil || !p.account.Self && !ownServer(host, os.Getenv("USERDNSDOMAIN")) {
		return nil, unusable
	}
	for _, name := range []string{schemeNegotiate, schemeNTLM} {
		if find(p.offers, name) == nil {
			continue
		}
		n := &sspi{name: name, service: "HTTP/" + host, system: system}
		if n.begin(p.target.Binding) == nil {
			p.names(os.Getenv("USERNAME"), os.Getenv("USERDOMAIN"))
			return n, canAnswer
		}
	}
	return nil, unusable
}

// begin makes the first message of a new conversation.
func (n *sspi) begin(binding string) error {
	n.stop()
	talk, err := n.system.begin(n.name, n.service)
	if err != nil {
		return err
	}
	n.talk, n.step = talk, ntlmNothing
	return n.next(nil, binding)
}

func (n *sspi) next(token []byte, binding string) (err error) {
	if n.message, err = n.talk.next(token, binding); err == nil && len(n.message) == 0 {
		err = errors.New("the system has no more to say")
	}
	if err != nil {
		n.stop()
	}
	return err
}

func (n *sspi) header(v bits.AuthTarget, _ Account) (string, error) {
	here := v.Conn != 0 && v.Conn == n.conn
	switch {
	case here && n.step == ntlmInside && !n.each:
		return "", nil
	case n.step == ntlmGreeted && here && n.message != nil:
		n.step = ntlmAnswered
		return n.say(), nil
	}
	if n.spoiled {
		n.spoiled = false
		return "", bits.ErrLeave
	}
	if n.step != ntlmNothing || n.message == nil {
		if err := n.begin(v.Binding); err != nil {
			return "", errors.New("the system does not sign in")
		}
	}
	n.step = ntlmGreeted
	return n.say(), nil
}

// say is the header with the next message.
func (n *sspi) say() string {
	said := n.name + " " + base64.StdEncoding.EncodeToString(n.message)
	n.message = nil
	return said
}

func (n *sspi) read(v bits.AuthTarget, offers []challenge) challengeResult {
	offer := find(offers, n.name)
	if offer == nil {
		return unusable
	}
	token, err := base64.StdEncoding.DecodeString(strings.TrimSpace(offer.params))
	greeted, lasted := n.step == ntlmGreeted, v.Conn != 0
	switch {
	case n.step == ntlmInside && !n.each && v.Opened == n.conn:
		n.step, n.each = ntlmNothing, true
		return canAnswer
	case err != nil, greeted && len(token) == 0, n.step == ntlmAnswered && v.Opened == n.conn && len(token) == 0:
		n.stop()
		return unusable
	case (greeted || n.step == ntlmAnswered && v.Conn == n.conn) && len(token) > 0 && lasted:
		if n.next(token, v.Binding) != nil {
			return unusable
		}
		n.step, n.conn = ntlmGreeted, v.Conn
		return canAnswer
	}
	n.stop()
	n.step, n.spoiled = ntlmNothing, lasted
	if n.restarts++; n.restarts > maxRestarts {
		return connLost
	}
	return canAnswer
}

// stop ends the conversation.
func (n *sspi) stop() {
	if n.talk != nil {
		n.talk.end()
		n.talk, n.message = nil, nil
	}
}

func (n *sspi) admitted(v bits.AuthTarget) {
	if n.step == ntlmGreeted || n.step == ntlmAnswered {
		n.stop()
		n.step, n.conn, n.restarts = ntlmInside, v.Conn, 0
	}
}

func (n *sspi) scheme() string { return n.name }
func (n *sspi) bound() bool    { return !n.each }
func (*sspi) everywhere() bool { return true }
