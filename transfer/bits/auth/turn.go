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
	tokens map[string]chan struct{} // by origin; holds a token while an Authenticator has the turn
	known  map[string]Account       // by origin; the account accepted last
}

// Authenticators makes Authenticators that share their turns: only one at a time signs in to an origin. An account
// that is refused to one is not sent by the others.
func Authenticators(a Accounts) func() bits.Authenticator {
	shared := &turns{tokens: map[string]chan struct{}{}, known: map[string]Account{}}
	return func() bits.Authenticator {
		return &Authenticator{accounts: a, origins: map[string]*originState{}, turns: shared}
	}
}

func (t *turns) at(origin string) chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	token := t.tokens[origin]
	if token == nil {
		token = make(chan struct{}, 1)
		t.tokens[origin] = token
	}
	return token
}

// accepted reports whether an origin accepted an account and has not challenged it since.
func (t *turns) accepted(origin string, a Account) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	known, is := t.known[origin]
	return is && known == a
}

func (t *turns) accept(origin string, a Account) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known[origin] = a
}

func (t *turns) forget(origin string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.known, origin)
}

// account returns the credentials for an origin. Those that it is not known to accept are handed out one request
// at a time, so that a wrong password is sent once. Accepted ones are never held up, least of all those of a
// cancel.
func (g *Authenticator) account(ctx context.Context, origin string) (Account, error) {
	a, err := g.accounts.Account(ctx, origin)
	if err != nil || g.turns.accepted(origin, a) {
		return a, err
	}
	if err := g.wait(ctx, origin); err != nil {
		return Account{}, err
	}
	return g.accounts.Account(ctx, origin) // the previous request may have found it to be wrong
}

// wait takes the turn at an origin, until the origin has accepted or refused the account. An Authenticator holds one
// turn at most, so that no two wait for each other.
func (g *Authenticator) wait(ctx context.Context, origin string) error {
	if g.turn == origin {
		return nil
	}
	g.endTurn()
	select {
	case g.turns.at(origin) <- struct{}{}:
		g.turn = origin
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// endTurn ends the turn.
func (g *Authenticator) endTurn() {
	if g.turn != "" {
		<-g.turns.at(g.turn)
		g.turn = ""
	}
}

// Ended implements bits.Authenticator.
func (g *Authenticator) Ended() { g.endTurn() }
