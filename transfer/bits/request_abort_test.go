package bits

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// How long a test waits for something that should happen at once; busy machines need the margin.
const soon = 20 * time.Second

// keptFile opens files and remembers the last one.
type keptFile struct {
	path string
	last atomic.Pointer[os.File]
}

func (k *keptFile) open() (*os.File, error) {
	f, err := os.Open(k.path)
	k.last.Store(f)
	return f, err
}

func (k *keptFile) closed() bool {
	_, err := k.last.Load().Seek(0, io.SeekCurrent) // Stat fails only on Unix
	return errors.Is(err, os.ErrClosed)
}

// ended reads the rest of a connection and returns how it ended.
func ended(c net.Conn) error {
	_, err := io.Copy(io.Discard, c)
	if err == nil {
		return io.EOF
	}
	return err
}

// underWine is set by make wine-test. Wine closes every connection cleanly despite SO_LINGER, so a server sees no
// reset there.
var underWine = os.Getenv("SENDOFF_WINE") != ""

var errUser = errors.New("the user said so")

// TestAbort: a cancelled request ends at once, its file is closed, and the server sees a reset without the queued
// bytes. That holds while the body is sent and while the answer is awaited.
func TestAbort(t *testing.T) {
	for name, size := range map[string]int{"sending": 64 << 20, "waiting": 1000} {
		t.Run(name, func(t *testing.T) {
			path := t.TempDir() + "/a.bin"
			if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
				t.Fatal(err)
			}
			for range 20 {
				abortOnce(t, &keptFile{path: path}, size)
			}
		})
	}
}

func abortOnce(t *testing.T, file *keptFile, size int) {
	t.Helper()
	began, cancelled, end := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	s := serve(t, func(p *peer) {
		if p.n > 1 {
			if m, err := p.request(); err == nil && m.get(HeaderPacketType) == string(CancelSession) {
				p.send(clean())
			}
			return
		}
		_, _ = p.head()
		_, _ = io.ReadFull(p.r, make([]byte, 1000))
		close(began)
		<-cancelled
		end <- ended(p.Conn)
	})
	c := newClient(t, s, Options{})
	ctx, cancel := context.WithCancelCause(t.Context())
	var at time.Time
	go func() { // ended by the request having arrived
		<-began
		at = time.Now()
		cancel(errUser)
	}()
	_, err := c.Send(ctx, someSession, whole(size, file.open))
	if took := time.Since(at); !errors.Is(err, errUser) || took > soon {
		t.Fatalf("error %v after %v", err, took)
	}
	if !file.closed() {
		t.Error("the file is open")
	}
	close(cancelled)
	if err := <-end; !underWine && !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, syscall.Errno(10054)) { // the latter is Windows
		t.Errorf("the server saw %v, want a reset", err)
	}
	if err := c.Cancel(t.Context(), someSession); err != nil {
		t.Errorf("cancel after the abort: %v", err)
	}
}

// closeHook runs a function when it is closed.
type closeHook struct {
	net.Conn
	closing func()
}

func (w closeHook) Close() error {
	w.closing()
	return w.Conn.Close()
}

// TestAbortFirst: net/http learns of a cancel after the connection was reset, so it cannot close it cleanly before.
func TestAbortFirst(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	c, _, _ := piped(t, time.Second)
	transport := NewTransport(Options{})
	transport.conn.Store(c)
	tied, untie := transport.tie(ctx)
	early := errors.New("the connection was not closed")
	c.Conn = closeHook{c.Conn, func() { early = tied.Err() }}
	cancel(errUser)
	<-tied.Done()
	untie()
	if early != nil || context.Cause(tied) != errUser { //nolint:errorlint // exactly this cause
		t.Errorf("at the reset the request had ended with %v, and after it with %v", early, context.Cause(tied))
	}
}

// slowToClose is a connection whose Close blocks until let is closed.
type slowToClose struct {
	net.Conn
	let chan struct{}
}

func (c slowToClose) Close() error {
	<-c.let
	return c.Conn.Close()
}

// TestRequestOutlivesItsAbort: a request ends after its connection's abort, so the next request never gets a
// connection that is about to be closed.
func TestRequestOutlivesItsAbort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _, _ := piped(t, 30*time.Second)
		let := make(chan struct{})
		c.Conn = slowToClose{c.Conn, let}
		transport := NewTransport(Options{})
		transport.conn.Store(c)
		ctx, cancel := context.WithCancel(t.Context())
		_, untie := transport.tie(ctx)
		cancel()
		over := make(chan struct{})
		go func() { // ends with the abort
			defer close(over)
			untie()
		}()
		synctest.Wait()
		select {
		case <-over:
			t.Error("the request is over, and its connection is not closed yet")
		default:
		}
		close(let)
		<-over
	})
}

// TestAbortLeavesOthers: a context that ends after its request does not affect later requests.
func TestAbortLeavesOthers(t *testing.T) {
	s := script(t, clean(), clean(), clean())
	c := newClient(t, s, Options{})
	for range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		if err := c.Ping(ctx, someSession); err != nil {
			t.Fatal(err)
		}
		cancel()
	}
	if n := s.taken(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

// TestCancelledBefore: no request is sent under an ended context.
func TestCancelledBefore(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errUser)
	s := script(t, clean())
	if err := newClient(t, s, Options{}).Close(ctx, someSession); !errors.Is(err, errUser) {
		t.Errorf("error %v", err)
	}
	if s.taken() != 0 {
		t.Error("a connection was opened")
	}
}

// TestDeadline: a caller's deadline ends a request like a cancel.
func TestDeadline(t *testing.T) {
	hold := make(chan struct{})
	s := serve(t, func(*peer) { <-hold })
	defer close(hold)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := newClient(t, s, Options{}).Close(ctx, someSession); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

// smallBuffers makes connections with small buffers, so that a peer that does not read is noticed early.
type smallBuffers struct{ net.Listener }

func (l smallBuffers) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(32 << 10)
	}
	return c, err
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return smallBuffers{l}
}

// TestStall: a server that stops reading is given up after Options.Stall, over TLS too. The request is not resent,
// although the connection was reused.
func TestStall(t *testing.T) {
	const size = 64 << 20
	path := t.TempDir() + "/a.bin"
	if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	cert := httptest.NewTLSServer(nil)
	defer cert.Close()
	pool := x509.NewCertPool()
	pool.AddCert(cert.Certificate())
	for _, scheme := range []string{"http", "https"} {
		t.Run(scheme, func(t *testing.T) {
			hold := make(chan struct{})
			l := listen(t)
			if scheme == "https" {
				l = tls.NewListener(l, &tls.Config{Certificates: cert.TLS.Certificates})
			}
			s := serveOn(t, l, func(p *peer) {
				if _, err := p.request(); err != nil {
					return
				}
				p.send(clean())
				_, _ = p.head()
				<-hold
			})
			defer close(hold)
			s.url.Scheme = scheme
			const stall = 300 * time.Millisecond
			c := newClient(t, s, Options{Stall: stall, TLS: &tls.Config{RootCAs: pool}})
			if err := c.Ping(t.Context(), someSession); err != nil {
				t.Fatal(err)
			}
			file := &keptFile{path: path}
			begun := time.Now()
			_, err := c.Send(t.Context(), someSession, whole(size, file.open))
			if took := time.Since(begun); !errors.Is(err, ErrStalled) || took < stall || took > stall+soon {
				t.Errorf("error %v after %v", err, took)
			}
			if !file.closed() {
				t.Error("the file is open")
			}
			if n := s.taken(); n != 1 {
				t.Errorf("%d connections", n)
			}
		})
	}
}

// TestStalledConnectionIsReset: queued bytes of a stalled connection are not sent when the other side reads again.
func TestStalledConnectionIsReset(t *testing.T) {
	const size = 64 << 20
	path := t.TempDir() + "/a.bin"
	if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	hold, end := make(chan struct{}), make(chan error, 1)
	s := serve(t, func(p *peer) {
		if _, err := p.head(); err != nil {
			return
		}
		<-hold
		_, err := io.Copy(io.Discard, p.r)
		end <- err
	})
	file := &keptFile{path: path}
	_, err := newClient(t, s, Options{Stall: 200 * time.Millisecond}).Send(t.Context(), someSession, whole(size, file.open))
	close(hold)
	if gone := <-end; !errors.Is(err, ErrStalled) || gone == nil && !underWine {
		t.Errorf("given up with %v; the other side read to the end: %v", err, gone)
	}
}

// TestStallIsOver: one request's stall time ends neither a later request on the connection nor the wait for an
// answer.
func TestStallIsOver(t *testing.T) {
	const stall = 100 * time.Millisecond
	const size = 300_000
	s := serve(t, func(p *peer) {
		for {
			if _, err := p.request(); err != nil {
				return
			}
			<-time.After(3 * stall)
			p.send(clean())
		}
	})
	c := newClient(t, s, Options{Stall: stall})
	_, open := source(t, size)
	for range 2 {
		if _, err := c.Send(t.Context(), someSession, whole(size, open)); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.taken(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

// TestIdle: a connection without a request is closed after Options.Idle.
func TestIdle(t *testing.T) {
	end := make(chan error, 1)
	s := serve(t, func(p *peer) {
		if _, err := p.request(); err == nil {
			p.send(clean())
			end <- ended(p.Conn)
		}
	})
	if err := newClient(t, s, Options{Idle: 50 * time.Millisecond}).Ping(t.Context(), someSession); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-end:
		if !errors.Is(err, io.EOF) {
			t.Errorf("the server saw %v, want an end in good order", err)
		}
	case <-time.After(soon):
		t.Error("the connection is open")
	}
}
