package bits

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// TestRefusedTunnelKeepsItsConnection: where a sign-in belongs to the connection, the refused CONNECT and the next one
// go over the same, if the proxy leaves it open.
func TestRefusedTunnelKeepsItsConnection(t *testing.T) {
	const asked = "407 No"
	chunked := "HTTP/1.1 407 No\r\n" + askProxy + "\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n"
	for name, c := range map[string]struct {
		answer string
		bound  bool
		conns  []int // of the two CONNECTs
	}{
		"left open":              {ack(asked, askProxy), true, []int{1, 1}},
		"with a page":            {"HTTP/1.1 407 No\r\n" + askProxy + "\r\nContent-Length: 4\r\n\r\npage", true, []int{1, 1}},
		"with a page in chunks":  {chunked, true, []int{1, 1}},
		"signed in by request":   {ack(asked, askProxy), false, []int{1, 2}},
		"closed":                 {ack(asked, askProxy, "Connection: close"), true, []int{1, 2}},
		"closed in the old way":  {ack(asked, askProxy, "Proxy-Connection: close"), true, []int{1, 2}},
		"with a page to the end": {"HTTP/1.1 407 No\r\n" + askProxy + "\r\n\r\n", true, []int{1, 2}},
		"with an endless page":   {"HTTP/1.1 407 No\r\n" + askProxy + "\r\nContent-Length: 99999\r\n\r\n" + strings.Repeat("x", 99999), true, []int{1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			p := script(t, c.answer, ack("403 No"))
			r := &recorder{}
			if c.bound {
				r.boundTo = "http://" + p.url.Host
			}
			client := newClient(t, p, r.options(&url.URL{Scheme: "http", Host: p.url.Host}))
			client.URL = &url.URL{Scheme: "https", Host: "files.test", Path: "/a.bin"}
			_ = client.Close(t.Context(), someSession)
			var conns []int
			for _, m := range p.requests() {
				conns = append(conns, m.conn)
			}
			if !slices.Equal(conns, c.conns) {
				t.Errorf("CONNECT on the connections %v, want %v; the sign-in saw\n%s", conns, c.conns, strings.Join(r.lines, "\n"))
			}
			if client.Transport.held() != nil || client.Transport.openConn() != 0 {
				t.Error("a connection is open after the refusal")
			}
		})
	}
}

// TestHeldConnectionToAnHTTPSProxy: it stays secured.
func TestHeldConnectionToAnHTTPSProxy(t *testing.T) {
	example := httptest.NewTLSServer(nil)
	t.Cleanup(example.Close)
	pool := x509.NewCertPool()
	pool.AddCert(example.Certificate())
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: example.TLS.Certificates, MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	var conns []int
	seen := make(chan int, 9)
	serveOn(t, l, func(p *peer) {
		for _, answer := range []string{ack("407 No", askProxy), ack("403 No")} {
			if _, err := p.request(); err != nil {
				return
			}
			seen <- p.n
			p.send(answer)
		}
	})
	proxy := &url.URL{Scheme: "https", Host: l.Addr().String()}
	r := &recorder{boundTo: Origin(proxy)}
	o := r.options(proxy)
	o.TLS = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	client := newClient(t, script(t), o)
	client.URL = &url.URL{Scheme: "https", Host: "files.test", Path: "/a.bin"}
	err = client.Close(t.Context(), someSession)
	for len(seen) > 0 {
		conns = append(conns, <-seen)
	}
	if refused, ok := errors.AsType[*ProxyError](err); !ok || refused.Status != 403 || !slices.Equal(conns, []int{1, 1}) {
		t.Errorf("%v; CONNECT on the connections %v", err, conns)
	}
	if client.Transport.held() != nil || client.Transport.openConn() != 0 {
		t.Error("a connection is open after the refusal")
	}
}

// TestHeldConnectionEnds: with the conversation, and with a sign-in that is not possible.
func TestHeldConnectionEnds(t *testing.T) {
	p := script(t, ack("407 No", askProxy), ack("407 No", askProxy))
	r := &recorder{boundTo: "http://" + p.url.Host}
	client := newClient(t, p, r.options(&url.URL{Scheme: "http", Host: p.url.Host}))
	client.URL = &url.URL{Scheme: "https", Host: "files.test", Path: "/a.bin"}
	err := client.Close(t.Context(), someSession)
	if err == nil || len(p.requests()) != 2 || client.Transport.held() != nil || client.Transport.openConn() != 0 {
		t.Errorf("%v after %d requests; held: %v", err, len(p.requests()), client.Transport.held())
	}
}
