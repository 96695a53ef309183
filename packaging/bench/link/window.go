package link

import "time"

// firstWindow is what a connection may send before its first acknowledgement: ten segments, as Linux does
// (RFC 6928).
const firstWindow = 10 * 1460

// idleTime, with the round trip added, is the pause after which a connection begins slowly again: the shortest
// retransmission timeout of Linux, which does so by default (tcp_slow_start_after_idle).
const idleTime = 200 * time.Millisecond

// window is how much of one connection may be under way: TCP's slow start (RFC 5681) on a line that loses nothing.
// Each acknowledged byte lets one more go, until the line and its queue are full. The zero window has no limit.
type window struct {
	roundTrip time.Duration
	most      int64 // bytes; 0 = no limit
	size      int64 // bytes
	used      int64 // bytes under way
	flights   []flight
	last      time.Time // of the last bytes sent
}

// flight is some bytes under way.
type flight struct {
	bytes int64
	acked time.Time // when the sender learns that they arrived
}

// newWindow is the window of a connection over w.
func newWindow(w *wire) *window {
	if w.rate == 0 {
		return new(window)
	}
	most := w.bytes(2*w.delay + w.queue)
	return &window{roundTrip: 2 * w.delay, most: max(most, firstWindow), size: firstWindow}
}

// settle takes the acknowledgements that have come.
func (w *window) settle(now time.Time) {
	for len(w.flights) > 0 && !w.flights[0].acked.After(now) {
		w.used -= w.flights[0].bytes
		w.size = min(w.size+w.flights[0].bytes, w.most)
		w.flights = w.flights[1:]
	}
}

// full returns how long to wait until something may be sent; 0 or less: now.
func (w *window) full(now time.Time) time.Duration {
	w.settle(now)
	if w.most == 0 || w.used < w.size {
		return 0
	}
	return w.flights[0].acked.Sub(now)
}

// sent notes n bytes that leave now.
func (w *window) sent(n int, now, acked time.Time) {
	if w.most == 0 {
		return
	}
	w.settle(now)
	if w.used == 0 && now.Sub(w.last) > w.roundTrip+idleTime {
		w.size = firstWindow
	}
	w.last = now
	w.used += int64(n)
	w.flights = append(w.flights, flight{int64(n), acked})
}
