// Package mailbox hands work from many goroutines to one. Writers never wait. What they put in before the reader comes
// is merged, so a slow reader sees fewer updates but never an old one.
package mailbox

import (
	"context"
	"sync"
	"time"
)

// Box is a mailbox whose contents are one value. Any goroutine may put something in; one reader takes it out.
type Box[T any] struct {
	mu      sync.Mutex // guards content and closed
	content T
	closed  bool
	ready   chan struct{} // holds one token while there is something for the reader
	hurried chan struct{} // holds one token while the reader is not to rest

	rest  time.Duration
	taken time.Time // when Wait last returned; used by the reader only
}

// New makes an empty mailbox. rest is the least time between two returns of Wait, 0 for none. It slows down readers
// whose work per turn is large.
func New[T any](rest time.Duration) *Box[T] {
	return &Box[T]{ready: make(chan struct{}, 1), hurried: make(chan struct{}, 1), rest: rest}
}

// Rest changes the least time between two returns of Wait. Only the reader may call it.
func (b *Box[T]) Rest(d time.Duration) { b.rest = d }

// Put calls merge to add something to the contents. After Close it calls nothing and returns false. merge must not
// block and must not use the mailbox.
func (b *Box[T]) Put(merge func(content *T)) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return false
	}
	merge(&b.content)
	b.signal()
	return true
}

// Amend changes the contents without telling the reader. change must not block and must not use the mailbox.
func (b *Box[T]) Amend(change func(content *T)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(&b.content)
}

// Ready holds a value while there is something for the reader. After receiving it, call Take.
func (b *Box[T]) Ready() <-chan struct{} { return b.ready }

// Wait returns when there is something for the reader or the mailbox is closed. If ctx ends first it returns ctx's
// cause. Contents that are already there win over an ended ctx.
func (b *Box[T]) Wait(ctx context.Context) error {
	b.pause(ctx)
	select {
	case <-b.ready:
	default:
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-b.ready:
		}
	}
	b.taken = time.Now()
	return nil
}

// pause waits until the next return of Wait is due, or ctx ends.
func (b *Box[T]) pause(ctx context.Context) {
	wait := time.Until(b.taken.Add(b.rest))
	if b.rest <= 0 || wait <= 0 {
		return
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-b.hurried:
	case <-timer.C:
	}
}

// Hurry ends the present rest of the reader, or spares it the next one: nothing will follow soon that the contents
// could be merged with.
func (b *Box[T]) Hurry() {
	select {
	case b.hurried <- struct{}{}:
	default:
	}
}

// Take empties the mailbox. closed reports that nothing will follow.
func (b *Box[T]) Take() (content T, closed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	content = b.content
	var empty T
	b.content = empty
	if b.closed {
		b.signal() // a further Wait must not block
	}
	return content, b.closed
}

// Close refuses further contents. What is in the mailbox stays, and the reader is woken.
func (b *Box[T]) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.Hurry()
	b.signal()
}

// signal leaves one token. The caller holds mu.
func (b *Box[T]) signal() {
	select {
	case b.ready <- struct{}{}:
	default:
	}
}
