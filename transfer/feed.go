package transfer

import (
	"context"
	"errors"
	"maps"
	"time"

	"sendoff/transfer/mailbox"
)

// ErrClosed is the error of every call to a closed engine or feed.
var ErrClosed = errors.New("engine closed")

// Feed keeps the newest copy of each changed job for one reader. A slow reader misses steps, never the newest state,
// and never delays the engine.
type Feed struct {
	box   *mailbox.Box[Update]
	leave func(*Feed)

	// Rest is the least time between two updates, 0 for none; changes in between are merged. Set it before the first
	// Next.
	Rest time.Duration
}

func newFeed(first Update, leave func(*Feed)) *Feed {
	f := &Feed{box: mailbox.New[Update](0), leave: leave}
	f.box.Put(func(pending *Update) { *pending = first }) // sent even if empty: it means that everything is known
	return f
}

// Next waits for changes and returns them merged. The first update holds every job and the history. A job whose
// transcript has grown counts as changed. Errors are ctx's, or ErrClosed after the engine closed and the last changes
// were read.
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

// Close ends the feed.
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
