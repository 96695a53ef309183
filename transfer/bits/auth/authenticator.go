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

// ErrNone is the error of Accounts for a place that nobody has named an account for.
var ErrNone = errors.New("no account")

// Accounts knows who to sign in as. Its methods are called from several goroutines.
type Accounts interface {
	// Account is the account for a place, as bits.Place names it; ErrNone if there is none. It may ask
	// the system's keyring, and wait until ctx ends.
	Account(ctx context.Context, place string) (Account, error)
	// Refused is told that a place did not accept an account. Account does not give it out again,
	// because systems lock an account after some wrong passwords.
	Refused(place string, a Account)
}

// Guard signs the requests of one line. It is a bits.Guard.
type Guard struct {
	accounts Accounts
	places   map[string]*visitor
	turns    *turns
	turn     string // the place whose turn it has, "" for none
}

var _ bits.Guard = (*Guard)(nil)

// visitor is what is known about one place: how it lets in, and whom.
type visitor struct {
	account Account
	method  method // nil: it has not asked
	at      int    // where the method stands in strongest; what stands before it cannot work there
	inside  bool   // the last request that said who it is was let in
}

// applicant is who wants to be let in, and what the place offers.
type applicant struct {
	visit   bits.Visit
	account Account
	offers  []challenge
}

// method is a scheme in use with one place.
type method interface {
	// header is the value for a request, "" where it needs none. It is asked once for every request.
	header(v bits.Visit, a Account) (string, error)
	// read takes in what a server offers after all. It tells whether another try with the same account
	// makes sense.
	read(v bits.Visit, offers []challenge) verdict
	// admitted takes note that a request was let in.
	admitted(v bits.Visit)
	scheme() string
	bound() bool
}

// verdict is what a method makes of a challenge.
type verdict int8

const (
	again    verdict = iota // header has an answer to it
	wrong                   // the account is not accepted
	other                   // this scheme cannot work here
	unkept                  // it cannot, because connections do not last
	readable                // the password would be readable on the way, and nobody allowed that
	late                    // the account is right, and every nonce is out of date when it comes back
)

// Authorize implements bits.Guard.
func (g *Guard) Authorize(ctx context.Context, v bits.Visit) (string, error) {
	p := g.places[v.Place]
	if p == nil || p.method == nil {
		return "", nil
	}
	if !p.inside && !g.turns.lets(v.Place, p.account) {
		if err := g.wait(ctx, v.Place); err != nil {
			return "", err
		}
	}
	account, err := g.accounts.Account(ctx, v.Place)
	if err != nil || account != p.account {
		delete(g.places, v.Place) // signed out, or somebody else: the next challenge begins anew
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		return "", bits.ErrLeave
	}
	return p.method.header(v, p.account)
}

// Challenged implements bits.Guard.
func (g *Guard) Challenged(ctx context.Context, v bits.Visit, values []string) (bool, bits.SignIn) {
	offers := parse(values)
	refusal := bits.SignIn{Place: v.Place, Proxy: v.Proxy, Schemes: schemes(offers)}
	p := g.places[v.Place]
	if p == nil {
		p = &visitor{}
		g.places[v.Place] = p
	}
	if p.method != nil {
		g.turns.doubt(v.Place)
		switch v := p.method.read(v, offers); v {
		case again:
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
	account, err := g.account(ctx, v.Place)
	if err != nil {
		refusal.Why = bits.NoAccount
		delete(g.places, v.Place)
		return false, refusal
	}
	p.account = account
	if v := p.begin(ctx, applicant{v, account, offers}); v != again {
		return false, g.refuse(p, refusal, v)
	}
	return true, bits.SignIn{}
}

// begin chooses the strongest scheme that works.
func (p *visitor) begin(ctx context.Context, a applicant) verdict {
	last := other
	for ; p.at < len(strongest); p.at++ {
		m, v := strongest[p.at](ctx, a)
		switch v {
		case again:
			p.method = m
			return again
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
var strongest = []func(context.Context, applicant) (method, verdict){newKerberos, newNTLM, newDigest, newBasic}

// refuse forgets how a place was tried. A wrong account is not tried again.
func (g *Guard) refuse(p *visitor, s bits.SignIn, v verdict) bits.SignIn {
	s.User = p.account.User
	switch v {
	case wrong:
		s.Why = bits.WrongAccount
		g.accounts.Refused(s.Place, p.account)
	case readable:
		s.Why = bits.ClearText
	case unkept:
		s.Why = bits.Unkept
	case late:
		s.Why = bits.Late
	case again, other:
		s.Why = bits.NoScheme
	}
	delete(g.places, s.Place)
	return s
}

// Admitted implements bits.Guard.
func (g *Guard) Admitted(v bits.Visit) {
	if p := g.places[v.Place]; p != nil && p.method != nil {
		p.inside = true
		p.method.admitted(v)
		if v.Served { // what a busy server says tells nothing about the account
			g.turns.letIn(v.Place, p.account)
		}
	}
	if g.turn == v.Place {
		g.pass()
	}
}

// Inside implements bits.Guard.
func (g *Guard) Inside(place string) (user, scheme string) {
	if p := g.places[place]; p != nil && p.inside {
		return p.account.User, p.method.scheme()
	}
	return "", ""
}

// Bound implements bits.Guard.
func (g *Guard) Bound(place string) bool {
	p := g.places[place]
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
