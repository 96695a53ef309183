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

// LostError is the error of a packet that got no answer. What it wraps says who failed: a *ProxyError, a
// *TLSError, or what the system says of names and connections.
type LostError struct {
	Packet    PacketType
	Host      string // of the address that was asked, with its port if it has one
	Connected bool   // a connection was made, and bytes went over it
	Err       error
}

func (e *LostError) Error() string { return fmt.Sprintf("send %s: %v", e.Packet, e.Err) }
func (e *LostError) Unwrap() error { return e.Err }

// ProxyError means that the proxy on the way failed, not the server.
type ProxyError struct {
	Proxy  string // its host and port
	Status int    // what it answered instead of opening a tunnel, 0 if it was not reached or is no HTTP proxy
	Beyond bool   // it was reached, and says that it does not get through to the server
	Err    error
}

func (e *ProxyError) Error() string { return fmt.Sprintf("proxy %s: %v", e.Proxy, e.Err) }
func (e *ProxyError) Unwrap() error { return e.Err }

// AtProxy makes the error of a proxy that was asked by hand; nil stays nil.
func AtProxy(proxy *url.URL, err error) error {
	if err == nil {
		return nil
	}
	return &ProxyError{Proxy: proxyName(proxy), Err: err}
}

var proxyPorts = map[string]string{"https": "443", "socks5": "1080", "socks5h": "1080"}

// proxyName is the host and the port of a proxy, without the account in its address.
func proxyName(u *url.URL) string {
	return net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), proxyPorts[u.Scheme], "80"))
}

// blame says who failed, as far as that is known.
func (c *Client) blame(l loss) error {
	if via := c.via(l.req.URL); via != nil {
		var op *net.OpError
		var refused *ProxyError
		var asks *tunnelError
		_ = errors.As(l.err, &op)
		switch {
		case errors.As(l.err, &refused), errors.As(l.err, &asks): // it has said so itself
			return l.err
		case op != nil && strings.HasPrefix(op.Op, "socks"): // it was reached, and answered
			return &ProxyError{Proxy: proxyName(via), Beyond: true, Err: l.err}
		case op != nil && op.Op == "proxyconnect", l.req.URL.Scheme == "https" && !l.begot: // net/http's word for the way to it, or it ended that way
			return &ProxyError{Proxy: proxyName(via), Err: l.err}
		}
	}
	if flaw := c.Transport.flaw(l); flaw != "" {
		return &TLSError{flaw, l.err}
	}
	return l.err
}

// via is the proxy on the way to an address, nil for none.
func (c *Client) via(u *url.URL) *url.URL {
	via, err := c.Transport.http.Proxy(&http.Request{URL: u})
	if err != nil {
		return nil
	}
	return via
}

// refusedTunnelError is the error of a proxy that opens no tunnel, and asks for no sign-in.
func refusedTunnelError(proxy *url.URL, status int) error {
	return &ProxyError{
		Proxy: proxyName(proxy), Status: status, Beyond: status >= 500 && status != http.StatusNotImplemented,
		Err: fmt.Errorf("it opens no tunnel: %d %s", status, http.StatusText(status)),
	}
}

// unheard reports whether nothing has ever answered this client over http, with no proxy on the way that would
// have: then the port may be one of https.
func (c *Client) unheard(u *url.URL) bool {
	return u.Scheme == "http" && !c.heard.Load() && c.via(u) == nil
}

// speaksTLS asks the server of an address of http for a TLS handshake, and goes no further.
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

// meeting is how far a request came. net/http tells it from goroutines of its own.
type meeting struct{ shaken, connected, reused, heard atomic.Bool }

func (m *meeting) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		TLSHandshakeStart:    func() { m.shaken.Store(true) },
		GotConn:              func(i httptrace.GotConnInfo) { m.connected.Store(true); m.reused.Store(i.Reused) },
		GotFirstResponseByte: func() { m.heard.Store(true) },
	}
}

// answeredByTLS reports whether a server of https has found a request of http malformed.
func (c *Client) answeredByTLS(ctx context.Context, a *answer, u *url.URL) bool {
	malformed := a.status == http.StatusBadRequest && !a.isAck()
	if malformed && c.unheard(u) {
		c.Transport.Disconnect()
		return c.Transport.speaksTLS(ctx, u)
	}
	c.heard.Store(c.heard.Load() || !malformed)
	return false
}
