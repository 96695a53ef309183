package auth

import (
	"context"
	"sync"

	"sendoff/transfer/bits"
)

// turns lets one guard at a time find out whether a place accepts an account. Two that begin at once
// would both send a wrong password, and systems lock an account after a few.
type turns struct {
	mu     sync.Mutex
	tokens map[string]chan struct{} // by place; holds a token while somebody is at it
	known  map[string]Account       // by place; who was let in there last
}

// Guards makes guards that know each other: of all that it makes, one at a time signs in to a place,
// and what was refused to that one the others do not send.
func Guards(a Accounts) func() bits.Guard {
	shared := &turns{tokens: map[string]chan struct{}{}, known: map[string]Account{}}
	return func() bits.Guard { return &Guard{accounts: a, places: map[string]*visitor{}, turns: shared} }
}

func (t *turns) at(place string) chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	token := t.tokens[place]
	if token == nil {
		token = make(chan struct{}, 1)
		t.tokens[place] = token
	}
	return token
}

// lets tells whether a place has let an account in, and has not asked it again since.
func (t *turns) lets(place string, a Account) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	known, is := t.known[place]
	return is && known == a
}

func (t *turns) letIn(place string, a Account) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known[place] = a
}

func (t *turns) doubt(place string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.known, place)
}

// account is who to sign in as at a place. Of an account that the place is not known to let in, it comes
// with the turn: a server that does not answer one request keeps nobody else out whose password is right,
// least of all a cancel.
func (g *Guard) account(ctx context.Context, place string) (Account, error) {
	a, err := g.accounts.Account(ctx, place)
	if err != nil || g.turns.lets(place, a) {
		return a, err
	}
	if err := g.wait(ctx, place); err != nil {
		return Account{}, err
	}
	return g.accounts.Account(ctx, place) // the one before may have found it to be wrong
}

// wait takes the turn at a place, for as long as it is not known whether its account is accepted there.
// A guard holds one turn at most, so that no two wait for each other.
func (g *Guard) wait(ctx context.Context, place string) error {
	if g.turn == place {
		return nil
	}
	g.pass()
	select {
	case g.turns.at(place) <- struct{}{}:
		g.turn = place
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// pass lets the next one try.
func (g *Guard) pass() {
	if g.turn != "" {
		<-g.turns.at(g.turn)
		g.turn = ""
	}
}

// Ended implements bits.Guard.
func (g *Guard) Ended() { g.pass() }
