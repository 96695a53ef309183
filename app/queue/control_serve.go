package queue

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
)

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
