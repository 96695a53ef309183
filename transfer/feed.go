package transfer

import (
	"context"
	"errors"
	"maps"
	"time"

	"sendoff/transfer/mailbox"
)

// ErrClosed is the error of everything that is asked of a closed engine or feed.
var ErrClosed = errors.New("engine closed")

// Feed is a mailbox that keeps the newest copy of each changed job until its reader comes. A slow
// reader misses steps, never the newest state, and never makes the engine wait.
type Feed struct {
	box   *mailbox.Box[Update]
	leave func(*Feed)

	// Rest is the least time between two updates, for readers that do much with each: what changes
	// meanwhile is merged. It is set before the first Next.
	Rest time.Duration
}

func newFeed(first Update, leave func(*Feed)) *Feed {
	f := &Feed{box: mailbox.New[Update](0), leave: leave}
	f.box.Put(func(pending *Update) { *pending = first }) // it goes out even if it is empty: it tells that all is known
	return f
}

// Next waits for changes and returns them merged. The first one holds every job and the history.
// It ends with ctx's error, or ErrClosed after the engine closed and the last changes were read.
// A job whose transcript has grown counts as changed.
func (f *Feed) Next(ctx context.Context) (Update, error) {
	f.box.Rest(f.Rest)
	if err := f.box.Wait(ctx); err != nil {
		return nil, err
	}
	update, closed := f.box.Take()
	if closed && len(update) == 0 {
		return nil, ErrClosed
	}
	if update == nil {
		update = Update{}
	}
	return update, nil
}

// Close ends the feed for its reader and for the engine.
func (f *Feed) Close() { f.leave(f) }

func (f *Feed) put(changed Update) {
	f.box.Put(func(pending *Update) {
		if *pending == nil {
			*pending = make(Update, len(changed))
		}
		maps.Copy(*pending, changed)
	})
}

func (f *Feed) end() { f.box.Close() }
