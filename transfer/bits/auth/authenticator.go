package auth

import (
	"context"
	"errors"

	"sendoff/transfer/bits"
)

// Account is a user and a password.
type Account struct {
	User     string `json:"user"` // with a domain where there is one: "CORP\ines", "ines@corp.example"
	Password string `json:"password"`
	// Clear allows schemes that send the password readable over an unencrypted connection.
	Clear bool `json:"clear,omitempty"`
}

// ErrNone is what Accounts returns for an origin without an account.
var ErrNone = errors.New("no account")

// Accounts has the user's accounts. Its methods are called from several goroutines.
type Accounts interface {
	// Account returns the account for an origin, as bits.Origin names it; ErrNone if there is none. It may ask the
	// system's keyring, and block until ctx ends.
	Account(ctx context.Context, origin string) (Account, error)
	// Refused reports that an origin did not accept an account. Account must not return it again: systems lock an
	// account after a few wrong passwords.
	Refused(origin string, a Account)
}

// Authenticator signs the requests of one connection. It is a bits.Authenticator.
type Authenticator struct {
	accounts Accounts
	origins  map[string]*originState
	turns    *turns
	turn     string // the origin that it holds the turn of, "" for none
}

var _ bits.Authenticator = (*Authenticator)(nil)

// originState is what one connection knows about an origin.
type originState struct {
	account Account
	method  method // nil until a challenge was answered
	at      int    // index of the method in strongest; earlier ones do not work there
	inside  bool   // the last signed request was accepted
}

// candidate is an account and the challenges it could answer.
type candidate struct {
	target  bits.AuthTarget
	account Account
	offers  []challenge
}

// method is a scheme in use with one origin.
type method interface {
	// header returns the value for a request, "" if it needs none. It is called once for every request.
	header(v bits.AuthTarget, a Account) (string, error)
	// read handles a new challenge to a request. It says whether another try with the same account makes sense.
	read(v bits.AuthTarget, offers []challenge) challengeResult
	// admitted records that a request was accepted.
	admitted(v bits.AuthTarget)
	scheme() string
	bound() bool
}

// challengeResult is what a method makes of a challenge.
type challengeResult int8

const (
	canAnswer      challengeResult = iota // header has an answer to it
	refusedAccount                        // the account is not accepted
	unusable                              // this scheme cannot work here
	connLost                              // connections do not last long enough for it
	clearText                             // it would send the password readable, which the account does not allow
	alwaysStale                           // the account is right, but every nonce is out of date when it is used
)

// Authorize implements bits.Authenticator.
func (g *Authenticator) Authorize(ctx context.Context, v bits.AuthTarget) (string, error) {
	p := g.origins[v.Origin]
	if p == nil || p.method == nil {
		return "", nil
	}
	if !p.inside && !g.turns.accepted(v.Origin, p.account) {
		if err := g.wait(ctx, v.Origin); err != nil {
			return "", err
		}
	}
	account, err := g.accounts.Account(ctx, v.Origin)
	if err != nil || account != p.account {
		delete(g.origins, v.Origin) // signed out, or another account: the next challenge starts again
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		return "", bits.ErrLeave
	}
	return p.method.header(v, p.account)
}

// Challenged implements bits.Authenticator.
func (g *Authenticator) Challenged(ctx context.Context, v bits.AuthTarget, values []string) (bool, bits.SignIn) {
	offers := parse(values)
	refusal := bits.SignIn{Origin: v.Origin, Proxy: v.Proxy, Schemes: schemes(offers)}
	p := g.origins[v.Origin]
	if p == nil {
		p = &originState{}
		g.origins[v.Origin] = p
	}
	if p.method != nil {
		g.turns.forget(v.Origin)
		switch v := p.method.read(v, offers); v {
		case canAnswer:
			return true, bits.SignIn{}
		case unusable:
			if !p.inside { // a scheme that worked before is started again
				p.at++
			}
			p.inside = false
		case refusedAccount, connLost, clearText, alwaysStale:
			return false, g.refuse(p, refusal, v)
		}
	}
	account, err := g.account(ctx, v.Origin)
	if err != nil {
		refusal.Why = bits.NoAccount
		delete(g.origins, v.Origin)
		return false, refusal
	}
	p.account = account
	if v := p.begin(ctx, candidate{v, account, offers}); v != canAnswer {
		return false, g.refuse(p, refusal, v)
	}
	return true, bits.SignIn{}
}

// begin picks the strongest scheme that works.
func (p *originState) begin(ctx context.Context, a candidate) challengeResult {
	last := unusable
	for ; p.at < len(strongest); p.at++ {
		m, v := strongest[p.at](ctx, a)
		switch v {
		case canAnswer:
			p.method = m
			return canAnswer
		case refusedAccount:
			return refusedAccount
		case unusable, connLost, alwaysStale:
		case clearText:
			last = clearText
		}
	}
	return last
}

// strongest are the constructors of the schemes, strongest first. Each says why its scheme cannot be used.
var strongest = []func(context.Context, candidate) (method, challengeResult){newKerberos, newNTLM, newDigest, newBasic}

// refuse ends the attempts at an origin and says why. A wrong account is not tried again.
func (g *Authenticator) refuse(p *originState, s bits.SignIn, v challengeResult) bits.SignIn {
	s.User = p.account.User
	switch v {
	case refusedAccount:
		s.Why = bits.WrongAccount
		g.accounts.Refused(s.Origin, p.account)
	case clearText:
		s.Why = bits.ClearText
	case connLost:
		s.Why = bits.Unkept
	case alwaysStale:
		s.Why = bits.Late
	case canAnswer, unusable:
		s.Why = bits.NoScheme
	}
	delete(g.origins, s.Origin)
	return s
}

// Admitted implements bits.Authenticator.
func (g *Authenticator) Admitted(v bits.AuthTarget) {
	if p := g.origins[v.Origin]; p != nil && p.method != nil {
		p.inside = true
		p.method.admitted(v)
		if v.Served { // an overloaded server's answer says nothing about the account
			g.turns.accept(v.Origin, p.account)
		}
	}
	if g.turn == v.Origin {
		g.endTurn()
	}
}

// Inside implements bits.Authenticator.
func (g *Authenticator) Inside(origin string) (user, scheme string) {
	if p := g.origins[origin]; p != nil && p.inside {
		return p.account.User, p.method.scheme()
	}
	return "", ""
}

// Bound implements bits.Authenticator.
func (g *Authenticator) Bound(origin string) bool {
	p := g.origins[origin]
	return p != nil && p.method != nil && p.method.bound()
}

func find(offers []challenge, scheme string) *challenge {
	for i := range offers {
		if offers[i].is(scheme) {
			return &offers[i]
		}
	}
	return nil
}
