package queue

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	requestTimeout = 10 * time.Second // for sending a request
	answerTimeout  = 10 * time.Second // for receiving an answer; a slower client is dropped
	endWait        = 3 * time.Second  // for running requests when the queue closes
	maxTurns       = 32               // requests processed at once; bounds the memory for their bodies
	maxHead        = 16 << 10         // bytes of a request's headers
)

// owned is the queue as its owner offers it to other processes.
type owned interface {
	Queue
	// Owner describes this owner.
	Owner() OwnerInfo
	// Yield closes the queue if another process would do more with it than this one, and reports whether it will.
	Yield(to Aim) bool
}

// control is the owner's end of the control channel: an HTTP server on a local socket or pipe. It checks neither
// Host nor Origin: no browser can reach a socket or pipe, and the system identifies the client's user.
type control struct {
	q        owned
	log      *slog.Logger
	quit     func() // ends this process; nil = others may not
	version  string
	server   *http.Server
	clients  *clientListener
	turns    chan struct{} // one for each running request, except watches
	watchers chan struct{} // one for each watch
	ending   chan struct{} // closed before the queue closes: watches end
	close    func()        // ends all connections and removes the socket
}

// controlOptions configure a control channel.
type controlOptions struct {
	Dir      string
	Queue    owned
	Log      *slog.Logger
	Quit     func() // ends this process; nil = others may not
	Version  string // of this program
	Clients  int    // connections at once
	Watchers int    // part of them: those that watch
}

// serveControl makes this process's queue reachable until close is called. The process must own the queue: an
// existing socket was left by a dead process.
func serveControl(ctx context.Context, o controlOptions) (*control, error) {
	ln, err := listenControl(ctx, o.Dir)
	if err != nil {
		return nil, err
	}
	c := &control{
		q: o.Queue, log: o.Log, quit: o.Quit, version: o.Version, clients: newClientListener(ln, o.Log, o.Clients),
		turns: make(chan struct{}, maxTurns), watchers: make(chan struct{}, o.Watchers), ending: make(chan struct{}),
	}
	c.server = &http.Server{
		Handler: c.routes(), ReadHeaderTimeout: requestTimeout, MaxHeaderBytes: maxHead,
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
	}
	c.server.SetKeepAlivesEnabled(false) // an idle connection would occupy a place
	served := make(chan struct{})
	go func() { // ends with the server
		defer close(served)
		if err := c.server.Serve(c.clients); !errors.Is(err, http.ErrServerClosed) {
			o.Log.Error("control channel", slog.Any("error", err))
		}
	}()
	c.close = sync.OnceFunc(func() {
		c.end(ctx)
		<-served
	})
	return c, nil
}

// end gives running requests a short time to finish: their clients rely on the answer.
func (c *control) end(ctx context.Context) {
	close(c.ending)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endWait)
	defer cancel()
	if err := c.server.Shutdown(ctx); err != nil {
		_ = c.server.Close()
	}
}

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
