package auth

import (
	"context"
	"sync"

	"sendoff/transfer/bits"
)

// turns lets one Authenticator at a time find out whether an origin accepts an account. Two at once would both send a
// wrong password, and systems lock an account after a few.
type turns struct {
	mu     sync.Mutex
	tokens map[turnKey]chan struct{} // holds a token while an Authenticator has the turn
	known  map[proof]bool
}

// turnKey names a turn: two accounts of one origin do not wait for each other.
type turnKey struct{ origin, user string }

func turnOf(s Space, a Account) turnKey { return turnKey{s.Origin, a.User} }

// proof is an account that a place has accepted, and has not challenged since.
type proof struct {
	place   string
	account Account
}

// Authenticators makes Authenticators that share their turns: only one at a time signs in to an origin. An account
// that is refused to one is not sent by the others.
func Authenticators(a Accounts) func() bits.Authenticator {
	shared := &turns{tokens: map[turnKey]chan struct{}{}, known: map[proof]bool{}}
	return func() bits.Authenticator {
		return &Authenticator{accounts: a, origins: map[string]*originState{}, turns: shared}
	}
}

func (t *turns) at(key turnKey) chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	token := t.tokens[key]
	if token == nil {
		token = make(chan struct{}, 1)
		t.tokens[key] = token
	}
	return token
}

// accepted reports whether a space accepted an account and has not challenged it since.
func (t *turns) accepted(s Space, a Account) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.known[proof{s.Place(), a}]
}

// maxProofs bounds what is remembered. Whoever finds nothing waits for its turn.
const maxProofs = 4096

func (t *turns) accept(s Space, a Account) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.known) >= maxProofs {
		clear(t.known)
	}
	t.known[proof{s.Place(), a}] = true
}

func (t *turns) forget(s Space, a Account) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.known, proof{s.Place(), a})
}

// account returns the credentials for a space. Those that it is not known to accept are handed out one request
// at a time, so that a wrong password is sent once. Accepted ones are never held up, least of all those of a
// cancel.
func (g *Authenticator) account(ctx context.Context, s Space) (Account, error) {
	for {
		a, err := g.accounts.Account(ctx, s)
		if err != nil || a.Self || g.turns.accepted(s, a) || g.turn == turnOf(s, a) {
			return a, err
		}
		if err := g.wait(ctx, turnOf(s, a)); err != nil { // the request before may find it to be wrong
			return Account{}, err
		}
	}
}

// wait takes a turn, until the origin has accepted or refused the account. An Authenticator holds one
// turn at most, so that no two wait for each other.
func (g *Authenticator) wait(ctx context.Context, key turnKey) error {
	if g.turn == key {
		return nil
	}
	g.endTurn()
	select {
	case g.turns.at(key) <- struct{}{}:
		g.turn = key
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// endTurn ends the turn.
func (g *Authenticator) endTurn() {
	if g.turn != (turnKey{}) {
		<-g.turns.at(g.turn)
		g.turn = turnKey{}
	}
}

// Ended implements bits.Authenticator.
func (g *Authenticator) Ended() { g.endTurn() }
