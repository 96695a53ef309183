package bits

import "time"

// Pace is the patience with a body that crawls. A time-out that begins anew with each byte never ends one
// that brings a byte now and then. So a body has some time in all, and each byte that moves earns a little
// more, up to what there was at first. The zero value has no patience.
type Pace struct {
	max, left time.Duration
	rate      int64
}

// NewPace is a patience of grace that lasts for ever at rate bytes a second or more.
func NewPace(grace time.Duration, rate int64) Pace { return Pace{grace, grace, rate} }

// Spend notes that n bytes took so long and reports whether any patience is left.
func (p *Pace) Spend(took time.Duration, n int64) bool {
	earned := min(time.Duration(n)*time.Second/time.Duration(max(p.rate, 1)), p.max) // n is that of one read
	p.left = min(p.left-took+earned, p.max)
	return p.left > 0
}

// Left is how much longer nothing may move, 0 or more.
func (p *Pace) Left() time.Duration { return max(p.left, 0) }

// Rates below which a body crawls, in bytes a second. The slowest modem has more than either.
const (
	// CrawlOut is that of a fragment. Windows can be told to send as slowly as twice that.
	CrawlOut = 64
	// crawlIn is that of a reply: the largest one takes less time than a session lives.
	crawlIn = 1 << 10
)
