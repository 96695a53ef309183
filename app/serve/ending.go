package serve

import (
	"context"
	"errors"
	"sync"

	"sendoff/transfer/receiver"
)

// errEnds ends what an application does when the server can wait for it no longer.
var errEnds = errors.New("the server ends")

// ending are the applications of a server that can be ended: no program outlives it.
type ending struct {
	ended chan struct{} // closed by end

	mu   sync.Mutex
	over bool
	runs sync.WaitGroup
}

func newEnding() *ending {
	return &ending{ended: make(chan struct{})}
}

// end ends all that runs, and returns when it has. It may be called again.
func (e *ending) end() {
	e.mu.Lock()
	if !e.over {
		e.over = true
		close(e.ended)
	}
	e.mu.Unlock()
	e.runs.Wait()
}

// begin counts a run, unless the server has ended.
func (e *ending) begin() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.over {
		e.runs.Add(1)
	}
	return !e.over
}

// endable is an application that ends with its server.
type endable struct {
	receiver.Application
	with *ending
}

// Take asks the application; its error is errEnds if the server ended meanwhile.
func (a endable) Take(ctx context.Context, u receiver.Upload) (receiver.Verdict, error) {
	if !a.with.begin() {
		return receiver.Verdict{}, errEnds
	}
	defer a.with.runs.Done()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() { // ends with this call
		select {
		case <-a.with.ended:
			cancel(errEnds)
		case <-ctx.Done():
		}
	}()
	v, err := a.Application.Take(ctx, u)
	if err != nil && errors.Is(context.Cause(ctx), errEnds) {
		return receiver.Verdict{}, errEnds
	}
	return v, err
}
