package link

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// receiveBuffer is how much the kernel may take from a client before the relay asks for it.
const receiveBuffer = 64 << 10

// Options describe a line.
type Options struct {
	Target    string        // address of the server
	Rate      int64         // bytes a second in each direction; 0 = no limit
	RoundTrip time.Duration // there and back
	Queue     time.Duration // how long bytes may wait before the line
	Sent      func([]byte)  // told of the bytes that leave the client; several goroutines call it; nil: nobody
	Arrived   func([]byte)  // told of the bytes that arrive at the server; several goroutines call it; nil: nobody
}

// Link is a line to one server. Its methods may be called from any goroutine.
type Link struct {
	o        Options
	up, down *wire
	addr     string
	ctx      context.Context
	stop     context.CancelFunc
	running  sync.WaitGroup

	mu     sync.Mutex
	listen net.Listener       // nil while the line is down
	cut    context.CancelFunc // ends all connections of listen
}

// Open makes a line that lives until Close or the end of ctx.
func Open(ctx context.Context, o Options) (*Link, error) {
	l := &Link{
		o: o, addr: "127.0.0.1:0",
		up:   &wire{rate: o.Rate, delay: o.RoundTrip / 2, queue: o.Queue},
		down: &wire{rate: o.Rate, delay: o.RoundTrip / 2, queue: o.Queue},
	}
	l.ctx, l.stop = context.WithCancel(ctx)
	if err := l.Restore(); err != nil {
		l.stop()
		return nil, err
	}
	return l, nil
}

// Addr is where clients connect to.
func (l *Link) Addr() string { return l.addr }

// Close ends all connections and returns when nothing runs any more.
func (l *Link) Close() {
	l.Drop()
	l.stop()
	l.running.Wait()
}

// Drop breaks all connections at both ends. New ones are refused until Restore.
func (l *Link) Drop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.listen == nil {
		return
	}
	_ = l.listen.Close() // it is only listened on
	l.cut()
	l.listen = nil
}

// Restore takes connections again, at the same address.
func (l *Link) Restore() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.listen != nil {
		return nil
	}
	listen, err := new(net.ListenConfig).Listen(l.ctx, "tcp", l.addr)
	if err != nil {
		return fmt.Errorf("listen for the link: %w", err)
	}
	l.addr = listen.Addr().String()
	ctx, cut := context.WithCancel(l.ctx)
	l.listen, l.cut = listen, cut
	l.running.Go(func() { l.accept(ctx, listen) }) // ends when Drop closes listen
	return nil
}

func (l *Link) accept(ctx context.Context, listen net.Listener) {
	defer context.AfterFunc(ctx, func() { _ = listen.Close() })()
	for {
		client, err := listen.Accept()
		if err != nil {
			return
		}
		l.running.Go(func() { l.carry(ctx, client) }) // ends with its connection or with ctx
	}
}

// carry is the life of one connection.
func (l *Link) carry(ctx context.Context, client net.Conn) {
	server, err := new(net.Dialer).DialContext(ctx, "tcp", l.o.Target)
	if err != nil {
		reset(client)
		return
	}
	if tcp, ok := client.(*net.TCPConn); ok && l.o.Rate > 0 {
		_ = tcp.SetReadBuffer(receiveBuffer) // a larger one only hides some of the line
	}
	connect(ctx,
		&pipe{wire: l.up, from: client, to: server, start: l.o.RoundTrip, sent: l.o.Sent, arrived: l.o.Arrived},
		&pipe{wire: l.down, from: server, to: client})
}

// connect runs both directions. What breaks one of them breaks the connection at both ends.
func connect(ctx context.Context, up, down *pipe) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var both sync.WaitGroup
	var broken [2]error
	for i, p := range []*pipe{up, down} {
		both.Go(func() { // ends with its pipe
			if broken[i] = p.run(ctx); broken[i] != nil {
				cancel(broken[i])
			}
		})
	}
	both.Wait()
	end := func(c net.Conn) { _ = c.Close() }
	if errors.Join(broken[:]...) != nil {
		end = reset
	}
	end(up.from)
	end(up.to)
}
