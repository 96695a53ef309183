package bits

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
)

// LostError is the error of a packet that got no answer. It wraps the culprit's error: a *ProxyError, a *TLSError, or
// the system's about names and connections.
type LostError struct {
	Packet    PacketType
	Host      string // of the URL, with its port if the URL has one
	Connected bool   // a connection was made, and bytes were sent
	Err       error
}

func (e *LostError) Error() string { return fmt.Sprintf("send %s: %v", e.Packet, e.Err) }
func (e *LostError) Unwrap() error { return e.Err }

// ProxyError means that the proxy failed, not the server.
type ProxyError struct {
	Proxy  string // its host and port
	Status int    // its answer to CONNECT, 0 if it was not reached or is no HTTP proxy
	Beyond bool   // it was reached, but cannot reach the server
	Err    error
}

func (e *ProxyError) Error() string { return fmt.Sprintf("proxy %s: %v", e.Proxy, e.Err) }
func (e *ProxyError) Unwrap() error { return e.Err }

// AtProxy wraps the error of a proxy that the caller dialled itself; nil stays nil.
func AtProxy(proxy *url.URL, err error) error {
	if err == nil {
		return nil
	}
	return &ProxyError{Proxy: proxyName(proxy), Err: err}
}

var proxyPorts = map[string]string{"https": "443", "socks5": "1080", "socks5h": "1080"}

// proxyName returns host and port of a proxy, without the account in its address.
func proxyName(u *url.URL) string {
	return net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), proxyPorts[u.Scheme], "80"))
}

// blame wraps the error of a loss in a ProxyError or TLSError if one of them is at fault.
func (c *Client) blame(l loss) error {
	if via := c.via(l.req.URL); via != nil {
		var op *net.OpError
		var refused *ProxyError
		var asks *tunnelError
		_ = errors.As(l.err, &op)
		switch {
		case errors.As(l.err, &refused), errors.As(l.err, &asks): // the error already says so
			return l.err
		case op != nil && strings.HasPrefix(op.Op, "socks"): // the proxy was reached and answered
			return &ProxyError{Proxy: proxyName(via), Beyond: true, Err: l.err}
		case op != nil && op.Op == "proxyconnect", l.req.URL.Scheme == "https" && !l.connected: // net/http's word for dialling it, or no tunnel came about
			return &ProxyError{Proxy: proxyName(via), Err: l.err}
		}
	}
	if flaw := c.Transport.flaw(l); flaw != "" {
		return &TLSError{flaw, l.err}
	}
	return l.err
}

// via returns the proxy for an address, nil for none.
func (c *Client) via(u *url.URL) *url.URL {
	via, err := c.Transport.http.Proxy(&http.Request{URL: u})
	if err != nil {
		return nil
	}
	return via
}

// refusedTunnelError is the error of a proxy that refuses a tunnel without asking for a sign-in.
func refusedTunnelError(proxy *url.URL, status int) error {
	return &ProxyError{
		Proxy: proxyName(proxy), Status: status, Beyond: status >= 500 && status != http.StatusNotImplemented,
		Err: fmt.Errorf("it opens no tunnel: %d %s", status, http.StatusText(status)),
	}
}

// neverAnswered reports whether nothing has answered this client over http yet, and no proxy could have. Then the port may
// be an https port.
func (c *Client) neverAnswered(u *url.URL) bool {
	return u.Scheme == "http" && !c.heard.Load() && c.via(u) == nil
}

// speaksTLS reports whether the server of an http address answers a TLS handshake. Nothing else is sent.
func (t *Transport) speaksTLS(ctx context.Context, u *url.URL) bool {
	ctx, cancel := context.WithTimeout(ctx, min(t.stall, tlsProbeTimeout))
	defer cancel()
	c, err := t.open(ctx, "tcp", net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "80")))
	if err != nil {
		return false
	}
	defer func() { _ = c.Close() }()
	return handshake(ctx, c, u.Hostname())
}

// requestTrace is how far a request got. net/http reports it from its own goroutines.
type requestTrace struct{ handshaking, connected, reused, heard atomic.Bool }

func (m *requestTrace) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		TLSHandshakeStart:    func() { m.handshaking.Store(true) },
		GotConn:              func(i httptrace.GotConnInfo) { m.connected.Store(true); m.reused.Store(i.Reused) },
		GotFirstResponseByte: func() { m.heard.Store(true) },
	}
}

// answeredByTLS reports whether an https server rejected an http request as malformed.
func (c *Client) answeredByTLS(ctx context.Context, a *answer, u *url.URL) bool {
	malformed := a.status == http.StatusBadRequest && !a.isAck()
	if malformed && c.neverAnswered(u) {
		c.Transport.Disconnect()
		return c.Transport.speaksTLS(ctx, u)
	}
	c.heard.Store(c.heard.Load() || !malformed)
	return false
}
