package transfer

import (
	"time"

	"sendoff/transfer/bits"
)

// Bounds of a fragment in bytes. The largest follows from the measured cost of the silence between
// two fragments; the first is small because it may have to be sent again, or be refused.
const (
	probeFragment = 64 << 10
	firstFragment = 1 << 20
	maxFragment   = 64 << 20
	roundTrips    = 50               // of sending in one fragment: the ack costs 2 % of the time
	maxSending    = 30 * time.Second // of one fragment: what a broken connection can cost
)

// ServerStats is what a server showed about fragments. It is kept with the server.
type ServerStats struct {
	Taken   int64         `json:"taken,omitempty"`   // bytes of the largest fragment it acknowledged
	Refused int64         `json:"refused,omitempty"` // bytes of the smallest fragment it refused for its size; 0 = none
	Since   int64         `json:"since,omitempty"`   // when it last refused one for its size, in seconds since 1970
	Rate    float64       `json:"rate,omitempty"`    // bytes a second while sending
	Round   time.Duration `json:"round,omitempty"`   // shortest time from a packet without a body to its answer
	// Resets counts the connections that died under fragments larger than Taken. It outlives a
	// conversation because each one ends with the first of them.
	Resets int `json:"resets,omitempty"`
	// Checks means that it has refused, or left out, bytes that did not continue what it had, and told its
	// offset: to such a server bytes may be sent again.
	Checks bool `json:"checks,omitempty"`
}

// refusedFor is how long a refused size is believed: limits are raised, and other proxies stand in the
// way tomorrow. Whether a larger one is taken is then asked before its bytes are sent.
const refusedFor = 24 * time.Hour

// forgive forgets a refusal that is old, or that a clock of the future wrote.
func (s *fragmentSizer) forgive(now time.Time) {
	if age := now.Sub(time.Unix(s.Since, 0)); s.Refused > 0 && (age > refusedFor || age < -time.Hour) {
		s.Refused, s.Since, s.Resets = 0, 0, 0
	}
}

// fragmentSizer chooses how large the next fragment of a conversation is.
type fragmentSizer struct {
	ServerStats
	careful  bool  // nothing was acknowledged since the conversation began or broke
	probing  bool  // the offset is older than what the server has, perhaps: ask with little
	tiny     bool  // nothing larger may get through
	maxWorth int64 // bytes that it is worth to send at once, since the server took only part of a fragment; 0 = any
	limit    int64 // bytes a second that the user allows; 0 = no limit
}

// next is the size of the next fragment, 1 byte or more as long as bytes are left.
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

// justified is the size that the measured connection asks for, or the rate limit if that is slower.
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

// ask reports whether a fragment of n bytes goes out with "Expect: 100-continue": only where this
// server has never taken one as large, because asking costs a round trip.
func (s *fragmentSizer) ask(n int64) bool { return s.Taken > 0 && n > s.Taken && n > firstFragment }

// answered learns from a packet without a body.
func (s *fragmentSizer) answered(took time.Duration) {
	if took > 0 && (s.Round == 0 || took < s.Round) {
		s.Round = took
	}
}

// acked learns from a fragment of n bytes that took so long from its first byte to its ack.
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
	// What is over in a moment tells of the round trip more than of the connection, which is at least as fast.
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

// partly learns that the server took only n bytes of a fragment: more would be sent in vain. The size
// comes back with what is taken whole.
func (s *fragmentSizer) partly(n int64) { s.maxWorth = max(n, bits.MinFragment) }

// refused learns that n bytes were too many. It reports false when no smaller size is left to try.
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

// broke learns that the connection died while n bytes were being sent. Servers and proxies that
// refuse a size often just hang up: twice is taken for a refusal, unless as much was taken before.
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
