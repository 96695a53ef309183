package bits

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// ErrStalled is the error of a request of which no byte moved for Options.Stall.
var ErrStalled = errors.New("no byte moved for too long")

// Limiter hands out permission to send. Take waits until some of want bytes may go and returns how
// many, at least 1; it ends early with ctx's error.
type Limiter interface {
	Take(ctx context.Context, want int64) (int64, error)
}

// meter goes with one fragment: it counts what the connection takes and asks for permission first.
type meter struct {
	ctx     context.Context //nolint:containedctx // the fragment's own, gone with it
	limiter Limiter         // nil: no limit
	sent    *atomic.Int64   // nil: nobody counts
}

// conn is a connection that feeds what it is given to the network in steps. The steps are what makes
// progress visible, keeps to the rate limit inside a fragment and notices a stall, while each step
// may still be one sendfile.
type conn struct {
	net.Conn
	meter *atomic.Pointer[meter]
	stall time.Duration
}

const (
	minStep = 4 << 10
	maxStep = 1 << 20
)

// step is the size of the next step: small enough that one takes well under the stall time on a slow
// line, large enough to cost nothing on a fast one.
type step int64

func (s *step) took(d time.Duration) {
	switch {
	case d < 100*time.Millisecond:
		*s = min(*s*2, maxStep)
	case d > time.Second:
		*s = max(*s/2, minStep)
	}
}

// Write sends p, which is a head, or a TLS record's worth of a body.
func (c *conn) Write(p []byte) (int, error) {
	total := 0
	for total < len(p) {
		n, err := c.allowed(int64(len(p) - total))
		if err != nil {
			return total, err
		}
		c.expectBytes()
		wrote, err := c.Conn.Write(p[total : total+int(n)])
		total += wrote
		c.count(int64(wrote))
		if err != nil {
			return total, stalled(err)
		}
	}
	return total, nil
}

// ReadFrom sends what r has. net/http calls it with the body inside an io.LimitedReader.
func (c *conn) ReadFrom(r io.Reader) (int64, error) {
	outer, ok := r.(*io.LimitedReader)
	if !ok {
		outer = &io.LimitedReader{R: r, N: 1<<63 - 1}
	}
	size, total := step(64<<10), int64(0)
	for outer.N > 0 {
		want, err := c.allowed(min(int64(size), outer.N))
		if err != nil {
			return total, err
		}
		begun := time.Now()
		c.expectBytes()
		n, err := io.Copy(c.Conn, &io.LimitedReader{R: outer.R, N: want})
		size.took(time.Since(begun))
		total += n
		outer.N -= n
		c.count(n)
		if err != nil {
			return total, stalled(err)
		}
		if n < want {
			break // r is at its end
		}
	}
	return total, nil
}

func (c *conn) allowed(want int64) (int64, error) {
	m := c.meter.Load()
	if m == nil || m.limiter == nil {
		return want, nil
	}
	return m.limiter.Take(m.ctx, want)
}

func (c *conn) count(n int64) {
	if m := c.meter.Load(); m != nil && m.sent != nil {
		m.sent.Add(n)
	}
}

// expectBytes gives the coming step the stall time; a connection that cannot have deadlines is left
// to the system's own time-out.
func (c *conn) expectBytes() { _ = c.Conn.SetWriteDeadline(time.Now().Add(c.stall)) }

func stalled(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return ErrStalled
	}
	return err
}

// abort ends the connection at once. Without linger 0 the system would first send all that is
// queued, and the server would learn of a cancel seconds late.
func (c *conn) abort() {
	if tcp, ok := c.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
}
