package transfer

import (
	"net/http"

	"sendoff/transfer/bits"
	"sendoff/transfer/bits/auth"
)

// Account is who to sign in as.
type Account = auth.Account

// Accounts knows who to sign in as at a server or a proxy.
type Accounts = auth.Accounts

// ErrNoAccount is the error of Accounts for an origin that nobody has named an account for.
var ErrNoAccount = auth.ErrNone

// Ask is what a fault knows about a sign-in. It never holds a password.
type Ask struct {
	Origin  string `json:"place"`             // who asks, or let somebody in who may not do this; see bits.Origin
	Proxy   bool   `json:"proxy,omitempty"`   // a proxy on the way asks, not the server
	Schemes string `json:"schemes,omitempty"` // the ways that were offered: "Negotiate, NTLM"
	User    string `json:"user,omitempty"`    // who was signed in or was not accepted; "" = nobody
}

// SignInOrigin names the server that an address leads to, as an origin to sign in at: its scheme, host and
// port. Its errors are *AddressError.
func SignInOrigin(address string) (string, error) {
	u, err := CheckURL(address)
	if err != nil {
		return "", err
	}
	return bits.Origin(u), nil
}

// Authenticators makes them for connections of others in this process. They wait with those of the engine for their
// turn to sign in. It is nil without Options.Accounts.
func (e *Engine) Authenticators() func() bits.Authenticator { return e.options.Transport.Authenticator }

// WithAuthenticators makes the connections of o sign in with accounts, one at a time at each origin; nil leaves o as it is.
func WithAuthenticators(o bits.Options, accounts Accounts) bits.Options {
	if accounts != nil {
		o.Authenticator = auth.Authenticators(accounts)
	}
	return o
}

func askOf(e *bits.Error) Ask {
	s := e.SignIn
	if s == nil {
		return Ask{}
	}
	return Ask{Origin: s.Origin, Proxy: s.Proxy, Schemes: s.Schemes, User: s.User}
}

// kindOfSignIn is the kind of a 401 or a 407.
func kindOfSignIn(e *bits.Error) Kind {
	if e.SignIn != nil {
		switch e.SignIn.Why {
		case bits.WrongAccount:
			return KindWrongSignIn
		case bits.ClearText:
			return KindClearSignIn
		case bits.NoScheme, bits.Unkept:
			return KindNoSignIn
		case bits.Late:
			return KindLateSignIn
		case bits.NoAccount:
		}
	}
	if e.Status == http.StatusProxyAuthRequired {
		return KindProxySignIn
	}
	return KindSignIn
}

// SignIn reports whether a sign-in may cure a cause.
func (k Kind) SignIn() bool {
	switch k { //nolint:exhaustive // the short list is the point
	case KindSignIn, KindProxySignIn, KindWrongSignIn, KindClearSignIn, KindNoSignIn:
		return true
	}
	return false
}

// signedIn lets every job go on that waits for a sign-in at an origin, or for another account, uploads and
// cancels. What is paused stays so.
func (t *transaction) signedIn(origin string) {
	t.loop.signIns++
	t.loop.signedIn[origin] = t.loop.signIns
	for id, other := range t.all { // a refusal may have come just before, and not be committed yet
		if other.waitsToSignIn() && other.Fault.Ask.Origin == origin {
			if j := t.edit(id); j != nil {
				t.runJob(j)
				t.durable[id] = true
			}
		}
	}
}

// signedInSince lets a job go on whose try was refused for want of an account, or with an older one,
// although somebody has signed in while it was under way.
func (t *transaction) signedInSince(j *Job) {
	w := t.loop.working[j.ID]
	if w != nil && j.waitsToSignIn() && t.loop.signedIn[j.Fault.Ask.Origin] > w.signIns {
		t.runJob(j)
	}
}

// waitsToSignIn reports whether a sign-in at the origin that its fault names may let the job go on.
func (j *Job) waitsToSignIn() bool {
	return j.Fault != nil && j.Want != Hold && (j.Fault.Kind.SignIn() || j.Fault.Kind == KindDenied)
}
