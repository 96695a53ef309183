package bits

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"runtime"
	"sync/atomic"
	"time"
)

// ErrStalled is the error of a request without any bytes moving for Options.Stall.
var ErrStalled = errors.New("no byte moved for too long")

// Limiter limits the rate of sending. Take waits until part of want bytes may be sent and returns how many, at least
// 1. If ctx ends first it returns ctx's error.
type Limiter interface {
	Take(ctx context.Context, want int64) (int64, error)
}

// meter belongs to one fragment: it asks the limiter and counts the bytes that the connection takes.
type meter struct {
	ctx     context.Context // ends with the fragment
	limiter Limiter         // nil: no limit
	sent    *atomic.Int64   // nil: not counted
	pace    Pace            // used by the connection only
	body    *body           // of the fragment; nil: not known
}

// conn is a connection that writes in small steps. They make progress visible, keep the rate limit within a fragment
// and reveal a stall.
type conn struct {
	net.Conn
	meter  *atomic.Pointer[meter]
	stall  time.Duration
	number uint64          // its number among those of the Transport, from 1
	life   context.Context // ends when the connection is closed
	end    context.CancelFunc
	until  atomic.Int64 // write deadline set by net/http or crypto/tls, in ns since 1970; 0 = none
	dead   atomic.Bool  // stalled: further writes could only stall again
	to     string       // network and address that it was dialled to
	holds  atomic.Bool  // the next Close leaves it open, for another CONNECT
	held   atomic.Bool  // that Close has come, and no dial since
	// secured is TLS over it, to an https proxy; nil = none. It is set before the connection is used.
	secured net.Conn
	first   atomic.Pointer[greeting] // the first bytes received; nil = none yet

	// The fields below belong to the sender.
	run      int64     // bytes sent since begun
	begun    time.Time // of the run
	wide     bool      // many unsent bytes may be queued
	gathered []byte    // TLS records to be sent with the next ones
}

const (
	minStep = 4 << 10
	maxStep = 1 << 20 // larger ones save nothing

	fastRun = 1 << 20                // bytes after which the connection is judged anew
	fast    = 100 * time.Millisecond // in which a fast connection sends them

	// stepsPerStall is how often within the stall time the sent bytes are counted. Progress within a step is known only when
	// the step ends.
	stepsPerStall = 4

	// exactWrites reports whether a write that missed its deadline says how many bytes were sent. Windows does not. There a
	// step gets the whole stall time and is not retried.
	exactWrites = runtime.GOOS != "windows"

	// lateAnswer is how long a failed write waits for an answer that may explain the failure.
	lateAnswer = 500 * time.Millisecond
)

// step is the size of the next step, in bytes. On a slow connection it is small enough to take well under the stall
// time, on a fast one large enough to cost nothing.
type step int64

func (s *step) took(d time.Duration) {
	switch {
	case d < 100*time.Millisecond:
		*s = min(*s*2, maxStep)
	case d > time.Second:
		*s = max(*s/2, minStep)
	}
}

// Write sends p, a head or one TLS record of a body, or keeps it for a moment, see gather.
func (c *conn) Write(p []byte) (int, error) {
	if c.gather(p) {
		return len(p), nil
	}
	all := c.withGathered(p)
	n, err := c.writeAll(all)
	return max(n-(len(all)-len(p)), 0), err
}

func (c *conn) writeAll(p []byte) (int, error) {
	var idle time.Duration
	own, total := c.meter.Load(), 0
	for total < len(p) {
		n, err := c.allowed(int64(len(p) - total))
		if err != nil {
			return total, err
		}
		begun := c.expectBytes(c.stepTime(exactWrites))
		wrote, err := c.Conn.Write(p[total : total+int(n)])
		total += wrote
		own.count(int64(wrote))
		c.moved(int64(wrote))
		o := outcome{int64(wrote), time.Since(begun), err}
		if err != nil && !c.retriesStep(&idle, o) {
			return total, c.failed(err)
		}
		if own.crawls(o) {
			return total, c.failed(os.ErrDeadlineExceeded)
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
	var idle time.Duration
	own, size, total := c.meter.Load(), step(64<<10), int64(0) // c.meter may belong to a later fragment when a stuck step ends
	for outer.N > 0 {
		want, err := c.allowed(min(int64(size), outer.N))
		if err != nil {
			return total, err
		}
		o, again := c.push(outer.R, want)
		size.took(o.took)
		total += o.n
		outer.N -= o.n
		own.count(o.n)
		c.moved(o.n)
		switch {
		case o.err == nil && o.n == 0:
			return total, nil // r is at its end
		case o.err != nil && (!again || !c.retriesStep(&idle, o)):
			return total, c.failed(o.err)
		case own.crawls(o):
			return total, c.failed(os.ErrDeadlineExceeded)
		}
	}
	return total, nil
}

// moved lets a fast connection queue more unsent bytes, which saves a third of the waits of its sender, and a slow one
// few, so that sent means sent.
func (c *conn) moved(n int64) {
	if c.run += n; c.run < fastRun {
		return
	}
	now := time.Now()
	if wide := now.Sub(c.begun) < fast; wide != c.wide {
		c.wide = wide
		queueUnsent(c.Conn, wide)
	}
	c.run, c.begun = 0, now
}

// outcome is the result of one step.
type outcome struct {
	n    int64
	took time.Duration
	err  error
}

// push sends up to want bytes of r. again reports whether r stands at the first unsent byte, so that sending can go
// on after the step's deadline.
func (c *conn) push(r io.Reader, want int64) (o outcome, again bool) {
	b, ok := r.(*body)
	if !ok {
		begun := c.expectBytes(c.stepTime(false))
		n, err := io.Copy(c.Conn, &io.LimitedReader{R: r, N: want})
		return outcome{n, time.Since(begun), err}, false
	}
	p, err := b.next(want)
	if errors.Is(err, io.EOF) {
		return outcome{}, false
	}
	if err == nil && c.life.Err() != nil { // the connection ended while the file was read
		err = net.ErrClosed
	}
	if err != nil {
		return outcome{err: err}, false
	}
	begun := c.expectBytes(c.stepTime(exactWrites))
	n, err := c.Conn.Write(p)
	b.sent(n)
	return outcome{int64(n), time.Since(begun), err}, exactWrites
}

// stepTime is the time limit of a step. again reports whether a step can go on after it.
func (c *conn) stepTime(again bool) time.Duration {
	if again {
		return c.stall / stepsPerStall
	}
	return c.stall
}

// retriesStep reports whether to go on after a step's deadline: bytes moved, or the time without any, which it
// counts in idle, is still below the stall time.
func (c *conn) retriesStep(idle *time.Duration, o outcome) bool {
	if !exactWrites || !errors.Is(o.err, os.ErrDeadlineExceeded) {
		return false
	}
	*idle += o.took
	if o.n > 0 {
		*idle = 0
	}
	until := c.until.Load()
	return *idle < c.stall && (until == 0 || time.Now().UnixNano() < until)
}

// crawls reports whether a fragment moves too slowly. Waiting for the limiter does not count.
func (m *meter) crawls(o outcome) bool { return m != nil && !m.pace.Spend(o.took, o.n) }

// allowed asks the limiter for up to want bytes. The wait ends with the fragment or the connection.
func (c *conn) allowed(want int64) (int64, error) {
	if c.dead.Load() {
		return 0, ErrStalled
	}
	if c.life.Err() != nil {
		return 0, net.ErrClosed
	}
	m := c.meter.Load()
	if m == nil || m.limiter == nil {
		return want, nil
	}
	ctx, cancel := context.WithCancelCause(m.ctx)
	defer cancel(nil)
	defer context.AfterFunc(c.life, func() { cancel(net.ErrClosed) })()
	n, err := m.limiter.Take(ctx, want)
	return min(max(n, 1), want), err
}

func (m *meter) count(n int64) {
	if m != nil && m.sent != nil {
		m.sent.Add(n)
	}
}

// expectBytes sets the deadline of the coming step, or an earlier one that net/http or crypto/tls set. It returns the
// present. A connection without deadlines relies on the system's own time-out.
func (c *conn) expectBytes(patience time.Duration) (begun time.Time) {
	begun = time.Now()
	deadline := begun.Add(patience)
	if until := c.until.Load(); until != 0 && until < deadline.UnixNano() {
		deadline = time.Unix(0, until)
	}
	_ = c.Conn.SetWriteDeadline(deadline)
	if c.life.Err() != nil { // Close may have set a deadline before
		_ = c.Conn.SetWriteDeadline(begun)
	}
	return begun
}

// SetWriteDeadline also remembers the deadline that crypto/tls sets on closing: expectBytes would undo it.
func (c *conn) SetWriteDeadline(t time.Time) error {
	c.remember(t)
	return c.Conn.SetWriteDeadline(t)
}

// SetDeadline is SetWriteDeadline for both directions.
func (c *conn) SetDeadline(t time.Time) error {
	c.remember(t)
	return c.Conn.SetDeadline(t)
}

func (c *conn) remember(t time.Time) {
	if t.IsZero() {
		c.until.Store(0)
		return
	}
	c.until.Store(t.UnixNano())
}

// failed returns the error of a failed write. A stalled connection is closed at once, dropping its queued bytes.
// After any other failure an answer may be on its way: a server that refuses a fragment early answers and closes.
// net/http would drop that answer on the error. So the error waits until the reading side has ended and the
// connection is closed.
func (c *conn) failed(err error) error {
	if c.life.Err() != nil && !c.dead.Load() {
		return net.ErrClosed
	}
	if isTimeout(err) {
		c.dead.Store(true)
		c.noLinger()
		return ErrStalled
	}
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return err // the file's error, not the connection's
	}
	late := time.NewTimer(lateAnswer)
	defer late.Stop()
	select {
	case <-c.life.Done():
	case <-late.C:
	}
	if c.dead.Load() {
		return ErrStalled
	}
	return err
}

// Read returns ErrStalled also for the system's own time-out, which the system reports only once, to the reader or to
// the writer.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && c.first.Load() == nil {
		first := greeting(bytes.Clone(p[:min(n, versionAt+2)]))
		c.first.Store(&first)
	}
	if SystemTimedOut(err) {
		c.dead.Store(true)
		err = ErrStalled
	}
	return n, err
}

func isTimeout(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded) || SystemTimedOut(err)
}

// Close ends the connection and all waits on it, unless it is to be held. A step that is stuck reading its file sends
// nothing afterwards.
func (c *conn) Close() error {
	if c.holds.CompareAndSwap(true, false) {
		c.held.Store(true)
		return nil
	}
	c.end()
	return c.Conn.Close()
}

// abort closes the connection without sending what is queued.
func (c *conn) abort() {
	c.noLinger()
	_ = c.drop()
}

// noLinger makes Close drop the queued bytes. Otherwise the system would send them first, and the server would learn
// of a cancel seconds late.
func (c *conn) noLinger() {
	if tcp, ok := c.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}
