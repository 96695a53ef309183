package transfer

import (
	"context"

	"golang.org/x/time/rate"
)

// limiter is the one byte rate that all workers share. Cancel-Session and the other packets without
// a body do not pass through it, so a cancel never waits for the rate.
type limiter struct{ bucket *rate.Limiter }

func newLimiter(bytesPerSecond int64) *limiter {
	l := &limiter{bucket: rate.NewLimiter(rate.Inf, 0)}
	l.set(bytesPerSecond)
	return l
}

// set changes the rate, for waiting workers too within a quarter of a second; 0 = no limit.
func (l *limiter) set(bytesPerSecond int64) {
	if bytesPerSecond <= 0 {
		l.bucket.SetLimit(rate.Inf)
		return
	}
	// A quarter of a second's worth: small enough to feel smooth and to follow a change at once.
	l.bucket.SetBurst(int(min(max(bytesPerSecond/4, 512), 1<<20)))
	l.bucket.SetLimit(rate.Limit(bytesPerSecond))
}

// Take implements bits.Limiter.
func (l *limiter) Take(ctx context.Context, want int64) (int64, error) {
	for {
		if err := ctx.Err(); err != nil {
			return 0, context.Cause(ctx)
		}
		if l.bucket.Limit() == rate.Inf {
			return want, nil
		}
		n := int(min(want, int64(l.bucket.Burst())))
		// The bucket may shrink between the two calls; then n is too much, and is asked for again.
		if err := l.bucket.WaitN(ctx, n); err == nil {
			return int64(n), nil
		} else if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
	}
}
