package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"sendoff/transfer"
	"sendoff/ui"
)

const (
	controlName    = "control.sock"
	maxSocketPath  = 100              // bytes; systems stop at 104 or 108
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
	slots  chan struct{} // one for each client
	wg     sync.WaitGroup
}

// serveControl makes the queue of this process reachable for others until ctx ends or close is
// called. It must own the queue: whatever stands at the socket's path was left by a dead process.
func serveControl(ctx context.Context, l *local) (*control, error) {
	path, err := socketPath(l.dir)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove the old control socket: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	ln, err := new(net.ListenConfig).Listen(ctx, "unix", path)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("open the control socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		cancel()
		return nil, errors.Join(fmt.Errorf("protect the control socket: %w", err), ln.Close())
	}
	c := &control{q: l, log: l.log.Logger, ln: ln, cancel: cancel, slots: make(chan struct{}, maxClients)}
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
	defer conn.Close() //nolint:errcheck // nothing is left to be said to this client
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()

	in := bufio.NewScanner(conn)
	in.Buffer(nil, maxLine)
	_ = conn.SetReadDeadline(time.Now().Add(requestTimeout))
	if !in.Scan() {
		if errors.Is(in.Err(), bufio.ErrTooLong) {
			_ = send(conn, answer{Error: "request is too long"})
		}
		return
	}
	r, err := readRequest(in.Bytes())
	if err != nil {
		_ = send(conn, answer{Error: ui.ErrorText(err)})
		return
	}
	_ = conn.SetReadDeadline(time.Time{})
	go func() { // ends with the connection: a client that goes away ends its watch
		in.Scan()
		cancel()
	}()
	c.handle(ctx, conn, r)
}

func (c *control) handle(ctx context.Context, conn net.Conn, r request) {
	var a answer
	var err error
	switch r.Ask {
	case askHello:
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
		err = c.q.Raise(ctx, r.Paths)
		a.NoWindow = errors.Is(err, errNoWindow)
	case askWatch:
		_ = c.q.Watch(ctx, func(u transfer.Update) error { return send(conn, lines(u)...) })
		return
	}
	if err != nil {
		a.Error, a.Unsaved = ui.ErrorText(err), unsaved(err)
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

// socketPath is where the owner of dir listens: in dir itself, or, as the path of a socket is
// short, in a folder of the user's own named after dir.
func socketPath(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the control socket: %w", err)
	}
	if path := filepath.Join(abs, controlName); len(path) <= maxSocketPath {
		return path, nil
	}
	sum := sha256.Sum256([]byte(abs))
	own := filepath.Join(os.TempDir(), "sendoff-"+hex.EncodeToString(sum[:8]))
	if err := os.Mkdir(own, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("make a folder for the control socket: %w", err)
	}
	// Temporary folders are shared: a folder that somebody else put here must not be talked to.
	if err := checkPrivate(own); err != nil {
		return "", fmt.Errorf("folder of the control socket %s: %w", own, err)
	}
	return filepath.Join(own, controlName), nil
}
