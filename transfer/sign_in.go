package transfer

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/bits/auth"
)

// Account is a user and a password.
type Account = auth.Account

// Accounts has the user's accounts for servers and proxies.
type Accounts = auth.Accounts

// Keys are those of a keytab.
type Keys = auth.Keys

// Space is a part of a server, or a proxy, with one set of accounts.
type Space = auth.Space

type jobKey struct{}

// ForJob returns a context for what is done for a job. Accounts get it.
func ForJob(ctx context.Context, id uuid.UUID) context.Context {
	return context.WithValue(ctx, jobKey{}, id)
}

// JobOf returns the job that an account is asked for, given the context of Accounts; ok is false for none.
func JobOf(ctx context.Context) (id uuid.UUID, ok bool) {
	id, ok = ctx.Value(jobKey{}).(uuid.UUID)
	return id, ok
}

// What Accounts returns for a space: without an account, and with one that was refused there.
var (
	ErrNoAccount      = auth.ErrNone
	ErrRefusedAccount = auth.ErrRefused
)

// Ask is what a fault knows about a sign-in. It never holds a password.
type Ask struct {
	Origin  string      `json:"place"`             // who asked, or refused a signed-in user; see bits.Origin
	Folder  string      `json:"folder,omitempty"`  // the folder of the server that asked, see bits.Folder; "" of a fault before there was Folder
	Proxy   bool        `json:"proxy,omitempty"`   // a proxy asked, not the server
	Schemes string      `json:"schemes,omitempty"` // the offered ones: "Negotiate, NTLM"
	User    string      `json:"user,omitempty"`    // the account that was signed in or refused; "" = none
	Cause   SignInCause `json:"cause,omitempty"`   // what the user's domain says about it
}

// SignInCause is what the user's domain (Kerberos) says about a sign-in that failed.
type SignInCause = bits.SignInCause

// OnlyReadable reports whether whoever asks takes a password only as readable text over an unencrypted connection.
func (a Ask) OnlyReadable() bool {
	return a.Schemes == bits.SchemeSOCKS || strings.EqualFold(a.Schemes, "Basic") && !strings.HasPrefix(a.Origin, "https:")
}

// Place is where a sign-in helps: the origin of a proxy, the folder of a server that asked. See SignInPlace.
func (a Ask) Place() string {
	if a.Proxy || a.Folder == "/" {
		return a.Origin
	}
	return a.Origin + a.Folder
}

// within reports whether a sign-in at a place may satisfy an ask.
func (a Ask) within(place string) bool {
	return place == a.Origin || !a.Proxy && Within(a.Origin+a.Folder, place)
}

// Within reports whether a place lies in another, or is it; see SignInPlace.
func Within(inner, outer string) bool { return strings.HasPrefix(slashed(inner), slashed(outer)) }

// slashed is a place with a slash at its end.
func slashed(place string) string { return strings.TrimSuffix(place, "/") + "/" }

// SignInPlace returns the place of an address: its folder, or the whole server if that is its root; of a SOCKS proxy its
// origin. Its errors are *AddressError.
func SignInPlace(address string) (string, error) {
	u, err := ProxyURL(address)
	if err != nil {
		return "", err
	}
	if IsSOCKS(address) {
		return bits.Origin(u), nil
	}
	return Ask{Origin: bits.Origin(u), Folder: bits.Folder(u)}.Place(), nil
}

// IsSOCKS reports whether an address is that of a SOCKS proxy.
func IsSOCKS(address string) bool {
	scheme, _, ok := strings.Cut(strings.TrimSpace(address), "://")
	return ok && strings.HasPrefix(strings.ToLower(scheme), "socks")
}

// ProxyURL is CheckURL for the address of a proxy, which may be a SOCKS proxy's. Of that only host and port count.
func ProxyURL(address string) (*url.URL, error) {
	if !IsSOCKS(address) {
		return CheckURL(address)
	}
	_, rest, _ := strings.Cut(address, "://")
	u, err := CheckURL("https://" + rest) // whose host is written in the same way
	if err != nil {
		return nil, err
	}
	given, err := url.Parse("socks5://" + rest)
	if err != nil {
		return nil, err
	}
	return &url.URL{Scheme: "socks5", Host: net.JoinHostPort(u.Hostname(), cmp.Or(given.Port(), "1080"))}, nil
}

// SignInOrigin returns the origin of an address: scheme, host and port of its server or proxy. Its errors are
// *AddressError.
func SignInOrigin(address string) (string, error) {
	u, err := ProxyURL(address)
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
	ask := Ask{Origin: s.Origin, Folder: s.Folder, Proxy: s.Proxy, Schemes: s.Schemes, User: s.User, Cause: s.Cause}
	if s.Proxy {
		ask.Folder = ""
	}
	return ask
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
			if !signsInWith(e.SignIn.Schemes) {
				return KindNoSignIn // no account would help
			}
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

// signsInWith reports whether one of the offered schemes is known here.
func signsInWith(schemes string) bool {
	for scheme := range strings.SplitSeq(schemes, ",") {
		switch strings.ToLower(strings.TrimSpace(scheme)) {
		case "basic", "digest", "ntlm", "negotiate", "socks5":
			return true
		}
	}
	return false
}

// SignIn reports whether a sign-in may resolve a cause.
func (k Kind) SignIn() bool {
	switch k { //nolint:exhaustive // the short list is the point
	case KindSignIn, KindProxySignIn, KindWrongSignIn, KindClearSignIn, KindNoSignIn:
		return true
	}
	return false
}

// signedIn lets all jobs go on that wait for an account at a place, uploads and cancels. Paused jobs stay paused.
func (t *transaction) signedIn(place string) {
	t.loop.signIns++
	t.loop.signedIn[place] = t.loop.signIns
	for id, other := range t.withFault { // a refusal may just have come and not be committed yet
		if other.waitsToSignIn() && other.Fault.Ask.within(place) {
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
	if w != nil && j.waitsToSignIn() && t.loop.lastSignIn(j.Fault.Ask) > w.signIns {
		t.runJob(j)
	}
}

// lastSignIn is the number of the last sign-in that may satisfy an ask.
func (l *loop) lastSignIn(a Ask) int {
	last := 0
	for place, n := range l.signedIn {
		if a.within(place) {
			last = max(last, n)
		}
	}
	return last
}

// waitsToSignIn reports whether a sign-in at the origin of its fault may let the job go on.
func (j *Job) waitsToSignIn() bool {
	return j.Fault != nil && j.Want != Hold && (j.Fault.Kind.SignIn() || j.Fault.Kind == KindDenied)
}
