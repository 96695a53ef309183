package transfer

import (
	"net/http"

	"sendoff/transfer/bits"
	"sendoff/transfer/bits/auth"
)

// Account is a user and a password.
type Account = auth.Account

// Accounts has the user's accounts for servers and proxies.
type Accounts = auth.Accounts

// ErrNoAccount is what Accounts returns for an origin without an account.
var ErrNoAccount = auth.ErrNone

// Ask is what a fault knows about a sign-in. It never holds a password.
type Ask struct {
	Origin  string      `json:"place"`             // who asked, or refused a signed-in user; see bits.Origin
	Proxy   bool        `json:"proxy,omitempty"`   // a proxy asked, not the server
	Schemes string      `json:"schemes,omitempty"` // the offered ones: "Negotiate, NTLM"
	User    string      `json:"user,omitempty"`    // the account that was signed in or refused; "" = none
	Cause   SignInCause `json:"cause,omitempty"`   // what the user's domain says about it
}

// SignInCause is what the user's domain (Kerberos) says about a sign-in that failed.
type SignInCause = bits.SignInCause

// SignInOrigin returns the origin of an address: scheme, host and port of its server. Its errors are *AddressError.
func SignInOrigin(address string) (string, error) {
	u, err := CheckURL(address)
	if err != nil {
		return "", err
	}
	return bits.Origin(u), nil
}

// Authenticators returns a constructor for connections outside the engine. They share the engine's turns to sign in.
// It is nil without Options.Accounts.
func (e *Engine) Authenticators() func() bits.Authenticator { return e.options.Transport.Authenticator }

// WithAuthenticators makes connections of o sign in with accounts, one at a time at each origin; nil changes nothing.
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
	return Ask{Origin: s.Origin, Proxy: s.Proxy, Schemes: s.Schemes, User: s.User, Cause: s.Cause}
}

// kindOfSignIn classifies a 401 or 407.
func kindOfSignIn(e *bits.Error) Kind {
	if e.SignIn != nil {
		switch e.SignIn.Why {
		case bits.WrongAccount:
			return KindWrongSignIn
		case bits.ClearText:
			return KindClearSignIn
		case bits.NoScheme, bits.Unkept:
			if e.SignIn.Cause == bits.NoDomainServer {
				return KindLateSignIn // it is tried again by itself
			}
			return KindNoSignIn
		case bits.Late:
			return KindLateSignIn
		case bits.NoAccount:
		}
	}
	switch {
	case e.Status != http.StatusProxyAuthRequired:
		return KindSignIn
	case e.SignIn == nil:
		return KindStrayProxy
	}
	return KindProxySignIn
}

// SignIn reports whether a sign-in may resolve a cause.
func (k Kind) SignIn() bool {
	switch k { //nolint:exhaustive // the short list is the point
	case KindSignIn, KindProxySignIn, KindWrongSignIn, KindClearSignIn, KindNoSignIn:
		return true
	}
	return false
}

// signedIn lets all jobs go on that wait for an account at an origin, uploads and cancels. Paused jobs stay paused.
func (t *transaction) signedIn(origin string) {
	t.loop.signIns++
	t.loop.signedIn[origin] = t.loop.signIns
	for id, other := range t.withFault { // a refusal may just have come and not be committed yet
		if other.waitsToSignIn() && other.Fault.Ask.Origin == origin {
			if j := t.edit(id); j != nil {
				t.runJob(j)
				t.durable[id] = true
			}
		}
	}
}

// signedInSince lets a job go on if the user signed in while the refused try was under way.
func (t *transaction) signedInSince(j *Job) {
	w := t.loop.working[j.ID]
	if w != nil && j.waitsToSignIn() && t.loop.signedIn[j.Fault.Ask.Origin] > w.signIns {
		t.runJob(j)
	}
}

// waitsToSignIn reports whether a sign-in at the origin of its fault may let the job go on.
func (j *Job) waitsToSignIn() bool {
	return j.Fault != nil && j.Want != Hold && (j.Fault.Kind.SignIn() || j.Fault.Kind == KindDenied)
}
