package transfer

import (
	"context"
	"math"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// limiter is the byte rate that all workers share. Packets without a body do not pass through it, so a cancel never
// waits for the rate.
type limiter struct{ pace atomic.Pointer[pace] }

// pace is one setting of the rate. Each has its own bucket: what was spent at a high rate must not be repaid at a low
// one, which could take minutes.
type pace struct {
	limit  int64         // bytes a second; 0 = none
	bucket *rate.Limiter // unused without a limit
	over   chan struct{} // closed when another pace takes over
}

func newLimiter(bytesPerSecond int64) *limiter {
	l := new(limiter)
	l.set(bytesPerSecond)
	return l
}

// set changes the rate at once, for waiting workers too; 0 = no limit. Only the owner loop calls it.
func (l *limiter) set(bytesPerSecond int64) {
	p := &pace{limit: max(bytesPerSecond, 0), over: make(chan struct{})}
	old := l.pace.Load()
	if old != nil && old.limit == p.limit {
		return
	}
	// The burst is a tenth of a second's worth: the first second, and one after a pause, stay near the rate.
	p.bucket = rate.NewLimiter(rate.Limit(p.limit), int(min(max(p.limit/10, 512), 1<<20)))
	l.pace.Store(p)
	if old != nil {
		close(old.over)
	}
}

// rate returns the limit in bytes a second, 0 for none.
func (l *limiter) rate() int64 { return l.pace.Load().limit }

// Take implements bits.Limiter.
func (l *limiter) Take(ctx context.Context, want int64) (int64, error) {
	for ctx.Err() == nil {
		p := l.pace.Load()
		if p.limit == 0 {
			return want, nil
		}
		n := min(want, int64(p.bucket.Burst()))
		if p.wait(ctx, int(n)) {
			return n, nil
		}
	}
	return 0, context.Cause(ctx)
}

// Take implements bits.Limiter by the limiters of all workers and of the server's card. It marks a worker that waits for its turn: that is no
// silence of the server.
func (w *worker) Take(ctx context.Context, want int64) (int64, error) {
	w.paced.Store(true)
	defer w.paced.Store(false)
	all, own := w.engine.limiter, w.ownLimiter()
	want = min(want, all.most(), own.most())
	if n, err := own.Take(ctx, want); err != nil {
		return n, err
	}
	return all.Take(ctx, want)
}

// rate returns the limit that holds for a worker in bytes a second, 0 for none.
func (w *worker) rate() int64 {
	all, own := w.engine.limiter.rate(), w.ownLimiter().rate()
	if all == 0 || own > 0 && own < all {
		return own
	}
	return all
}

// most returns how many bytes are given out at once.
func (l *limiter) most() int64 {
	if p := l.pace.Load(); p.limit > 0 {
		return int64(p.bucket.Burst())
	}
	return math.MaxInt64
}

// wait waits until n bytes may be sent; false if ctx or the pace ended first.
func (p *pace) wait(ctx context.Context, n int) bool {
	now := time.Now()
	r := p.bucket.ReserveN(now, n)
	turn := time.NewTimer(r.DelayFrom(now))
	defer turn.Stop()
	select {
	case <-turn.C:
		return true
	case <-ctx.Done():
	case <-p.over:
	}
	r.Cancel()
	return false
}
