package bits

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// piped returns a conn over a pipe, which has no buffer, and the server's end.
func piped(t *testing.T, stall time.Duration) (*conn, net.Conn, *atomic.Pointer[meter]) {
	t.Helper()
	here, there := net.Pipe()
	var m atomic.Pointer[meter]
	c := &conn{Conn: here, meter: &m, stall: stall}
	c.life, c.end = context.WithCancel(t.Context())
	t.Cleanup(func() { _, _ = c.Close(), there.Close() })
	return c, there, &m
}

// sip reads n bytes at a time with a pause before each, until the other end closes.
func sip(from io.Reader, n int, pause time.Duration) []byte {
	var all []byte
	for {
		<-time.After(pause)
		p := make([]byte, n)
		got, err := from.Read(p)
		all = append(all, p[:got]...)
		if err != nil {
			return all
		}
	}
}

// TestSlowIsNotStalled: a kilobyte in ten seconds is slow, not stalled. Every byte arrives once although every step
// misses its deadline.
func TestSlowIsNotStalled(t *testing.T) {
	if !exactWrites {
		t.Skip("what a cut write moved is not known here")
	}
	for _, way := range []string{"ReadFrom", "Write"} {
		t.Run(way, func(t *testing.T) {
			path, open := source(t, 150_000)
			want, _ := os.ReadFile(path)
			synctest.Test(t, func(t *testing.T) {
				c, there, _ := piped(t, 30*time.Second)
				got := make(chan []byte, 1)
				go func() { got <- sip(there, 1000, 10*time.Second) }() // ended by closing c
				var n int64
				var err error
				if way == "Write" {
					var wrote int
					wrote, err = c.Write(want)
					n = int64(wrote)
				} else {
					f, _ := open()
					b, _ := newBody(f, Range{0, 149_999, 150_000})
					defer func() { _ = b.Close() }()
					n, err = c.ReadFrom(&io.LimitedReader{R: b, N: 150_000})
				}
				if n != 150_000 || err != nil {
					t.Errorf("%d bytes, %v", n, err)
				}
				_ = c.Close()
				if data := <-got; !bytes.Equal(data, want) {
					t.Errorf("%d bytes arrived, not those of the file", len(data))
				}
			})
		})
	}
}

// TestStalled: a write ends when the stall time has passed since the last byte. Later writes do not wait.
func TestStalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, there, _ := piped(t, 30*time.Second)
		go func() { // ended by its own end
			_, _ = io.ReadFull(there, make([]byte, 100))
		}()
		begun := time.Now()
		n, err := c.Write(make([]byte, 1000))
		if n != 100 || !errors.Is(err, ErrStalled) {
			t.Errorf("%d bytes, %v", n, err)
		}
		if took := time.Since(begun); took < 30*time.Second || took > 30*time.Second*5/4 {
			t.Errorf("noticed after %v", took)
		}
		begun = time.Now()
		if _, err := c.Write([]byte("bye")); !errors.Is(err, ErrStalled) || time.Since(begun) > 0 {
			t.Errorf("a write on a stalled connection: %v after %v", err, time.Since(begun))
		}
	})
}

// TestGoodbyeDeadline: crypto/tls gives its last record five seconds. The stall time must not extend them.
func TestGoodbyeDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, there, _ := piped(t, 30*time.Second)
		begun := time.Now()
		_ = c.SetWriteDeadline(begun.Add(5 * time.Second))
		if _, err := c.Write([]byte("bye")); err == nil || time.Since(begun) != 5*time.Second {
			t.Errorf("error %v after %v", err, time.Since(begun))
		}
		c.dead.Store(false)
		_ = c.SetDeadline(time.Time{})
		got := make(chan []byte, 1)
		go func() { got <- sip(there, 10, 10*time.Second) }() // ended by closing c
		if _, err := c.Write([]byte("hello")); err != nil {
			t.Errorf("without a deadline: %v", err)
		}
		_ = c.Close()
		if data := <-got; string(data) != "hello" {
			t.Errorf("%q arrived", data)
		}
	})
}

// TestLateAnswer: a failed write returns when the connection has ended, or soon after the failure.
func TestLateAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, there, _ := piped(t, 30*time.Second)
		_ = there.Close()
		begun := time.Now()
		if _, err := c.Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) || time.Since(begun) != lateAnswer {
			t.Errorf("error %v after %v", err, time.Since(begun))
		}
		time.AfterFunc(time.Millisecond, func() { _ = c.Close() })
		begun = time.Now()
		if _, err := c.Write([]byte("x")); err == nil || time.Since(begun) != time.Millisecond {
			t.Errorf("error %v after %v", err, time.Since(begun))
		}
	})
}

// tokens hands out at most n at a time and records the requests.
type tokens struct {
	n    int64
	mu   sync.Mutex
	asks []int64
	got  int64
}

func (r *tokens) Take(ctx context.Context, want int64) (int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asks = append(r.asks, want)
	n := min(want, r.n)
	r.got += n
	return n, ctx.Err()
}

// TestLimiter: every byte was requested, and none is sent without permission.
func TestLimiter(t *testing.T) {
	const size = 300_000
	s := script(t, clean("BITS-Received-Content-Range: 300000"), clean(), clean())
	c := newClient(t, s, Options{})
	path, open := source(t, size)
	limit := &tokens{n: 7000}
	var sent atomic.Int64
	part := whole(size, open)
	part.Limiter, part.Sent = limit, &sent
	if _, err := c.Send(t.Context(), someSession, part); err != nil {
		t.Fatal(err)
	}
	m := s.requests()[0]
	if !sameAsFile(t, path, m.body) {
		t.Error("another body than the file arrived")
	}
	if limit.got != sent.Load() {
		t.Errorf("%d bytes were permitted, %d sent", limit.got, sent.Load())
	}
	if len(limit.asks) < size/7000 || slices.Min(limit.asks) < 1 || slices.Max(limit.asks) > maxStep {
		t.Errorf("asked %d times, for %d to %d", len(limit.asks), slices.Min(limit.asks), slices.Max(limit.asks))
	}
	asked := len(limit.asks)
	reply, err := c.Reply(t.Context(), s.url.String(), 0)
	if err != nil {
		t.Fatal(err)
	}
	_ = reply.Body.Close()
	if err := c.Close(t.Context(), someSession); err != nil || len(limit.asks) != asked {
		t.Errorf("the limiter of the fragment was asked for the next packet too; %v", err)
	}
}

// TestOddLimiter: a limiter's result outside the request neither sends more nor loops for ever.
func TestOddLimiter(t *testing.T) {
	for _, n := range []int64{-5, 0, 1 << 40} {
		s := script(t, clean())
		part := Part{Limiter: oddLimiter(n)}
		path, open := source(t, 500)
		part.Range, part.Open = Range{0, 499, 500}, open
		if _, err := newClient(t, s, Options{}).Send(t.Context(), someSession, part); err != nil || !sameAsFile(t, path, s.requests()[0].body) {
			t.Errorf("limiter that gives %d: %v", n, err)
		}
	}
}

type oddLimiter int64

func (o oddLimiter) Take(context.Context, int64) (int64, error) { return int64(o), nil }

// closedLimiter never gives permission.
type closedLimiter struct{ asked chan struct{} }

func (s closedLimiter) Take(ctx context.Context, _ int64) (int64, error) {
	close(s.asked)
	<-ctx.Done()
	return 0, context.Cause(ctx)
}

// TestLimiterLetsGo: waiting for permission ends with the fragment.
func TestLimiterLetsGo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, open := source(t, 500)
	part := whole(500, open)
	limit := closedLimiter{make(chan struct{})}
	part.Limiter = limit
	go func() { // ended by the limiter's call
		<-limit.asked
		cancel()
	}()
	c := newClient(t, script(t), Options{})
	if _, err := c.Send(ctx, someSession, part); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestLimiterOfDeadConnection: waiting for permission ends with the connection.
func TestLimiterOfDeadConnection(t *testing.T) {
	limit := closedLimiter{make(chan struct{})}
	s := serve(t, func(*peer) { <-limit.asked })
	_, open := source(t, 500)
	part := whole(500, open)
	part.Limiter = limit
	if _, err := newClient(t, s, Options{}).Send(t.Context(), someSession, part); err == nil || t.Context().Err() != nil {
		t.Errorf("error %v", err)
	}
}

// TestSent: head and body are counted.
func TestSent(t *testing.T) {
	for _, size := range []int{1, 4891, 5 << 20} {
		s := script(t, clean())
		path, open := source(t, size)
		var sent atomic.Int64
		part := whole(size, open)
		part.Sent = &sent
		if _, err := newClient(t, s, Options{}).Send(t.Context(), someSession, part); err != nil {
			t.Fatal(err)
		}
		m := s.requests()[0]
		head := len(m.line) + 4
		for _, f := range m.fields {
			head += len(f.name) + len(f.value) + 4
		}
		if got := sent.Load(); got != int64(head+size) || !sameAsFile(t, path, m.body) {
			t.Errorf("%d sent, want %d + %d", got, head, size)
		}
	}
}

// TestPart: a fragment within a file is sent exactly, in steps of any size.
func TestPart(t *testing.T) {
	s := script(t, clean())
	path, open := source(t, 5<<20)
	r := Range{1<<20 + 1, 4<<20 + 2, 5 << 20}
	if _, err := newClient(t, s, Options{}).Send(t.Context(), someSession, Part{Range: r, Open: open}); err != nil {
		t.Fatal(err)
	}
	data, _ := os.ReadFile(path)
	if !bytes.Equal(s.requests()[0].body, data[r.First:r.Last+1]) {
		t.Error("the body is not the range of the file")
	}
}

// TestStepsFollowTheLine: small on a slow line, so that one takes well under the stall time, large on a fast one, and
// as they are in between.
func TestStepsFollowTheLine(t *testing.T) {
	for _, c := range []struct {
		from step
		took time.Duration
		want step
	}{
		{64 << 10, time.Millisecond, 128 << 10},
		{maxStep, time.Millisecond, maxStep},
		{64 << 10, 500 * time.Millisecond, 64 << 10},
		{64 << 10, 2 * time.Second, 32 << 10},
		{minStep, 2 * time.Second, minStep},
	} {
		s := c.from
		if s.took(c.took); s != c.want {
			t.Errorf("%d bytes in %s: then %d, want %d", c.from, c.took, s, c.want)
		}
	}
}
