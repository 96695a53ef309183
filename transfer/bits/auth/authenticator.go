package auth

import (
	"context"
	"errors"

	"sendoff/transfer/bits"
)

// Account is who to sign in as.
type Account struct {
	User     string `json:"user"` // with a domain where there is one: "CORP\ines", "ines@corp.example"
	Password string `json:"password"`
	// Clear allows a scheme that shows the password to everybody on the way, over a connection that
	// is not encrypted.
	Clear bool `json:"clear,omitempty"`
}

// ErrNone is the error of Accounts for an origin that nobody has named an account for.
var ErrNone = errors.New("no account")

// Accounts knows who to sign in as. Its methods are called from several goroutines.
type Accounts interface {
	// Account is the account for an origin, as bits.Origin names it; ErrNone if there is none. It may ask
	// the system's keyring, and wait until ctx ends.
	Account(ctx context.Context, origin string) (Account, error)
	// Refused is told that an origin did not accept an account. Account does not give it out again,
	// because systems lock an account after some wrong passwords.
	Refused(origin string, a Account)
}

// Authenticator signs the requests of one connection. It is a bits.Authenticator.
type Authenticator struct {
	accounts Accounts
	origins  map[string]*originState
	turns    *turns
	turn     string // the origin whose turn it has, "" for none
}

var _ bits.Authenticator = (*Authenticator)(nil)

// originState is what is known about one origin: how it lets in, and whom.
type originState struct {
	account Account
	method  method // nil: it has not asked
	at      int    // where the method stands in strongest; what stands before it cannot work there
	inside  bool   // the last request that said who it is was let in
}

// applicant is who wants to be let in, and what the origin offers.
type applicant struct {
	target  bits.AuthTarget
	account Account
	offers  []challenge
}

// method is a scheme in use with one origin.
type method interface {
	// header is the value for a request, "" where it needs none. It is asked once for every request.
	header(v bits.AuthTarget, a Account) (string, error)
	// read takes in what a server offers after all. It reports whether another try with the same account
	// makes sense.
	read(v bits.AuthTarget, offers []challenge) challengeResult
	// admitted takes note that a request was let in.
	admitted(v bits.AuthTarget)
	scheme() string
	bound() bool
}

// challengeResult is what a method makes of a challenge.
type challengeResult int8

const (
	canAnswer challengeResult = iota // header has an answer to it
	wrong                            // the account is not accepted
	other                            // this scheme cannot work here
	unkept                           // it cannot, because connections do not last
	readable                         // the password would be readable on the way, and nobody allowed that
	late                             // the account is right, and every nonce is out of date when it comes back
)

// Authorize implements bits.Authenticator.
func (g *Authenticator) Authorize(ctx context.Context, v bits.AuthTarget) (string, error) {
	p := g.origins[v.Origin]
	if p == nil || p.method == nil {
		return "", nil
	}
	if !p.inside && !g.turns.lets(v.Origin, p.account) {
		if err := g.wait(ctx, v.Origin); err != nil {
			return "", err
		}
	}
	account, err := g.accounts.Account(ctx, v.Origin)
	if err != nil || account != p.account {
		delete(g.origins, v.Origin) // signed out, or somebody else: the next challenge begins anew
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
		g.turns.doubt(v.Origin)
		switch v := p.method.read(v, offers); v {
		case canAnswer:
			return true, bits.SignIn{}
		case other:
			if !p.inside { // what has worked before is begun anew
				p.at++
			}
			p.inside = false
		case wrong, unkept, readable, late:
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
	if v := p.begin(ctx, applicant{v, account, offers}); v != canAnswer {
		return false, g.refuse(p, refusal, v)
	}
	return true, bits.SignIn{}
}

// begin chooses the strongest scheme that works.
func (p *originState) begin(ctx context.Context, a applicant) challengeResult {
	last := other
	for ; p.at < len(strongest); p.at++ {
		m, v := strongest[p.at](ctx, a)
		switch v {
		case canAnswer:
			p.method = m
			return canAnswer
		case wrong:
			return wrong
		case other, unkept, late:
		case readable:
			last = readable
		}
	}
	return last
}

// strongest makes the method of each scheme, or tells why it cannot be used.
var strongest = []func(context.Context, applicant) (method, challengeResult){newKerberos, newNTLM, newDigest, newBasic}

// refuse forgets how an origin was tried. A wrong account is not tried again.
func (g *Authenticator) refuse(p *originState, s bits.SignIn, v challengeResult) bits.SignIn {
	s.User = p.account.User
	switch v {
	case wrong:
		s.Why = bits.WrongAccount
		g.accounts.Refused(s.Origin, p.account)
	case readable:
		s.Why = bits.ClearText
	case unkept:
		s.Why = bits.Unkept
	case late:
		s.Why = bits.Late
	case canAnswer, other:
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
		if v.Served { // what a busy server says tells nothing about the account
			g.turns.letIn(v.Origin, p.account)
		}
	}
	if g.turn == v.Origin {
		g.pass()
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
