package link

import (
	"context"
	"errors"
	"io"
	"net"
	"time"
)

const (
	chunkSize = 16 << 10 // bytes handed on at once: 1.3 ms at 100 Mbit/s
	maxChunks = 4096     // under way in one pipe
)

// pipe is one direction of one connection.
type pipe struct {
	wire     *wire
	from, to net.Conn
	start    time.Duration // before the first byte leaves: the client's handshake
	sent     func([]byte)  // told of what leaves; nil: nobody
	arrived  func([]byte)  // told of what has arrived; nil: nobody
}

// chunk is some bytes under way, or the end of them.
type chunk struct {
	data []byte
	at   time.Time // when it arrives
	err  error     // io.EOF: the sender is done; else its connection broke
}

// run carries bytes until the end or until ctx is done, and then has left no goroutine behind. It returns what ended
// it.
func (p *pipe) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(ctx, func() {
		_ = p.from.SetReadDeadline(time.Unix(1, 0))
		_ = p.to.SetWriteDeadline(time.Unix(1, 0))
	})()
	chunks := make(chan chunk, maxChunks)
	go p.read(ctx, chunks) // ends with its sender or with ctx, and closes chunks
	err := p.write(ctx, chunks)
	stop()
	for range chunks {
		continue // until read has ended
	}
	return err
}

// read takes bytes from the sender as fast as the window and the queue let them go.
func (p *pipe) read(ctx context.Context, chunks chan<- chunk) {
	defer close(chunks)
	w := newWindow(p.wire)
	if !wait(ctx, p.start) {
		return
	}
	for {
		for pause := p.pause(w); pause > 0; pause = p.pause(w) {
			if !wait(ctx, pause) {
				return
			}
		}
		data := make([]byte, chunkSize)
		n, err := p.from.Read(data)
		if ctx.Err() != nil {
			return
		}
		now := time.Now()
		at := p.wire.book(n, now)
		w.sent(n, now, at.Add(p.wire.delay))
		if p.sent != nil {
			p.sent(data[:n])
		}
		select {
		case chunks <- chunk{data[:n], at, err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// pause returns how long nothing more may leave.
func (p *pipe) pause(w *window) time.Duration {
	now := time.Now()
	return max(w.full(now), p.wire.full(now))
}

// write hands on what arrives.
func (p *pipe) write(ctx context.Context, chunks <-chan chunk) error {
	for c := range chunks {
		if !wait(ctx, time.Until(c.at)) {
			return context.Cause(ctx)
		}
		if p.arrived != nil {
			p.arrived(c.data)
		}
		if _, err := p.to.Write(c.data); err != nil {
			return err
		}
		if errors.Is(c.err, io.EOF) {
			return closeWrite(p.to)
		}
		if c.err != nil {
			return c.err
		}
	}
	return context.Cause(ctx)
}

// closeWrite tells the receiver that nothing more comes. It can still answer.
func closeWrite(c net.Conn) error {
	if half, ok := c.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return c.Close()
}

// reset ends a connection so that the other side sees it as broken.
func reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // it may be closed already
	}
	_ = c.Close()
}

// wait returns after d, or reports false as soon as ctx is done.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
