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

// ErrNoAccount is the error of Accounts for a place that nobody has named an account for.
var ErrNoAccount = auth.ErrNone

// Ask is what a fault knows about a sign-in. It never holds a password.
type Ask struct {
	Place   string `json:"place"`             // who asks, or let somebody in who may not do this; see Place
	Proxy   bool   `json:"proxy,omitempty"`   // a proxy on the way asks, not the server
	Schemes string `json:"schemes,omitempty"` // the ways that were offered: "Negotiate, NTLM"
	User    string `json:"user,omitempty"`    // who was signed in or was not accepted; "" = nobody
}

// SignInPlace names the server that an address leads to, as a place to sign in at: its scheme, host and
// port. Its errors are *AddressError.
func SignInPlace(address string) (string, error) {
	u, err := CheckURL(address)
	if err != nil {
		return "", err
	}
	return bits.Place(u), nil
}

// Guards makes guards for lines of others in this process, who wait with those of the engine for their
// turn to sign in. It is nil without Options.Accounts.
func (e *Engine) Guards() func() bits.Guard { return e.options.Transport.Guard }

// Guarded makes the lines of o sign in with accounts, one at a time at each place; nil leaves o as it is.
func Guarded(o bits.Options, accounts Accounts) bits.Options {
	if accounts != nil {
		o.Guard = auth.Guards(accounts)
	}
	return o
}

func askOf(e *bits.Error) Ask {
	s := e.SignIn
	if s == nil {
		return Ask{}
	}
	return Ask{Place: s.Place, Proxy: s.Proxy, Schemes: s.Schemes, User: s.User}
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

// SignIn tells the causes that a sign-in may cure.
func (k Kind) SignIn() bool {
	switch k { //nolint:exhaustive // the short list is the point
	case KindSignIn, KindProxySignIn, KindWrongSignIn, KindClearSignIn, KindNoSignIn:
		return true
	}
	return false
}

// signedIn lets every job go on that waits for a sign-in at a place, or for another account, uploads and
// cancels. What is paused stays so.
func (t *transaction) signedIn(place string) {
	t.loop.signIns++
	t.loop.signedIn[place] = t.loop.signIns
	for id, other := range t.all { // a refusal may have come just before, and not be committed yet
		if other.waitsToSignIn() && other.Fault.Ask.Place == place {
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
	if w != nil && j.waitsToSignIn() && t.loop.signedIn[j.Fault.Ask.Place] > w.signIns {
		t.runJob(j)
	}
}

// waitsToSignIn tells whether a sign-in at the place that its fault names may let the job go on.
func (j *Job) waitsToSignIn() bool {
	return j.Fault != nil && j.Want != Hold && (j.Fault.Kind.SignIn() || j.Fault.Kind == KindDenied)
}
