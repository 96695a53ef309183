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
}

// Guards makes guards that know each other: of all that it makes, one at a time signs in to a place,
// and what was refused to that one the others do not send.
func Guards(a Accounts) func() bits.Guard {
	shared := &turns{tokens: map[string]chan struct{}{}}
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
