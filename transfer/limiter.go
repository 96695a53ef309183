package transfer

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// limiter is the one byte rate that all workers share. Cancel-Session and the other packets without
// a body do not pass through it, so a cancel never waits for the rate.
type limiter struct{ pace atomic.Pointer[pace] }

// pace is a rate for as long as it holds. Each has a bucket of its own: what was spent at a high
// rate must not be paid back at a low one, which could take minutes.
type pace struct {
	limit  int64         // bytes a second; 0 = none
	bucket *rate.Limiter // of a limit
	over   chan struct{} // closed when another pace holds
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
	// A quarter of a second's worth at a time feels smooth.
	p.bucket = rate.NewLimiter(rate.Limit(p.limit), int(min(max(p.limit/4, 512), 1<<20)))
	l.pace.Store(p)
	if old != nil {
		close(old.over)
	}
}

// rate is the limit in bytes a second, 0 for none.
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

// wait waits for n bytes; false if ctx or the pace ended before.
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
