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
	method  method      // nil until a challenge was answered
	at      int         // index of the method in its schemes; earlier ones do not work there
	inside  bool        // the last signed request was accepted
	ambient bool        // the account is that of who is signed in to this computer
	offers  []challenge // the last ones
	lesson  lesson
}

// candidate is an account and the challenges it could answer.
type candidate struct {
	target  bits.AuthTarget
	account Account
	offers  []challenge
	guest   bool // the target may know who is signed in to this computer, though it is in another domain
	lesson  *lesson
}

// lesson is what the schemes that were tried have found out.
type lesson struct {
	cause bits.SignInCause // why the last one cannot be used
	user  string           // who is signed in to this computer
}

// explain says why a scheme cannot be used.
func (c candidate) explain(cause bits.SignInCause) {
	if cause != "" && c.lesson != nil {
		c.lesson.cause = cause
	}
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
	if !p.inside && !p.ambient && !g.turns.accepted(v.Origin, p.account) {
		if err := g.wait(ctx, v.Origin); err != nil {
			return "", err
		}
	}
	account, err := g.accounts.Account(ctx, v.Origin)
	if p.ambient && errors.Is(err, ErrNone) {
		account, err = p.account, nil
	}
	if err != nil || account != p.account {
		delete(g.origins, v.Origin) // signed out, or another account: the next challenge starts again
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		return "", bits.ErrLeave
	}
	if e, ok := p.method.(ending); ok && e.over() {
		g.renew(ctx, v, p)
	}
	return p.method.header(v, p.account)
}

// ending is a method whose credentials end at a known time.
type ending interface{ over() bool }

// renew gets new credentials before a request would be sent in vain. If there are none, the old ones are sent: the
// server's challenge ends the sign-in.
func (g *Authenticator) renew(ctx context.Context, v bits.AuthTarget, p *originState) {
	if m, r := p.schemes()[p.at](ctx, g.candidate(v, p)); r == canAnswer {
		p.method = m
	}
}

func (g *Authenticator) candidate(v bits.AuthTarget, p *originState) candidate {
	guests, ok := g.accounts.(Guests)
	return candidate{target: v, account: p.account, offers: p.offers, guest: ok && guests.MayKnowUser(v.Origin), lesson: &p.lesson}
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
			if _, is := p.method.(*kerberos); is && !p.inside {
				p.lesson.cause = bits.TicketRefused
			}
			p.inside = false
		case refusedAccount, connLost, clearText, alwaysStale:
			return false, g.refuse(p, refusal, v)
		}
	}
	p.offers = offers
	account, err := g.account(ctx, v.Origin)
	if err != nil && !errors.Is(err, ErrNone) {
		delete(g.origins, v.Origin)
		refusal.Why = bits.NoAccount
		return false, refusal
	}
	if ambient := err != nil; ambient != p.ambient {
		p.ambient, p.at, p.lesson = ambient, 0, lesson{}
	}
	p.account = account
	if v := p.begin(ctx, g.candidate(v, p)); v != canAnswer {
		return false, g.refuse(p, refusal, v)
	}
	return true, bits.SignIn{}
}

// begin picks the strongest scheme that works.
func (p *originState) begin(ctx context.Context, a candidate) challengeResult {
	last := unusable
	for ; p.at < len(p.schemes()); p.at++ {
		m, v := p.schemes()[p.at](ctx, a)
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

// constructor starts a scheme, or says why it cannot be used.
type constructor func(context.Context, candidate) (method, challengeResult)

// strongest are the schemes for an account, strongest first.
var strongest = []constructor{newKerberos, newNTLM, newDigest, newBasic}

// ambient are those for who is signed in to this computer.
var ambient = []constructor{newSignedIn}

func (p *originState) schemes() []constructor {
	if p.ambient {
		return ambient
	}
	return strongest
}

// refuse ends the attempts at an origin and says why. A wrong account is not tried again.
func (g *Authenticator) refuse(p *originState, s bits.SignIn, v challengeResult) bits.SignIn {
	delete(g.origins, s.Origin)
	s.User, s.Cause = p.user(), p.lesson.cause
	if p.ambient {
		s.Why = bits.NoAccount
		return s
	}
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
	if !s.Cause.Explains(s.Why) {
		s.Cause = ""
	}
	return s
}

// user names who signs in.
func (p *originState) user() string {
	if p.ambient {
		return p.lesson.user
	}
	return p.account.User
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
		return p.user(), p.method.scheme()
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
