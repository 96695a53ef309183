package transfer

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/mailbox"
)

// ErrClosed is the error of every call to a closed engine or feed.
var ErrClosed = errors.New("engine closed")

// Feed keeps the newest copy of each changed job for one reader. A slow reader misses steps, never the newest state,
// and never delays the engine.
type Feed struct {
	box   *mailbox.Box[map[uuid.UUID]kept]
	leave func(*Feed)

	// Rest is the least time between two updates, 0 for none; changes in between are merged. Set it before the first
	// Next.
	Rest time.Duration
}

func newFeed(first map[uuid.UUID]kept, leave func(*Feed)) *Feed {
	f := &Feed{box: mailbox.New[map[uuid.UUID]kept](0), leave: leave}
	f.box.Put(func(pending *map[uuid.UUID]kept) { *pending = first }) // sent even if empty: it means that everything is known
	return f
}

// Next waits for changes and returns them merged. The first update holds every job and the history. A job whose
// transcript has grown counts as changed. Errors are ctx's, or ErrClosed after the engine closed and the last changes
// were read.
func (f *Feed) Next(ctx context.Context) (Update, error) {
	update := Update{}
	err := f.Each(ctx, func(id uuid.UUID, j *Job) { update[id] = j })
	if err != nil {
		return nil, err
	}
	return update, nil
}

// Each is Next for a reader that needs the jobs one at a time, in no order. So a long queue is never there as a whole
// beside the one that the engine keeps. j is nil for a removed job.
func (f *Feed) Each(ctx context.Context, see func(id uuid.UUID, j *Job)) error {
	pending, err := f.wait(ctx)
	if err != nil {
		return err
	}
	for id, k := range pending {
		see(id, k.job(id))
	}
	return nil
}

// wait waits for changes and returns them merged.
func (f *Feed) wait(ctx context.Context) (map[uuid.UUID]kept, error) {
	f.box.Rest(f.Rest)
	if err := f.box.Wait(ctx); err != nil {
		return nil, err
	}
	pending, closed := f.box.Take()
	if closed && len(pending) == 0 {
		return nil, ErrClosed
	}
	return pending, nil
}

// NextPacked is Next for another process: in parts of at most that many jobs, of which all but the last say that more
// follow.
func (f *Feed) NextPacked(ctx context.Context, most int, send func(jobs Packed, gone []uuid.UUID, more bool) error) error {
	pending, err := f.wait(ctx)
	if err != nil {
		return err
	}
	var jobs Packed
	var gone []uuid.UUID
	part, left := 0, len(pending)
	for id, k := range pending {
		switch {
		case k.none():
			gone = append(gone, id)
		case k.live != nil:
			jobs = jobs.With(k.live)
		default:
			jobs = jobs.with(id, k.packed)
		}
		part, left = part+1, left-1
		if part == most && left > 0 {
			if err := send(jobs, gone, true); err != nil {
				return err
			}
			jobs, gone, part = jobs[:0], nil, 0
		}
	}
	return send(jobs, gone, false)
}

// Close ends the feed.
func (f *Feed) Close() { f.leave(f) }

func (f *Feed) put(changed map[uuid.UUID]kept) {
	f.box.Put(func(pending *map[uuid.UUID]kept) {
		if *pending == nil {
			*pending = make(map[uuid.UUID]kept, len(changed))
		}
		maps.Copy(*pending, changed)
	})
}

func (f *Feed) end() { f.box.Close() }
