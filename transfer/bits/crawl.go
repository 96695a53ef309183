package bits

import "time"

// Pace limits how long a slow body is tolerated. A time-out that restarts with each byte would never end a body that
// brings one now and then. So a body has a fixed allowance. Each byte earns a little time back, never above the first
// amount. The zero value allows nothing.
type Pace struct {
	max, left time.Duration
	rate      int64
}

// NewPace allows grace without progress. At rate bytes a second or more it never ends.
func NewPace(grace time.Duration, rate int64) Pace { return Pace{grace, grace, rate} }

// Spend records that n bytes took so long. It reports whether any time is left.
func (p *Pace) Spend(took time.Duration, n int64) bool {
	earned := min(time.Duration(n)*time.Second/time.Duration(max(p.rate, 1)), p.max) // n is one read's, so this does not overflow
	p.left = min(p.left-took+earned, p.max)
	return p.left > 0
}

// Left returns how much longer the body may stand still, 0 or more.
func (p *Pace) Left() time.Duration { return max(p.left, 0) }

// Lower limits of a body's rate, in bytes a second. Even the slowest modem is faster.
const (
	// CrawlOut is for fragments. Windows can be configured to send at twice that rate.
	CrawlOut = 64
	// crawlIn is for replies: at this rate the largest one arrives within a session's lifetime.
	crawlIn = 1 << 10
)
