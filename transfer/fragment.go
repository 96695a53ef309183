package transfer

import (
	"cmp"
	"time"

	"sendoff/transfer/bits"
)

// Sizes of a fragment in bytes. The largest follows from the measured cost of the pause between two fragments.
const (
	probeFragment = 64 << 10
	firstFragment = 1 << 20 // after a break, when it may have to be repeated
	maxFragment   = 1 << 30 // whatever the measured rate says
	pauses        = 100     // sending takes so many times the pause between two fragments, which then costs 1 %
	maxSending    = 30 * time.Second
)

// openingFragment is the first fragment to an unknown server. Tests replace it, because their files are small.
var openingFragment = rungs[0]

// rungs are what is tried below a refused size: IIS refuses 30,000,000 bytes by default, Windows sends 13 MiB at most,
// and 4 MiB and 1 MiB are usual limits of web servers.
var rungs = []int64{28 << 20, 13 << 20, 4 << 20, firstFragment}

// ServerStats is what a server has shown about fragments. It is stored per server.
type ServerStats struct {
	Taken   int64         `json:"taken,omitempty"`   // bytes of the largest fragment it acknowledged
	Refused int64         `json:"refused,omitempty"` // bytes of the smallest fragment it refused as too large; 0 = none
	Since   int64         `json:"since,omitempty"`   // when it last did so, in seconds since 1970
	Rate    float64       `json:"rate,omitempty"`    // bytes a second while sending
	Round   time.Duration `json:"round,omitempty"`   // shortest time from a packet without a body to its answer
	// Resets counts connections that broke under fragments larger than Taken. It is stored because each such break
	// ends the conversation.
	Resets int `json:"resets,omitempty"`
	// Checks means that the server has refused or skipped bytes that did not continue its own, and named its offset.
	// To such a server bytes may be sent again.
	Checks bool `json:"checks,omitempty"`
	// Digests means that the server has named the SHA-256 of the last upload that it took.
	Digests bool `json:"digests,omitempty"`
	Lanes   int  `json:"lanes,omitempty"` // how many small files at once it has borne, see package lanes; 0 = unknown
	// NoEmpty means that the server could not take an empty file.
	NoEmpty bool   `json:"no_empty,omitempty"`
	Schemes string `json:"schemes,omitempty"` // for signing in that it offered last, as spelt by it; "" = none so far
}

// refusedFor is how long a refused size is remembered: limits are raised, and proxies change. After that a larger
// fragment is announced with Expect before it is sent.
const refusedFor = 24 * time.Hour

// forgive forgets a refusal that is old, or dated in the future by a wrong clock.
func (s *fragmentSizer) forgive(now time.Time) {
	if age := now.Sub(time.Unix(s.Since, 0)); s.Refused > 0 && (age > refusedFor || age < -time.Hour) {
		s.Refused, s.Since, s.Resets, s.wary = 0, 0, 0, true
	}
}

// fragmentSizer chooses the size of the next fragment.
type fragmentSizer struct {
	ServerStats
	careful  bool          // nothing was acknowledged since the conversation began or broke
	probing  bool          // our offset may be older than the server's: ask with few bytes
	tiny     bool          // larger fragments may not get through
	wary     bool          // an old refusal was forgotten, which may still hold
	gap      time.Duration // between the last ack and the next fragment: the ack is stored
	maxWorth int64         // the most bytes worth sending at once, after the server took only part of a fragment; 0 = any
	limit    int64         // the user's rate limit in bytes a second; 0 = none
	fixed    int64         // the size that the server's card wants; 0 = as measured
}

// next returns the size of the next fragment: at least 1 byte while bytes are left.
func (s *fragmentSizer) next(left int64) int64 {
	n := cmp.Or(s.fixed, s.justified())
	if s.careful {
		n = min(n, firstFragment)
	}
	if s.probing {
		n = min(n, probeFragment)
	}
	if s.maxWorth > 0 {
		n = min(n, s.maxWorth)
	}
	if s.tiny {
		n = min(n, tinyFragment)
	}
	if s.Refused > 0 && n >= s.Refused {
		n = s.belowRefused()
	}
	return min(n, left)
}

// belowRefused returns the size to go on with after a refusal: the largest that was taken if it is not much smaller,
// otherwise the next rung or half.
func (s *fragmentSizer) belowRefused() int64 {
	half := max(s.Refused/2, bits.MinFragment)
	if s.Taken >= half && s.Taken < s.Refused {
		return s.Taken
	}
	for _, n := range rungs {
		if n < s.Refused {
			return max(n, min(s.Taken, s.Refused-1))
		}
	}
	return half
}

// justified returns the size that suits the measured connection, or the rate limit if that is slower.
func (s *fragmentSizer) justified() int64 {
	n, rate := openingFragment, s.Rate
	if rate > 0 {
		n = max(n, int64(min(rate*(s.Round+s.gap).Seconds()*pauses, maxFragment)))
	}
	if s.limit > 0 && (rate == 0 || float64(s.limit) < rate) {
		rate = float64(s.limit)
	}
	if rate == 0 {
		return n
	}
	return max(min(n, int64(min(rate*maxSending.Seconds(), maxFragment))), bits.MinFragment)
}

// ask reports whether a fragment of n bytes is sent with "Expect: 100-continue". That costs a round trip, so it is
// done only for a size that the server has never accepted. A server that took the first rung, and showed no limit
// since, hardly has one: a refusal would cost a few round trips, once.
func (s *fragmentSizer) ask(n int64) bool {
	unlimited := s.Taken >= rungs[0] && s.Refused == 0 && s.Resets == 0 && !s.wary
	return n > s.Taken && n > firstFragment && !unlimited
}

// paused learns how long after an ack the next fragment was sent.
func (s *fragmentSizer) paused(gap time.Duration) {
	if s.gap == 0 {
		s.gap = gap
	}
	s.gap += (gap - s.gap) / 4
}

// answered learns the round trip from a packet without a body.
func (s *fragmentSizer) answered(took time.Duration) {
	if took > 0 && (s.Round == 0 || took < s.Round) {
		s.Round = took
	}
}

// acked learns from a fragment of n bytes; took is the time from its first byte to its ack.
func (s *fragmentSizer) acked(n int64, took time.Duration) {
	s.careful, s.tiny = false, false
	if s.maxWorth > 0 && n >= s.maxWorth {
		s.maxWorth *= 2
	}
	if n > s.Taken {
		s.Taken, s.Resets = n, 0
	}
	if s.Refused > 0 && n >= s.Refused {
		s.Refused, s.Since = 0, 0 // the limit was raised
	}
	sending := took - s.Round
	// A short exchange measures the round trip rather than the connection, which is at least that fast.
	short := n <= probeFragment && took < time.Second
	if short || sending <= 0 {
		sending = max(took, time.Microsecond)
	}
	rate := float64(n) / sending.Seconds()
	if short && (s.Rate == 0 || rate <= s.Rate) {
		return
	}
	if s.Rate == 0 {
		s.Rate = rate
		return
	}
	s.Rate += (rate - s.Rate) / 2
}

// partly learns that the server took only n bytes of a fragment. Sending more at once is wasted until fragments are
// taken whole again.
func (s *fragmentSizer) partly(n int64) { s.maxWorth = max(n, bits.MinFragment) }

// refused learns that n bytes were too many. It returns false if no smaller size is left.
func (s *fragmentSizer) refused(n int64) bool {
	if n <= bits.MinFragment {
		return false
	}
	if s.Refused == 0 || n < s.Refused {
		s.Refused = n
	}
	s.Since = time.Now().Unix()
	if s.Taken >= n {
		s.Taken = n / 2
	}
	return true
}

// broke learns that the connection broke while n bytes were sent. Servers and proxies often just hang up on a size
// they refuse. So two breaks count as a refusal, unless as much was accepted before.
func (s *fragmentSizer) broke(n int64) {
	s.careful = true
	if n <= firstFragment || n <= s.Taken {
		return
	}
	if s.Resets++; s.Resets >= 2 {
		s.Resets = 0
		s.refused(n)
	}
}
