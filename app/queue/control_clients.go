package queue

import (
	"log/slog"
	"net"
	"sync"
)

// clientListener admits clients to the control channel, a limited number at once. Others wait in the system's backlog.
type clientListener struct {
	net.Listener
	log    *slog.Logger
	places chan struct{}
	closed chan struct{}
	close  func() error
}

func newClientListener(ln net.Listener, log *slog.Logger, places int) *clientListener {
	d := &clientListener{Listener: ln, log: log, places: make(chan struct{}, places), closed: make(chan struct{})}
	d.close = sync.OnceValue(func() error {
		close(d.closed)
		return ln.Close()
	})
	return d
}

// Accept waits for a free place, then for a client of this user. The server retries after temporary errors, such as
// a lack of descriptors.
func (d *clientListener) Accept() (net.Conn, error) {
	select {
	case d.places <- struct{}{}:
	case <-d.closed:
		return nil, net.ErrClosed
	}
	for {
		conn, err := d.Listener.Accept()
		if err != nil {
			<-d.places
			return nil, err
		}
		if err := checkPeer(conn); err != nil {
			d.log.Warn("control channel", slog.Any("error", err))
			_ = conn.Close()
			continue
		}
		return &clientConn{Conn: conn, leave: sync.OnceFunc(func() { <-d.places })}, nil
	}
}

// Close closes the underlying listener.
func (d *clientListener) Close() error { return d.close() }

// clientConn is a connection that occupies a place.
type clientConn struct {
	net.Conn
	leave func()
}

// Close frees the place.
func (g *clientConn) Close() error {
	defer g.leave()
	return g.Conn.Close()
}
