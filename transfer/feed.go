package transfer

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"github.com/google/uuid"
)

// ErrClosed is the error of everything that is asked of a closed engine or feed.
var ErrClosed = errors.New("engine closed")

// Feed is a mailbox that keeps the newest copy of each changed job until its reader comes. A slow
// reader misses steps, never the newest state, and never makes the engine wait.
type Feed struct {
	mu      sync.Mutex // guards pending and closed: the owner loop writes, one reader takes
	pending Update
	closed  bool
	ready   chan struct{} // holds one token while something is pending or the feed is closed
	leave   func(*Feed)

	// Rest is the least time between two updates, for readers that do much with each: what changes
	// meanwhile is merged. It is set before the first Next.
	Rest  time.Duration
	given time.Time // when Next last returned
}

func newFeed(first Update, leave func(*Feed)) *Feed {
	f := &Feed{pending: first, ready: make(chan struct{}, 1), leave: leave}
	f.ready <- struct{}{} // the first update goes out even if it is empty: it tells that all is known
	return f
}

// Next waits for changes and returns them merged. The first one holds every job and the history.
// It ends with ctx's error, or ErrClosed after the engine closed and the last changes were read.
func (f *Feed) Next(ctx context.Context) (Update, error) {
	f.rest(ctx)
	select {
	case <-f.ready: // what has happened is told even to a reader that is about to end
	default:
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-f.ready:
		}
	}
	f.given = time.Now()
	f.mu.Lock()
	defer f.mu.Unlock()
	update := f.pending
	f.pending = nil
	if f.closed {
		f.signal() // whoever comes next must not wait
		if len(update) == 0 {
			return nil, ErrClosed
		}
	}
	if update == nil {
		update = Update{}
	}
	return update, nil
}

// rest waits until the next update may go out, or ctx ends.
func (f *Feed) rest(ctx context.Context) {
	wait := time.Until(f.given.Add(f.Rest))
	if f.Rest <= 0 || wait <= 0 {
		return
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// Close ends the feed for its reader and for the engine.
func (f *Feed) Close() { f.leave(f) }

func (f *Feed) put(changed Update) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pending == nil {
		f.pending = make(map[uuid.UUID]*Job, len(changed))
	}
	maps.Copy(f.pending, changed)
	f.signal()
}

func (f *Feed) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	f.signal()
}

// signal leaves one token; the caller holds mu or is alone.
func (f *Feed) signal() {
	select {
	case f.ready <- struct{}{}:
	default:
	}
}
