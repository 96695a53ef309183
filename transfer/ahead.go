package transfer

import (
	"context"
	"sync/atomic"
	"time"
)

// ahead reads the checksum of a fragment that is likely to follow while the one before it is sent: the
// connection would stand still meanwhile otherwise. It is worth something only while nobody touches the file,
// which the next look tells.
type ahead struct {
	sum   chan Checksum // closed without one if the reading failed
	beats atomic.Int64
}

// readOn extends sum up to offset to beside what else goes on.
func (w *worker) readOn(ctx context.Context, sum Checksum, to int64) {
	if sum.Algorithm == "" || to <= sum.Size || w.engine.behind.stuck(w.job.Source.Path) {
		return
	}
	a, source := &ahead{sum: make(chan Checksum, 1)}, w.job.Source
	w.readAhead = a
	go func() { // ends with the reading, which ctx ends
		defer close(a.sum)
		f, err := source.openUntouched()
		if err != nil {
			return
		}
		defer f.Close() //nolint:errcheck // only read
		if sum, err := sum.extend(ctx, f, to, func() { a.beats.Add(1) }); err == nil {
			a.sum <- sum
		}
	}()
}

// take waits for the checksum, zero if there is none, and calls beat while the reading gets on.
func (a *ahead) take(ctx context.Context, beat func()) Checksum {
	if a == nil {
		return Checksum{}
	}
	watch := time.NewTicker(100 * time.Millisecond)
	defer watch.Stop()
	for seen := int64(0); ; {
		select {
		case sum := <-a.sum:
			return sum
		case <-ctx.Done():
			return Checksum{}
		case <-watch.C:
		}
		if now := a.beats.Load(); now != seen {
			seen = now
			beat()
		}
	}
}
