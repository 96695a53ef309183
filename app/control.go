package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"sendoff/transfer"
	"sendoff/ui"
)

const (
	maxClients     = 32               // at once; bounds the memory that requests can take
	requestTimeout = 10 * time.Second // to send a request
	answerTimeout  = 10 * time.Second // to take an answer: a client that stands still is let go
)

// control is the owner's end of the control socket.
type control struct {
	q      queue
	log    *slog.Logger
	ln     net.Listener
	cancel context.CancelFunc
	quit   func()        // ends this process; nil = nobody else may
	where  func() string // where the practice server is or was
	slots  chan struct{} // one for each client
	wg     sync.WaitGroup
}

// serveControl makes the queue of this process reachable for others until ctx ends or close is
// called. It must own the queue: whatever stands at the socket's path was left by a dead process.
func serveControl(ctx context.Context, l *local) (*control, error) {
	ctx, cancel := context.WithCancel(ctx)
	ln, err := listenControl(ctx, l.dir)
	if err != nil {
		cancel()
		return nil, err
	}
	c := &control{q: l, log: l.log.Logger, ln: ln, cancel: cancel, quit: l.quit, where: l.practice.last, slots: make(chan struct{}, maxClients)}
	context.AfterFunc(ctx, func() { _ = ln.Close() })
	c.wg.Go(func() { c.accept(ctx) }) // ends when ctx does
	return c, nil
}

// close ends all conversations and removes the socket. A nil control has none.
func (c *control) close() {
	if c == nil {
		return
	}
	c.cancel()
	_ = c.ln.Close()
	c.wg.Wait()
}

func (c *control) accept(ctx context.Context) {
	for {
		conn, err := c.ln.Accept()
		if err != nil {
			if ctx.Err() == nil {
				c.log.Error("control socket", slog.Any("error", err))
			}
			return
		}
		select {
		case c.slots <- struct{}{}:
			c.wg.Go(func() { // ends with its client, its timeouts or ctx
				defer func() { <-c.slots }()
				c.serve(ctx, conn)
			})
		default:
			_ = conn.Close()
		}
	}
}

// serve answers one request.
func (c *control) serve(ctx context.Context, conn net.Conn) {
	r, in, err := hear(conn)
	if err == nil && r.Ask == askQuit && c.quit != nil {
		c.end(conn)
		return
	}
	defer conn.Close() //nolint:errcheck // nothing is left to be said to this client
	if err != nil {
		_ = send(conn, answer{Error: ui.ErrorText(err), Known: knownAs(err)})
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	go func() { // ends with the connection: a client that goes away ends its watch
		in.Scan()
		cancel()
	}()
	c.handle(ctx, conn, r)
}

// hear reads the one request. Where a key protects the way here, the client has to show it first.
func hear(conn net.Conn) (request, *bufio.Scanner, error) {
	in := bufio.NewScanner(conn)
	in.Buffer(nil, maxLine)
	if err := conn.SetReadDeadline(time.Now().Add(requestTimeout)); err != nil {
		return request{}, nil, err
	}
	if g, ok := conn.(*guarded); ok {
		if err := g.admit(in); err != nil {
			return request{}, nil, err
		}
	}
	if !in.Scan() {
		if errors.Is(in.Err(), bufio.ErrTooLong) {
			return request{}, nil, strange("request is too long")
		}
		return request{}, nil, errors.Join(in.Err(), io.ErrUnexpectedEOF)
	}
	r, err := readRequest(in.Bytes())
	if err != nil {
		return request{}, nil, err
	}
	return r, in, conn.SetReadDeadline(time.Time{})
}

// end ends this process at the wish of a client. The connection stays open until the process is gone:
// its end is how the client learns of that.
func (c *control) end(conn net.Conn) {
	go func() { _, _ = io.Copy(io.Discard, conn) }() // ends with the client or with the process
	_ = send(conn, answer{})
	c.quit()
}

func (c *control) handle(ctx context.Context, conn net.Conn, r request) {
	var a answer
	var err error
	switch r.Ask {
	case askHello:
		a.Practice = c.where()
	case askDo:
		err = c.q.Do(ctx, *r.Command)
	case askTranscript:
		a.Notes, err = c.q.Transcript(ctx, r.Job)
	case askSignIn:
		a.Kept, err = c.q.SignIn(ctx, *r.SignIn)
	case askSignOut:
		a.Kept, err = c.q.SignOut(ctx, r.Place)
	case askPins:
		a.Pins, err = c.q.Pins(ctx)
	case askDiagnose:
		a.Text, err = c.q.Diagnostics(ctx)
	case askRaise:
		err = c.q.Raise(ctx, transfer.PathStrings(r.Paths))
		a.NoWindow = errors.Is(err, errNoWindow)
	case askQuit:
		err = errors.New(tr("this Sendoff can only be ended where it was started"))
	case askWatch:
		_ = c.q.Watch(ctx, func(u transfer.Update) error { return send(conn, lines(u)...) })
		return
	}
	if err != nil {
		a.Error, a.Known, a.Unsaved = ui.ErrorText(err), knownAs(err), unsaved(err)
	}
	_ = send(conn, a) // a client that is gone hears nothing
}

func send(conn net.Conn, list ...answer) error {
	if err := conn.SetWriteDeadline(time.Now().Add(answerTimeout)); err != nil {
		return err
	}
	out := bufio.NewWriterSize(conn, 64<<10)
	enc := json.NewEncoder(out)
	for _, a := range list {
		if err := enc.Encode(a); err != nil {
			return err
		}
	}
	return out.Flush()
}
