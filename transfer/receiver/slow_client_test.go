package receiver

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/bits"
)

// lines is a listener in memory: a synctest bubble's clock stops while a socket waits.
type lines struct {
	come chan net.Conn
	done chan struct{}
	once sync.Once
}

func (l *lines) Accept() (net.Conn, error) {
	select {
	case c := <-l.come:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *lines) Close() error   { l.once.Do(func() { close(l.done) }); return nil }
func (l *lines) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

// slowClient is a Receiver in a bubble with a hand-written client.
type slowClient struct {
	t *testing.T
	l *lines
	r *Receiver
}

func newSlowClient(t *testing.T) *slowClient {
	t.Helper()
	return slowClientOf(t, Options{})
}

func slowClientOf(t *testing.T, o Options) *slowClient {
	t.Helper()
	o.Dir = t.TempDir()
	r, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	c := &slowClient{t, &lines{come: make(chan net.Conn), done: make(chan struct{})}, r}
	server := NewServer(r)
	server.ErrorLog = log.New(io.Discard, "", 0)
	go func() { _ = server.Serve(c.l) }() // ends with Close below
	t.Cleanup(func() {
		_ = server.Close()
		_ = r.Close()
	})
	return c
}

// dial opens a connection and reads it to its end in the background. It signals that end.
func (c *slowClient) dial() (net.Conn, <-chan string) {
	near, far := net.Pipe()
	c.l.come <- far
	said := make(chan string, 1)
	go func() { // ends with the connection
		all, _ := io.ReadAll(near)
		said <- string(all)
	}()
	c.t.Cleanup(func() { _ = near.Close() })
	return near, said
}

// open sends a Create-Session.
func (c *slowClient) open() string {
	c.t.Helper()
	near, far := net.Pipe()
	c.l.come <- far
	defer func() { _ = near.Close() }()
	go func() { // ends with the connection
		_, _ = io.WriteString(near, head("Create-Session", "", "BITS-Supported-Protocols: "+bits.Protocol, "Content-Length: 0"))
	}()
	resp, err := http.ReadResponse(bufio.NewReader(near), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.Header.Get(bits.HeaderSessionID)
}

func head(packet, session string, more ...string) string {
	lines := append([]string{"BITS_POST /x.bin HTTP/1.1", "Host: here", "BITS-Packet-Type: " + packet, "BITS-Session-Id: " + session}, more...)
	return strings.Join(lines, "\r\n") + "\r\n\r\n"
}

// TestBodyThatCrawls: a very slow body or head does not hold a request for ever, whether the body is stored or
// dropped. The stored part counts.
func TestBodyThatCrawls(t *testing.T) {
	for name, c := range map[string]struct {
		head  func(session string) string
		every time.Duration
		most  time.Duration
		kept  bool
	}{
		"a fragment, 25 s a byte": {func(s string) string {
			return head("Fragment", s, "Content-Range: bytes 0-99999/100000", "Content-Length: 100000")
		}, 25 * time.Second, 6 * time.Minute, true},
		"a fragment, 100 s a byte": {func(s string) string {
			return head("Fragment", s, "Content-Range: bytes 0-99999/100000", "Content-Length: 100000")
		}, 100 * time.Second, 6 * time.Minute, true},
		"a body that nobody wants": {func(string) string {
			return head("Ping", "", "Content-Length: 100000")
		}, 25 * time.Second, time.Minute, false},
		"a body of another method": {func(string) string {
			return "PUT /x.bin HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\n\r\n"
		}, 25 * time.Second, time.Minute, false},
		"a head": {func(string) string { return "BITS_POST /x.bin HTTP/1.1\r\nX-Slow: " }, 25 * time.Second, time.Minute, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := newSlowClient(t)
				session := x.open()
				near, said := x.dial()
				begun := time.Now()
				_, err := io.WriteString(near, c.head(session))
				n := int64(0)
				for ; err == nil && time.Since(begun) < time.Hour; n++ {
					<-time.After(c.every)
					_, err = io.WriteString(near, "x")
				}
				<-said
				if took := time.Since(begun); took > c.most+c.every {
					t.Errorf("the request was ended after %s and %d bytes", took, n)
				}
				if got := x.r.Sessions()[0].Received; (got > 0) != c.kept {
					t.Errorf("%d bytes are kept", got)
				}
			})
		})
	}
}

// TestSlowBodyIsTaken: 100 bytes a second are slow, but not too slow.
func TestSlowBodyIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newSlowClient(t)
		session := x.open()
		near, far := net.Pipe()
		x.l.come <- far
		t.Cleanup(func() { _ = near.Close() })
		answered := make(chan error, 1)
		go func() { // ends with the answer or the connection
			resp, err := http.ReadResponse(bufio.NewReader(near), nil)
			if err == nil {
				_ = resp.Body.Close()
				if resp.StatusCode != http.StatusOK {
					err = errors.New(resp.Status)
				}
			}
			answered <- err
		}()
		const size = 100_000
		_, err := io.WriteString(near, head("Fragment", session, fmt.Sprintf("Content-Range: bytes 0-%d/%d", size-1, size), fmt.Sprintf("Content-Length: %d", size)))
		for sent := 0; err == nil && sent < size; sent += 1000 {
			<-time.After(10 * time.Second)
			_, err = io.WriteString(near, strings.Repeat("x", 1000))
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := <-answered; err != nil {
			t.Error(err)
		}
	})
}

// TestMinRate: with a lowest rate a body that has fallen five minutes behind it is cut off, and what came of it counts;
// meanwhile others are served. A faster one is taken, with pauses too (S52).
func TestMinRate(t *testing.T) {
	const minute = 60 * time.Second
	for name, c := range map[string]struct {
		every  time.Duration // between 1000 bytes
		pauses time.Duration // after each 20 of them
		taken  bool
	}{
		"half as fast":          {every: 2 * time.Second},
		"a tenth faster":        {every: 900 * time.Millisecond, taken: true},
		"twice as fast, pauses": {every: 500 * time.Millisecond, pauses: 9 * time.Second, taken: true},
		"fast, long pauses":     {every: 100 * time.Millisecond, pauses: minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const size = 1_000_000
				x := slowClientOf(t, Options{MinRate: 1000})
				session := x.open()
				near, said := x.dial()
				begun := time.Now()
				_, err := io.WriteString(near, head("Fragment", session, fmt.Sprintf("Content-Range: bytes 0-%d/%d", size-1, size), fmt.Sprintf("Content-Length: %d", size), "Connection: close"))
				for n := 1; err == nil && n <= size/1000; n++ {
					<-time.After(c.every)
					if c.pauses > 0 && n%20 == 0 {
						<-time.After(c.pauses)
					}
					if n == 50 {
						x.open() // nobody waits for it
					}
					_, err = io.WriteString(near, strings.Repeat("x", 1000))
				}
				answer, took := <-said, time.Since(begun)
				if strings.HasPrefix(answer, "HTTP/1.1 200") != c.taken || !c.taken && (answer != "" || took > 11*minute) {
					t.Errorf("after %s: %q", took, answer)
				}
				synctest.Wait()
				for _, s := range x.r.Sessions() {
					if s.ID == session && (s.Received == 0 || (s.Received == size) != c.taken) {
						t.Errorf("%+v", s)
					}
				}
			})
		})
	}
}

// TestCancelDoesNotWaitForABodyThatCrawls: a Cancel-Session is answered at once beside an endless fragment of its
// session.
func TestCancelDoesNotWaitForABodyThatCrawls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newSlowClient(t)
		session := x.open()
		near, said := x.dial()
		if _, err := io.WriteString(near, head("Fragment", session, "Content-Range: bytes 0-99999/100000", "Content-Length: 100000")+"x"); err != nil {
			t.Fatal(err)
		}
		<-time.After(25 * time.Second)
		begun := time.Now()
		cancel, answered := x.dial()
		if _, err := io.WriteString(cancel, head("Cancel-Session", session, "Content-Length: 0", "Connection: close")); err != nil {
			t.Fatal(err)
		}
		if answer := <-answered; !strings.HasPrefix(answer, "HTTP/1.1 200") || time.Since(begun) > time.Second {
			t.Errorf("after %s: %s", time.Since(begun), answer)
		}
		<-said
		if left := x.r.Sessions(); len(left) != 0 {
			t.Errorf("left: %v", left)
		}
	})
}

// TestBodyThatStandsStill: the wait is long enough for a client to reconnect, and no longer.
func TestBodyThatStandsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newSlowClient(t)
		session := x.open()
		near, said := x.dial()
		begun := time.Now()
		if _, err := io.WriteString(near, head("Fragment", session, "Content-Range: bytes 0-9/100", "Content-Length: 10")+"x"); err != nil {
			t.Fatal(err)
		}
		<-said
		if took := time.Since(begun); took < 2*time.Minute || took > 2*time.Minute+time.Second {
			t.Errorf("the request was ended after %s", took)
		}
		synctest.Wait()
		if list := x.r.Sessions(); len(list) != 1 || list[0].Received != 1 {
			t.Errorf("%+v", list)
		}
	})
}

// endless is a body without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// TestBodyOfMoreThanASessionsLife: a body is never read for longer than a session lives, however fast it comes.
func TestBodyOfMoreThanASessionsLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &Options{SessionTimeout: time.Hour}
		rd := o.newReading(http.NewResponseController(httptest.NewRecorder()))
		for minute := range 62 {
			_, err := rd.read(endless{}, make([]byte, 100))
			if want := minute >= 60; errors.Is(err, errCut) != want {
				t.Errorf("after %d minutes: %v", minute, err)
			}
			<-time.After(time.Minute)
		}
	})
}

// TestHeadsAreBounded: heads and header values are limited.
func TestHeadsAreBounded(t *testing.T) {
	g := start(t, Options{})
	ask := func(lines ...string) int {
		code, _ := g.raw("BITS_POST /a.bin HTTP/1.1\r\nHost: h\r\nBITS-Packet-Type: Ping\r\nContent-Length: 0\r\n" + strings.Join(lines, "\r\n") + "\r\n\r\n")
		return code
	}
	value := strings.Repeat("x", bits.MaxHeaderValue)
	if code := ask("X-A: " + value); code != 200 {
		t.Errorf("a value of 4 KiB: %d", code)
	}
	if code := ask("X-A: " + value + "x"); code != 400 {
		t.Errorf("a value of 4 KiB and a byte: %d", code)
	}
	var many []string
	for i := range 2 * maxHeader / len(value) {
		many = append(many, fmt.Sprintf("X-%d: %s", i, value))
	}
	if code := ask(many...); code != 431 || maxHeader > 64<<10 {
		t.Errorf("a head of %d bytes: %d", 2*maxHeader, code)
	}
}
