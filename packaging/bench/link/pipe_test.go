package link

import (
	"context"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// rig is one direction of a line between two ends, in a bubble.
type rig struct {
	client, server net.Conn
	ended          chan error
	cut            context.CancelFunc
}

func start(t *testing.T, w *wire, handshake time.Duration) *rig {
	t.Helper()
	ctx, cut := context.WithCancel(t.Context())
	client, from := net.Pipe()
	to, server := net.Pipe()
	r := &rig{client, server, make(chan error, 1), cut}
	p := &pipe{wire: w, from: from, to: to, start: handshake}
	go func() { r.ended <- p.run(ctx) }() // cut ends it
	return r
}

// arrivals sends n bytes and returns when the first and the last of them arrive.
func (r *rig) arrivals(t *testing.T, n int64) (first, last time.Duration) {
	t.Helper()
	begun := time.Now()
	go func() { // ends when all is taken
		if _, err := r.client.Write(make([]byte, n)); err != nil {
			t.Error(err)
		}
	}()
	if _, err := io.ReadFull(r.server, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	first = time.Since(begun)
	if _, err := io.CopyN(io.Discard, r.server, n-1); err != nil {
		t.Fatal(err)
	}
	return first, time.Since(begun)
}

func (r *rig) end(t *testing.T) {
	t.Helper()
	r.cut()
	if err := <-r.ended; err == nil {
		t.Error("a line that was cut ended well")
	}
	_ = r.client.Close() // an end of a pipe in memory
	_ = r.server.Close()
}

// TestRateAndDelay: a large amount takes its size divided by the rate; one byte takes half a round trip; connecting
// takes a whole one more.
func TestRateAndDelay(t *testing.T) {
	const rate = 12_500_000 // 100 Mbit/s
	for name, c := range map[string]struct {
		roundTrip, handshake time.Duration
	}{
		"20 ms":                  {20 * time.Millisecond, 0},
		"100 ms":                 {100 * time.Millisecond, 0},
		"300 ms":                 {300 * time.Millisecond, 0},
		"300 ms, new connection": {300 * time.Millisecond, 300 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := start(t, &wire{rate: rate, delay: c.roundTrip / 2, queue: 100 * time.Millisecond}, c.handshake)
				defer r.end(t)
				one, _ := r.arrivals(t, 1)
				if least := c.handshake + c.roundTrip/2; one < least || one > least+time.Millisecond {
					t.Errorf("one byte took %v, want %v", one, least)
				}
				const size = 20 * rate
				_, all := r.arrivals(t, size)
				least := size/rate*time.Second + c.roundTrip/2
				slow := 10 * c.roundTrip // the slow start of a window that doubles each round trip
				if all < least || all > least+slow {
					t.Errorf("%d bytes took %v, want %v and at most %v more", size, all, least, slow)
				}
			})
		})
	}
}

// TestQueue: no more is under way than the line and its queue hold, and in the end as much.
func TestQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rate, delay, queue = 1_000_000, 50 * time.Millisecond, 100 * time.Millisecond
		r := start(t, &wire{rate: rate, delay: delay, queue: queue}, 0)
		defer r.end(t)
		var arrived atomic.Int64
		go func() { // ends with r
			for data := make([]byte, chunkSize); ; {
				n, err := r.server.Read(data)
				if arrived.Add(int64(n)); err != nil {
					return
				}
			}
		}()
		const held = int64(rate * (delay + queue) / time.Second)
		under := int64(0)
		for begun, taken := time.Now(), int64(0); time.Since(begun) < 20*time.Second; {
			n, err := r.client.Write(make([]byte, 1000))
			if err != nil {
				t.Fatal(err)
			}
			taken += int64(n)
			if under = taken - arrived.Load(); under > held+chunkSize {
				t.Fatalf("%d bytes are under way after %v, the line holds %d", under, time.Since(begun), held)
			}
		}
		if under < held-chunkSize {
			t.Errorf("%d bytes are under way in the end, the line holds %d", under, held)
		}
	})
}

// TestTwoConnectionsShareTheRate: what one sends, the other waits for.
func TestTwoConnectionsShareTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rate = 1_000_000
		w := &wire{rate: rate, delay: 10 * time.Millisecond, queue: 50 * time.Millisecond}
		a, b := start(t, w, 0), start(t, w, 0)
		defer a.end(t)
		defer b.end(t)
		other := make(chan time.Duration)
		go func() { _, took := b.arrivals(t, 5*rate); other <- took }()
		_, took := a.arrivals(t, 5*rate)
		for _, took := range []time.Duration{took, <-other} {
			if took < 9*time.Second || took > 10500*time.Millisecond {
				t.Errorf("5 s worth of bytes beside as many took %v, want about 10 s", took)
			}
		}
	})
}

// TestEnd: the end of a sender arrives after all its bytes, and so does a break.
func TestEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const delay = 150 * time.Millisecond
		r := start(t, &wire{rate: 1_000_000, delay: delay, queue: delay}, 0)
		begun := time.Now()
		go func() { // ends when both are taken
			_, _ = r.client.Write(make([]byte, 1000))
			_ = r.client.Close()
		}()
		n, err := io.Copy(io.Discard, r.server)
		if n != 1000 || err != nil {
			t.Errorf("%d bytes arrived, %v", n, err)
		}
		if took := time.Since(begun); took < delay {
			t.Errorf("the end arrived after %v, want %v", took, delay)
		}
		if err := <-r.ended; err != nil {
			t.Errorf("a good end is reported as %v", err)
		}
	})
}
