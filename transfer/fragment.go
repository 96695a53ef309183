package transfer

import (
	"time"

	"sendoff/transfer/bits"
)

// Sizes of a fragment in bytes. The largest follows from the measured cost of the pause between two fragments. The
// first is small because it may be refused or have to be repeated.
const (
	probeFragment = 64 << 10
	firstFragment = 1 << 20
	maxFragment   = 64 << 20
	roundTrips    = 50               // sending takes so many round trips per fragment: waiting for the ack costs 2 % of the time
	maxSending    = 30 * time.Second // of one fragment: the most that a broken connection can cost
)

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
	Lanes  int  `json:"lanes,omitempty"` // how many small files at once it has borne, see package lanes; 0 = unknown
}

// refusedFor is how long a refused size is remembered: limits are raised, and proxies change. After that a larger
// fragment is announced with Expect before it is sent.
const refusedFor = 24 * time.Hour

// forgive forgets a refusal that is old, or dated in the future by a wrong clock.
func (s *fragmentSizer) forgive(now time.Time) {
	if age := now.Sub(time.Unix(s.Since, 0)); s.Refused > 0 && (age > refusedFor || age < -time.Hour) {
		s.Refused, s.Since, s.Resets = 0, 0, 0
	}
}

// fragmentSizer chooses the size of the next fragment.
type fragmentSizer struct {
	ServerStats
	careful  bool  // nothing was acknowledged since the conversation began or broke
	probing  bool  // our offset may be older than the server's: ask with few bytes
	tiny     bool  // larger fragments may not get through
	maxWorth int64 // the most bytes worth sending at once, after the server took only part of a fragment; 0 = any
	limit    int64 // the user's rate limit in bytes a second; 0 = none
}

// next returns the size of the next fragment: at least 1 byte while bytes are left.
func (s *fragmentSizer) next(left int64) int64 {
	n := s.justified()
	if s.careful || s.Rate == 0 {
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
		n = max(s.Refused/2, bits.MinFragment)
		if s.Taken >= n && s.Taken < s.Refused {
			n = s.Taken
		}
	}
	return min(n, left)
}

// justified returns the size that suits the measured connection, or the rate limit if that is slower.
func (s *fragmentSizer) justified() int64 {
	if s.Rate == 0 {
		return firstFragment
	}
	rate := s.Rate
	if s.limit > 0 {
		rate = min(rate, float64(s.limit))
	}
	n := min(max(int64(rate*s.Round.Seconds()*roundTrips), firstFragment), maxFragment)
	return max(min(n, int64(rate*maxSending.Seconds())), bits.MinFragment)
}

// ask reports whether a fragment of n bytes is sent with "Expect: 100-continue". That costs a round trip, so it is
// done only for a size that the server has never accepted.
func (s *fragmentSizer) ask(n int64) bool { return s.Taken > 0 && n > s.Taken && n > firstFragment }

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
