package bits

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestHTTP1Only is C1: a server that offers HTTP/2 does not get it.
func TestHTTP1Only(t *testing.T) {
	protos := make(chan string, 1)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		protos <- r.Method + " " + r.Proto + r.TLS.NegotiatedProtocol
		w.Header().Set(HeaderPacketType, "Ack")
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	u, err := url.Parse(s.URL + "/a")
	if err != nil {
		t.Fatal(err)
	}
	c := &Client{URL: u, Transport: NewTransport(Options{TLS: &tls.Config{RootCAs: pool, NextProtos: []string{"h2", "http/1.1"}}})}
	defer c.Transport.Disconnect()
	if err := c.Close(t.Context(), someSession); err != nil {
		t.Fatal(err)
	}
	if got := <-protos; !strings.HasPrefix(got, "BITS_POST HTTP/1.1") || strings.Contains(got, "h2") {
		t.Errorf("the server got %s", got)
	}
}

// TestUntrustedServer: an untrusted certificate ends the request before its first byte.
func TestUntrustedServer(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the request arrived") }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := &Client{URL: u, Transport: NewTransport(Options{})}
	err = c.Ping(t.Context(), Session{})
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok {
		t.Errorf("error %v", err)
	}
}

// TestOneConnection is C37: a conversation uses one connection.
func TestOneConnection(t *testing.T) {
	s := script(t, clean("BITS-Session-Id: 1"), clean(), clean("BITS-Received-Content-Range: 4"), clean("BITS-Received-Content-Range: 8"), clean())
	c := newClient(t, s, Options{})
	_, open := source(t, 8)
	session, err := c.Create(t.Context())
	_, first := c.Send(t.Context(), session, Part{Range: Range{0, 3, 8}, Open: open})
	_, second := c.Send(t.Context(), session, Part{Range: Range{4, 7, 8}, Open: open})
	if err := errors.Join(err, c.Ping(t.Context(), session), first, second, c.Close(t.Context(), session)); err != nil {
		t.Fatal(err)
	}
	if n := s.taken(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

// TestOneConnectionOfTwoHosts: the connection to a host is closed before the one to its host id opens.
func TestOneConnectionOfTwoHosts(t *testing.T) {
	gone := make(chan struct{})
	s := serve(t, func(p *peer) {
		if p.n == 1 {
			defer close(gone)
		} else {
			<-gone
		}
		for {
			if _, err := p.request(); err != nil {
				return
			}
			p.send(clean())
		}
	})
	c := newClient(t, s, Options{Answer: 5 * time.Second})
	for _, host := range []string{"", "localhost"} {
		if err := c.Close(t.Context(), Session{ID: "1", Host: host}); err != nil {
			t.Fatalf("host %q: %v", host, err)
		}
	}
}

// TestCancelOnFreshConnection: the session's connection is closed before Cancel-Session is sent.
func TestCancelOnFreshConnection(t *testing.T) {
	s := script(t, clean(), clean())
	c := newClient(t, s, Options{})
	if err := errors.Join(c.Ping(t.Context(), someSession), c.Cancel(t.Context(), someSession)); err != nil {
		t.Fatal(err)
	}
	if got := s.requests(); got[1].conn != 2 {
		t.Errorf("Cancel-Session on connection %d", got[1].conn)
	}
}

// TestStale is C42: one kept-alive connection that the server closed is no failure.
func TestStale(t *testing.T) {
	const size = 200 << 10
	offset := clean("BITS-Received-Content-Range: 204800")
	for _, tc := range []struct {
		name    string
		answers []string
		once    bool
		conns   []int
		ok      bool
	}{
		{name: "again", answers: []string{clean(), "", offset}, conns: []int{1, 1, 2}, ok: true},
		{name: "twice", answers: []string{clean(), "", "", offset}, conns: []int{1, 1, 2}},
		{name: "once", answers: []string{clean(), "", offset}, once: true, conns: []int{1, 1}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := script(t, tc.answers...)
			c := newClient(t, s, Options{})
			if err := c.Ping(t.Context(), someSession); err != nil {
				t.Fatal(err)
			}
			path, open := source(t, size)
			part := whole(size, open)
			part.Once = tc.once
			r, err := c.Send(t.Context(), someSession, part)
			if (err == nil) != tc.ok || tc.ok && r.Received != size {
				t.Fatalf("%+v, %v", r, err)
			}
			got := s.requests()
			if len(got) != len(tc.conns) {
				t.Fatalf("%d requests, want %d", len(got), len(tc.conns))
			}
			for i, m := range got {
				if m.conn != tc.conns[i] {
					t.Errorf("request %d on connection %d, want %d", i, m.conn, tc.conns[i])
				}
			}
			if last := got[len(got)-1]; !sameAsFile(t, path, last.body) {
				t.Error("the last request has another body than the file")
			}
		})
	}
}

// TestStaleFresh: a fresh connection that ends without an answer fails at once.
func TestStaleFresh(t *testing.T) {
	s := script(t, "", clean())
	if err := newClient(t, s, Options{}).Close(t.Context(), someSession); !errors.Is(err, io.EOF) {
		t.Errorf("error %v", err)
	}
	if n := len(s.requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// TestResent: the answer to a resent request says so.
func TestResent(t *testing.T) {
	s := script(t, clean(), "", ack("500 No", "BITS-Packet-Type: Ack", "BITS-Error: 0x8020001F"))
	c := newClient(t, s, Options{})
	if err := c.Ping(t.Context(), someSession); err != nil {
		t.Fatal(err)
	}
	asError(t, c.Close(t.Context(), someSession), Error{Packet: CloseSession, Status: 500, Code: CodeSessionNotFound, Resent: true})
}

// TestResentWithIdempotencyKey: a user's header does not make net/http send a packet again by itself. Each packet that
// leaves is in the transcript.
func TestResentWithIdempotencyKey(t *testing.T) {
	for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key", "idempotency-KEY"} {
		s := script(t, clean(), "", "")
		c := newClient(t, s, Options{})
		c.Custom = []Custom{{Name: name, Value: "7"}}
		sent := 0
		c.Note = func(n Note) {
			if n.Kind == NoteSent {
				sent++
			}
		}
		if err := c.Ping(t.Context(), someSession); err != nil {
			t.Fatal(err)
		}
		_, err := c.Create(t.Context())
		if !errors.Is(err, ErrSentBefore) {
			t.Errorf("%s: %v", name, err)
		}
		got := s.requests()
		if len(got) != 3 || sent != 3 {
			t.Errorf("%s: %d packets came, %d are in the transcript", name, len(got), sent)
		}
		for _, m := range got {
			if m.get(name) != "7" {
				t.Errorf("%s: %s came without it", name, m.get("BITS-Packet-Type"))
			}
		}
	}
}

// TestResentInVain: a server that takes a packet, dies and cannot be reached for the second copy may have the first.
// The last error must not claim that nothing was sent.
func TestResentInVain(t *testing.T) {
	const size = 100 << 10
	_, open := source(t, size)
	var sent atomic.Int64
	part := whole(size, open)
	part.Sent = &sent
	for name, tc := range map[string]struct {
		send func(c *Client) error
		body bool // it was sent whole
	}{
		"create":   {func(c *Client) error { _, err := c.Create(t.Context()); return err }, false},
		"fragment": {func(c *Client) error { _, err := c.Send(t.Context(), someSession, part); return err }, true},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, goneAfterTwo(t), Options{})
			if err := c.Ping(t.Context(), someSession); err != nil {
				t.Fatal(err)
			}
			err := tc.send(c)
			var refused *net.OpError
			if !errors.As(err, &refused) || refused.Op != "dial" {
				t.Fatalf("the second copy met %v", err)
			}
			if errors.Is(err, ErrUnsent) || !errors.Is(err, ErrSentBefore) {
				t.Errorf("the error says that nothing was sent: %v", err)
			}
			if errors.Is(err, ErrUnanswered) != tc.body || tc.body && sent.Load() < size {
				t.Errorf("left whole: %t, %d bytes", errors.Is(err, ErrUnanswered), sent.Load())
			}
		})
	}
}

// TestResentSignedIn: after a sign-in, answer and error still say that the packet was sent before.
func TestResentSignedIn(t *testing.T) {
	r := request{packet: CreateSession, before: true}
	if err := error(sentBefore{error: unsent{io.EOF}}); errors.Is(err, ErrUnsent) || !errors.Is(err, io.EOF) {
		t.Errorf("%v hides its cause, or tells that nothing was sent", err)
	}
	s := script(t, ack("403 No", "BITS-Packet-Type: Ack"))
	c := newClient(t, s, Options{})
	r.url, r.header = c.URL, c.head(CreateSession, Session{}, Range{})
	if a, err := c.doSignedIn(t.Context(), r); err != nil || !a.resent {
		t.Errorf("%+v, %v", a, err)
	}
}

// goneAfterTwo is a server that answers one request, accepts another and disappears.
func goneAfterTwo(t *testing.T) *rawServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serveOn(t, l, func(p *peer) {
		if _, err := p.request(); err != nil {
			return
		}
		p.send(clean())
		_, _ = p.request()
		_ = l.Close()
	})
}

// TestRedirects is C19: redirects are not followed.
func TestRedirects(t *testing.T) {
	other := script(t, clean())
	for location, named := range map[string]string{
		"http://" + other.url.Host + "/x?token=secret": "http://" + other.url.Host + "/x", "/x": "/x", "http://[::1": "", "": "",
	} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			answer := ack(strconv.Itoa(status)+" Elsewhere", "Location: "+location)
			s := script(t, answer, answer, answer)
			c := newClient(t, s, Options{})
			named := named
			if strings.HasPrefix(named, "/") {
				named = "http://" + s.url.Host + named
			}
			_, err := c.Create(t.Context())
			asError(t, err, Error{Packet: CreateSession, Status: status, NotAck: true, Location: named})
			_, open := source(t, 100)
			_, err = c.Send(t.Context(), someSession, whole(100, open))
			asError(t, err, Error{Packet: Fragment, Status: status, NotAck: true, Location: named})
			_, err = c.Reply(t.Context(), s.url.String(), 0)
			asError(t, err, Error{Packet: GetReply, Status: status, NotAck: true})
			if n := len(s.requests()); n != 3 {
				t.Errorf("%d to %q: %d requests, want 3", status, location, n)
			}
		}
	}
	if other.taken() != 0 {
		t.Error("the other host was called")
	}
}

func TestEndlessHeader(t *testing.T) {
	for name, line := range map[string]string{
		"header": "X-More: " + strings.Repeat("x", 1000) + "\r\n",
		"1xx":    "\r\nHTTP/1.1 103 Early Hints\r\nLink: " + strings.Repeat("x", 1000) + "\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			ended := make(chan struct{})
			s := serve(t, func(p *peer) {
				defer close(ended)
				_, err := p.request()
				_, _ = io.WriteString(p, "HTTP/1.1 103 Early Hints\r\n")
				for err == nil {
					_, err = io.WriteString(p, line)
				}
			})
			if err := newClient(t, s, Options{}).Close(t.Context(), someSession); err == nil {
				t.Error("no error")
			}
			<-ended
		})
	}
}

// TestEndlessBody: only an Ack's head is read, whatever follows.
func TestEndlessBody(t *testing.T) {
	ended := make(chan struct{})
	s := serve(t, func(p *peer) {
		defer close(ended)
		_, err := p.request()
		p.send("HTTP/1.1 200 OK\r\nBITS-Packet-Type: Ack\r\n\r\n")
		for err == nil {
			_, err = p.Write(make([]byte, 64<<10))
		}
	})
	if err := newClient(t, s, Options{}).Close(t.Context(), someSession); err != nil {
		t.Error(err)
	}
	<-ended
}

// TestNoAnswer: the answer time-out ends a request, and it is not resent although its connection was reused.
func TestNoAnswer(t *testing.T) {
	hold := make(chan struct{})
	s := serve(t, func(p *peer) {
		for i := 0; ; i++ {
			if _, err := p.request(); err != nil {
				return
			}
			if i > 0 || p.n > 1 {
				<-hold
				return
			}
			p.send(clean())
		}
	})
	defer close(hold)
	c := newClient(t, s, Options{Answer: 100 * time.Millisecond})
	if err := c.Close(t.Context(), someSession); err != nil {
		t.Fatal(err)
	}
	err := c.Close(t.Context(), someSession)
	if timeout, ok := errors.AsType[net.Error](err); !ok || !timeout.Timeout() {
		t.Errorf("error %v", err)
	}
	if n := s.taken(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

// TestCompressedReply: a reply that is compressed unasked is kept as it is.
func TestCompressedReply(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = z.Write(make([]byte, 10<<20))
	_ = z.Close()
	s := serve(t, func(p *peer) {
		if _, err := p.request(); err == nil {
			p.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + bomb.String())
		}
	})
	part, err := newClient(t, s, Options{}).Reply(t.Context(), s.url.String(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = part.Body.Close() }()
	if data, err := io.ReadAll(part.Body); err != nil || !bytes.Equal(data, bomb.Bytes()) {
		t.Errorf("%d bytes, error %v, want %d", len(data), err, bomb.Len())
	}
}

// TestCookies: a load balancer gets its session cookie back, once.
func TestCookies(t *testing.T) {
	s := script(t, clean("Set-Cookie: node=7; Path=/"), "", clean())
	c := newClient(t, s, Options{})
	if err := errors.Join(c.Ping(t.Context(), someSession), c.Ping(t.Context(), someSession)); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "node=7", "node=7"} {
		if got := s.requests()[i].get("Cookie"); got != want {
			t.Errorf("request %d: cookie %q, want %q", i, got, want)
		}
	}
}

// TestProxyNameHoldsNoAccount: the name is shown to users.
func TestProxyNameHoldsNoAccount(t *testing.T) {
	for address, want := range map[string]string{
		"http://ines:Pa55word@proxy.example.com": "proxy.example.com:80", "https://proxy": "proxy:443", "socks5://p": "p:1080", "http://[::1]:3128": "[::1]:3128",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := proxyName(u); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}

// TestInspectSendsNothing: the server is not trusted yet.
func TestInspectSendsNothing(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Inspect(t.Context(), Options{}, u)
	if err != nil || c.Fingerprint != sha256.Sum256(server.Certificate().Raw) || asked.Load() != 0 {
		t.Errorf("%+v, %v, %d requests came", c, err, asked.Load())
	}
}

// TestTrustIsForAHostInAnySpelling: servers spell host ids as they like.
func TestTrustIsForAHostInAnySpelling(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = "LocalHost:" + u.Port()
	trusted := func(host string) []Fingerprint {
		if host != "localhost" {
			return nil
		}
		return []Fingerprint{sha256.Sum256(server.Certificate().Raw)}
	}
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}
	c := &Client{URL: u, Transport: NewTransport(Options{Trusted: trusted, Dial: dial})}
	defer c.Transport.Disconnect()
	if err := c.Ping(t.Context(), Session{}); err != nil {
		t.Error(err)
	}
}

// TestLineThatBreaksIsNoFlawOfTLS: a server of any TLS version that hangs up within a request is reported as hanging
// up.
func TestLineThatBreaksIsNoFlawOfTLS(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
		s.TLS = &tls.Config{MinVersion: version, MaxVersion: version}
		s.StartTLS()
		defer s.Close()
		u, err := url.Parse(s.URL)
		if err != nil {
			t.Fatal(err)
		}
		known := x509.NewCertPool()
		known.AddCert(s.Certificate())
		c := &Client{URL: u, Transport: NewTransport(Options{TLS: &tls.Config{RootCAs: known, MinVersion: tls.VersionTLS12}})}
		err = c.Ping(t.Context(), Session{})
		lost, _ := errors.AsType[*LostError](err)
		if flaw, ok := errors.AsType[*TLSError](err); ok || lost == nil || !lost.Connected {
			t.Errorf("%s: %v, flaw %v", tls.VersionName(version), err, flaw)
		}
	}
}

// TestGreetingsTellTheirVersion: a ServerHello names the chosen version; other bytes name none.
func TestGreetingsTellTheirVersion(t *testing.T) {
	hello := func(major, minor byte) greeting {
		return greeting{recordHandshake, 3, 1, 0, 40, serverHello, 0, 0, 36, major, minor}
	}
	for name, c := range map[string]struct {
		g           greeting
		record, old bool
	}{
		"SSL 3":            {hello(3, 0), true, true},
		"TLS 1.0":          {hello(3, 1), true, true},
		"TLS 1.1":          {hello(3, 2), true, true},
		"TLS 1.2 and 1.3":  {hello(3, 3), true, false},
		"cut":              {hello(3, 1)[:10], true, false},
		"an alert":         {greeting{recordAlert, 3, 1, 0, 2, 2, 70, 0, 0, 3, 1}, true, false},
		"a line of http":   {greeting("HTTP/1.1 400 Bad Request"), false, false},
		"a line of SSH":    {greeting("SSH-2.0-OpenSSH"), false, false},
		"nothing":          {nil, false, false},
		"another protocol": {greeting{recordHandshake, 2, 0, 0, 0, serverHello, 0, 0, 0, 3, 1}, false, false},
	} {
		if c.g.record() != c.record || c.g.old() != c.old {
			t.Errorf("%s: a record %t, old %t", name, c.g.record(), c.g.old())
		}
	}
}

// TestDefaults: unset and invalid options get the documented defaults, others stay.
func TestDefaults(t *testing.T) {
	for _, o := range []Options{{}, {Stall: -1, Answer: -1, Idle: -1}} {
		o = o.withDefaults()
		if o.Stall != 30*time.Second || o.Answer != 5*time.Minute || o.Idle != 5*time.Second || o.Proxy == nil || o.Dial == nil {
			t.Errorf("%+v", o)
		}
		transport := NewTransport(o)
		if h := &transport.http; h.IdleConnTimeout != o.Idle || h.ResponseHeaderTimeout != o.Answer || h.TLSHandshakeTimeout != o.Stall {
			t.Errorf("%s between requests, %s for an answer, %s for a handshake", h.IdleConnTimeout, h.ResponseHeaderTimeout, h.TLSHandshakeTimeout)
		}
	}
	given := Options{Stall: time.Second, Answer: time.Minute, Idle: time.Millisecond}.withDefaults()
	if given.Stall != time.Second || given.Answer != time.Minute || given.Idle != time.Millisecond {
		t.Errorf("%+v", given)
	}
}
