package bits

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// field is a header line as received.
type field struct{ name, value string }

// message is a request as received.
type message struct {
	line   string
	fields []field
	body   []byte
	conn   int // 1 for the first connection that the server took
}

func (m message) get(name string) string {
	for _, f := range m.fields {
		if strings.EqualFold(f.name, name) {
			return f.value
		}
	}
	return ""
}

func (m message) has(name string) bool {
	for _, f := range m.fields {
		if strings.EqualFold(f.name, name) {
			return true
		}
	}
	return false
}

// peer is the server's end of one connection.
type peer struct {
	net.Conn
	r *bufio.Reader
	n int // 1 for the first
}

// head reads a request up to its body.
func (p *peer) head() (message, error) {
	r := textproto.NewReader(p.r)
	m := message{conn: p.n}
	var err error
	if m.line, err = r.ReadLine(); err != nil {
		return m, err
	}
	if !strings.Contains(m.line, " HTTP/1.") { // a TLS hello; its random bytes may contain an empty line
		return m, errors.New("not a request")
	}
	for {
		line, err := r.ReadLine()
		if err != nil || line == "" {
			return m, err
		}
		name, value, _ := strings.Cut(line, ":")
		m.fields = append(m.fields, field{name, strings.TrimSpace(value)})
	}
}

// request reads a whole request.
func (p *peer) request() (message, error) {
	m, err := p.head()
	if err != nil {
		return m, err
	}
	n, _ := strconv.Atoi(m.get("Content-Length"))
	m.body = make([]byte, n)
	_, err = io.ReadFull(p.r, m.body)
	return m, err
}

func (p *peer) send(raw string) { _, _ = io.WriteString(p, raw) }

// rawServer is a server on a loopback port that the test scripts byte for byte.
type rawServer struct {
	url *url.URL

	mu    sync.Mutex
	conns []net.Conn
	got   []message
}

func (s *rawServer) requests() []message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]message(nil), s.got...)
}

func (s *rawServer) keep(m message) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, m)
	return len(s.got) - 1
}

func (s *rawServer) taken() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// serve runs handle for every connection; the connection is closed when handle returns.
func serve(t testing.TB, handle func(*peer)) *rawServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serveOn(t, l, handle)
}

func serveOn(t testing.TB, l net.Listener, handle func(*peer)) *rawServer {
	s := &rawServer{url: &url.URL{Scheme: "http", Host: l.Addr().String(), Path: "/drop/a.bin"}}
	var open sync.WaitGroup
	open.Go(func() { // ended by closing the listener
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns = append(s.conns, c)
			n := len(s.conns)
			s.mu.Unlock()
			open.Go(func() { // ended by closing the connection
				defer func() { _ = c.Close() }()
				handle(&peer{c, bufio.NewReader(c), n})
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		s.mu.Lock()
		for _, c := range s.conns {
			_ = c.Close()
		}
		s.mu.Unlock()
		open.Wait()
	})
	return s
}

// script answers one request after the other, on any connection. For "" it closes the connection instead.
func script(t testing.TB, answers ...string) *rawServer {
	t.Helper()
	var s *rawServer
	ready := make(chan struct{})
	s = serve(t, func(p *peer) {
		<-ready
		for {
			m, err := p.request()
			if err != nil {
				return
			}
			i := s.keep(m)
			if i >= len(answers) || answers[i] == "" {
				return
			}
			p.send(answers[i])
		}
	})
	close(ready)
	return s
}

// ack is a raw answer: a status line and header lines.
func ack(status string, fields ...string) string {
	return "HTTP/1.1 " + status + "\r\n" + strings.Join(append(fields, "Content-Length: 0"), "\r\n") + "\r\n\r\n"
}

func clean(fields ...string) string {
	return ack("200 OK", append([]string{"BITS-Packet-Type: Ack"}, fields...)...)
}

// transcript collects notes.
type transcript struct {
	mu    sync.Mutex
	notes []Note
}

func (l *transcript) add(n Note) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.notes = append(l.notes, n)
}

func (l *transcript) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var b strings.Builder
	for _, n := range l.notes {
		fmt.Fprintf(&b, "%+v\n", n)
	}
	return b.String()
}

func newClient(t testing.TB, s *rawServer, o Options) *Client {
	t.Helper()
	transport := NewTransport(o)
	t.Cleanup(transport.Disconnect)
	return &Client{URL: s.url, Name: "a.bin", UserAgent: "Sendoff/test", Transport: transport}
}

// source makes a file of size random bytes.
func source(t testing.TB, size int) (path string, open func() (*os.File, error)) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "a.bin")
	data := make([]byte, size)
	_, _ = rand.Read(data)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, func() (*os.File, error) { return os.Open(path) }
}

// whole is the one fragment of a file of size bytes.
func whole(size int, open func() (*os.File, error)) Part {
	return Part{Range: Range{0, int64(size) - 1, int64(size)}, Open: open}
}

var someSession = Session{ID: "{A0FF5911-4144-45B3-BF27-27AFC8EC8A67}"}

func sameAsFile(t testing.TB, path string, data []byte) bool {
	t.Helper()
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(data, want)
}
