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
	requestTimeout = 10 * time.Second // to send a request
	answerTimeout  = 10 * time.Second // to take an answer: a client that stands still is let go
	endWait        = 3 * time.Second  // for requests that are under way when the queue closes
	maxTurns       = 32               // requests at work at once; bounds the memory that their bodies take
	maxHead        = 16 << 10         // bytes of a request's head
)

// owned is the queue as its owner offers it to other processes.
type owned interface {
	Queue
	// Owner says who this is.
	Owner() OwnerInfo
	// Yield closes the queue if its owner does less with it than another process is going to do, and
	// reports whether it will.
	Yield(to Aim) bool
}

// control is the owner's end of the control channel: an HTTP server on a local socket or pipe. It looks at
// no Host header and no Origin: no browser can reach a socket or pipe, and who connects is known to the system.
type control struct {
	q        owned
	log      *slog.Logger
	quit     func() // ends this process; nil = nobody else may
	version  string
	server   *http.Server
	door     *door
	turns    chan struct{} // one for each request at work, but for watches
	watchers chan struct{} // one for each watch
	ending   chan struct{} // closed when the queue is about to close: watches end
	close    func()        // ends all conversations and removes the socket
}

// controlOptions are what a control channel is made of.
type controlOptions struct {
	Dir      string
	Queue    owned
	Log      *slog.Logger
	Quit     func() // ends this process; nil = nobody else may
	Version  string // of this program
	Clients  int    // connections at once
	Watchers int    // of them, those that watch
}

// serveControl makes the queue of this process reachable for others until its close is called. The process
// must own the queue: whatever stands at the socket's path was left by a dead process.
func serveControl(ctx context.Context, o controlOptions) (*control, error) {
	ln, err := listenControl(ctx, o.Dir)
	if err != nil {
		return nil, err
	}
	c := &control{
		q: o.Queue, log: o.Log, quit: o.Quit, version: o.Version, door: newDoor(ln, o.Log, o.Clients),
		turns: make(chan struct{}, maxTurns), watchers: make(chan struct{}, o.Watchers), ending: make(chan struct{}),
	}
	c.server = &http.Server{
		Handler: c.routes(), ReadHeaderTimeout: requestTimeout, MaxHeaderBytes: maxHead,
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
	}
	c.server.SetKeepAlivesEnabled(false) // a connection that says nothing more would hold a place
	served := make(chan struct{})
	go func() { // ends with the server
		defer close(served)
		if err := c.server.Serve(c.door); !errors.Is(err, http.ErrServerClosed) {
			o.Log.Error("control channel", slog.Any("error", err))
		}
	}()
	c.close = sync.OnceFunc(func() {
		c.end(ctx)
		<-served
	})
	return c, nil
}

// end lets requests finish whose answer others count on, for a short time.
func (c *control) end(ctx context.Context) {
	close(c.ending)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endWait)
	defer cancel()
	if err := c.server.Shutdown(ctx); err != nil {
		_ = c.server.Close()
	}
}

// door lets in who may use the control channel, at most so many at once. Who comes later waits in the
// system's line.
type door struct {
	net.Listener
	log    *slog.Logger
	places chan struct{}
	closed chan struct{}
	close  func() error
}

func newDoor(ln net.Listener, log *slog.Logger, places int) *door {
	d := &door{Listener: ln, log: log, places: make(chan struct{}, places), closed: make(chan struct{})}
	d.close = sync.OnceValue(func() error {
		close(d.closed)
		return ln.Close()
	})
	return d
}

// Accept waits for a place, then for a client of this user. The server tries again after what passes, such as
// a lack of descriptors.
func (d *door) Accept() (net.Conn, error) {
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
		return &guest{Conn: conn, leave: sync.OnceFunc(func() { <-d.places })}, nil
	}
}

// Close closes the door and what it stands before.
func (d *door) Close() error { return d.close() }

// guest is a connection that has a place.
type guest struct {
	net.Conn
	leave func()
}

// Close gives the place back.
func (g *guest) Close() error {
	defer g.leave()
	return g.Conn.Close()
}
