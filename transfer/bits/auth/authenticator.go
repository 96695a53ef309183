package auth

import (
	"context"
	"errors"
	"slices"
	"strings"

	"sendoff/transfer/bits"
)

// Account is a user and a password.
type Account struct {
	User     string `json:"user"` // with a domain where there is one: "CORP\ines", "ines@corp.example"
	Password string `json:"password"`
	// Clear allows schemes that send the password readable over an unencrypted connection.
	Clear bool `json:"clear,omitempty"`
	// Self stands for who is signed in to this computer, without user and password. The space may know who that is,
	// though it is outside the user's domain.
	Self bool `json:"self,omitempty"`
}

// What Accounts returns for a space without an account, and for one whose account was refused there before.
var (
	ErrNone    = errors.New("no account")
	ErrRefused = errors.New("the account was refused")
)

// Accounts has the user's accounts. Its methods are called from several goroutines.
type Accounts interface {
	// Account returns the account for a space; ErrNone if there is none, and ErrRefused with its user alone if it was
	// refused. It may ask the system's keyring, and block until ctx ends.
	Account(ctx context.Context, s Space) (Account, error)
	// Refused reports that a space did not accept an account. Account must not return it again there: systems lock an
	// account after a few wrong passwords.
	Refused(s Space, a Account)
	// Accepted reports that a space accepted an account.
	Accepted(s Space, a Account)
	// KeysRefused reports that a domain did not accept the keys of a keytab, which are then not to be sent again.
	KeysRefused(k Keys)
	// AreRefused reports whether a domain did not accept these keys.
	AreRefused(k Keys) bool
}

// Keys are those of a keytab.
type Keys struct {
	User string // with its realm: ines@CORP.EXAMPLE
	Sum  string // a hash of the file: another one is another keytab
}

// Space is a part of a server, or a proxy, with one set of accounts: a protection space of RFC 9110, 11.5. One server
// may have several, each with other accounts.
type Space struct {
	Origin string // as bits.Origin names it
	Folder string // as bits.Folder names it; of a proxy without a tunnel, the origin of the server behind it; else ""
	Realm  string // as the origin names it, "" where the scheme has no realms
	Proxy  bool
}

// Place names a space to the user and to whoever keeps accounts: the origin of a proxy, an address on a server.
func (s Space) Place() string {
	if s.Proxy {
		return s.Origin
	}
	return s.Origin + s.Folder
}

func spaceOf(v bits.AuthTarget, realm string) Space {
	return Space{Origin: v.Origin, Folder: v.Folder, Realm: realm, Proxy: v.Proxy}
}

// Authenticator signs the requests of one connection. It is a bits.Authenticator.
type Authenticator struct {
	accounts Accounts
	origins  map[string]*originState
	turns    *turns
	turn     turnKey // the turn that it holds, the zero value for none
}

var _ bits.Authenticator = (*Authenticator)(nil)

// originState is what one connection knows about an origin.
type originState struct {
	account Account
	realm   string
	folders []string    // those that are known to be of the realm
	method  method      // nil until a challenge was answered
	at      int         // index of the method in its schemes; earlier ones do not work there
	inside  bool        // the last signed request was accepted
	unasked bool        // the last request went out without credentials, as its folder may be of another realm
	ambient bool        // the account is that of who is signed in to this computer
	offers  []challenge // the last ones
	lesson  lesson
}

// candidate is an account and the challenges it could answer.
type candidate struct {
	target  bits.AuthTarget
	account Account
	offers  []challenge
	lesson  *lesson

	space    Space
	accounts Accounts
	turns    *turns
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
	// everywhere reports whether the credentials may go to the whole origin unasked, and not only to the folders that
	// are known to be of the realm.
	everywhere() bool
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
	space := spaceOf(v, p.realm)
	if !p.inside && !p.ambient && !g.turns.accepted(space, p.account) {
		if err := g.wait(ctx, turnOf(space, p.account)); err != nil {
			return "", err
		}
	}
	account, err := g.accounts.Account(ctx, space)
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
	if p.unasked = !p.covers(v); p.unasked {
		return "", nil
	}
	if e, ok := p.method.(ending); ok && e.over() && !g.renew(ctx, v, p, e) {
		return "", nil
	}
	return p.method.header(v, p.account)
}

// ending is a method whose credentials end at a known time.
type ending interface {
	over() bool
	// keep has the credentials used to their end: no later ones are to be had.
	keep()
}

// renew gets new credentials before a request would be sent in vain. If there are none, the old ones are sent: the
// server's challenge ends the sign-in. It is false if the account was refused: a password that has changed is not
// tried with every request.
func (g *Authenticator) renew(ctx context.Context, v bits.AuthTarget, p *originState, e ending) bool {
	switch m, r := p.schemes()[p.at](ctx, g.candidate(v, p)); r {
	case canAnswer:
		p.method = m
	case refusedAccount:
		delete(g.origins, v.Origin)
		return false
	case unusable, connLost, clearText, alwaysStale:
		if ctx.Err() == nil {
			e.keep()
		}
	}
	return true
}

func (g *Authenticator) candidate(v bits.AuthTarget, p *originState) candidate {
	return candidate{
		target: v, account: p.account, offers: p.offers, lesson: &p.lesson,
		space: spaceOf(v, p.realm), accounts: g.accounts, turns: g.turns,
	}
}

// spaced is a method whose challenge says which addresses it is for.
type spaced interface{ covers(v bits.AuthTarget) bool }

// covers reports whether credentials may go out unasked. A folder is in the same space as one above it (RFC 7617, 2.2);
// schemes without such a rule sign in a whole origin or a connection.
func (p *originState) covers(v bits.AuthTarget) bool {
	everywhere := p.method.everywhere()
	if s, ok := p.method.(spaced); ok {
		everywhere = s.covers(v)
	}
	return everywhere || slices.ContainsFunc(p.folders, func(f string) bool { return strings.HasPrefix(v.Folder, f) })
}

// maxFolders is how many folders of a realm a connection knows. The oldest are forgotten, and challenge again.
const maxFolders = 64

// meets records that a folder is of a realm.
func (p *originState) meets(v bits.AuthTarget, realm string) {
	if realm != p.realm {
		p.realm, p.folders = realm, nil
	}
	if slices.Contains(p.folders, v.Folder) {
		return
	}
	p.folders = append(p.folders, v.Folder)
	p.folders = p.folders[max(0, len(p.folders)-maxFolders):]
}

// Challenged implements bits.Authenticator.
func (g *Authenticator) Challenged(ctx context.Context, v bits.AuthTarget, values []string) (bool, bits.SignIn) {
	offers := parse(values)
	space := spaceOf(v, realm(offers))
	p := g.origins[v.Origin]
	if p == nil || p.leaves(space.Realm) {
		p = &originState{}
		g.origins[v.Origin] = p
	}
	if p.method != nil {
		g.turns.forget(space, p.account)
		switch got := p.method.read(v, offers); got {
		case canAnswer:
			p.meets(v, space.Realm)
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
			if got == refusedAccount && !p.ambient {
				g.accounts.Refused(space, p.account)
			}
			return false, g.refuse(p, refusal{space, schemes(offers), got})
		}
	}
	p.offers = offers
	account, err := g.account(ctx, space)
	if err != nil && !errors.Is(err, ErrNone) {
		delete(g.origins, v.Origin)
		why := bits.NoAccount
		if errors.Is(err, ErrRefused) {
			why = bits.WrongAccount
		}
		return false, refusal{space: space, schemes: schemes(offers)}.signIn(why, account.User)
	}
	if ambient := err != nil || account.Self; ambient != p.ambient {
		p.ambient, p.at, p.lesson = ambient, 0, lesson{}
	}
	p.account = account
	p.meets(v, space.Realm)
	if got := p.begin(ctx, g.candidate(v, p)); got != canAnswer {
		return false, g.refuse(p, refusal{space, schemes(offers), got})
	}
	return true, bits.SignIn{}
}

// leaves reports whether a challenge is of another realm than the one signed in to, and no answer to its credentials.
func (p *originState) leaves(realm string) bool {
	return p.method != nil && realm != p.realm && (p.unasked || p.inside && p.method.everywhere())
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

// constructor starts a scheme, or says why it cannot be used. It has reported an account that it calls refused.
type constructor func(context.Context, candidate) (method, challengeResult)

// strongest are the schemes for an account, strongest first.
var strongest = []constructor{newKerberos, newNTLM, newDigest, newBasic, newSOCKS}

// ambient are those for who is signed in to this computer.
var ambient = []constructor{newSSPI, newSignedIn}

func (p *originState) schemes() []constructor {
	if p.ambient {
		return ambient
	}
	return strongest
}

// refusal is a space that does not let an account in.
type refusal struct {
	space   Space
	schemes string
	why     challengeResult
}

func (r refusal) signIn(why bits.SignInFlaw, user string) bits.SignIn {
	return bits.SignIn{
		Origin: r.space.Origin, Folder: r.space.Folder, Realm: r.space.Realm, Proxy: r.space.Proxy,
		Schemes: r.schemes, User: user, Why: why,
	}
}

// refuse ends the attempts at an origin and says why.
func (g *Authenticator) refuse(p *originState, r refusal) bits.SignIn {
	delete(g.origins, r.space.Origin)
	s := r.signIn(flaws[r.why], p.user())
	s.Cause = p.lesson.cause
	if p.ambient {
		s.Why = bits.NoAccount
		return s
	}
	if !s.Cause.Explains(s.Why) {
		s.Cause = ""
	}
	return s
}

// flaws are what a result means to the user.
var flaws = map[challengeResult]bits.SignInFlaw{
	refusedAccount: bits.WrongAccount, clearText: bits.ClearText, connLost: bits.Unkept, alwaysStale: bits.Late,
	canAnswer: bits.NoScheme, unusable: bits.NoScheme,
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
	if p := g.origins[v.Origin]; p != nil && p.method != nil && !p.unasked {
		p.inside = true
		p.method.admitted(v)
		if v.Served && !p.ambient { // an overloaded server's answer says nothing about the account
			space := spaceOf(v, p.realm)
			g.turns.accept(space, p.account)
			g.accounts.Accepted(space, p.account)
		}
	}
	if g.turn.origin == v.Origin {
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

// doubting is a method whose credentials may end unseen.
type doubting interface{ doubtful(v bits.AuthTarget) bool }

// Doubtful implements bits.Authenticator.
func (g *Authenticator) Doubtful(v bits.AuthTarget) bool {
	p := g.origins[v.Origin]
	if p == nil || p.method == nil {
		return false
	}
	d, ok := p.method.(doubting)
	return ok && d.doubtful(v)
}

func find(offers []challenge, scheme string) *challenge {
	for i := range offers {
		if offers[i].is(scheme) {
			return &offers[i]
		}
	}
	return nil
}
