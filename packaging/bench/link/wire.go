package link

import (
	"sync"
	"time"
)

// wire is one direction of the line. All connections share it.
type wire struct {
	rate  int64         // bytes a second; 0 = no limit
	delay time.Duration // from one end to the other
	queue time.Duration // how long bytes may wait before the line

	mu   sync.Mutex
	free time.Time // when all that was booked has left
}

// book takes n bytes and returns when they arrive at the other end.
func (w *wire) book(n int, now time.Time) (arrive time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.free.Before(now) {
		w.free = now
	}
	if w.rate > 0 {
		w.free = w.free.Add(time.Duration(int64(n) * int64(time.Second) / w.rate))
	}
	return w.free.Add(w.delay)
}

// full returns how long to wait until the queue takes more; 0 or less: it does now.
func (w *wire) full(now time.Time) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return max(w.free.Sub(now), 0) - w.queue
}

// bytes is how much the line carries in a time.
func (w *wire) bytes(d time.Duration) int64 { return w.rate * int64(d) / int64(time.Second) }
