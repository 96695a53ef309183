package bits

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
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

// blame wraps the error of a loss in a ProxyError or TLSError if one of them is at fault.
func (c *Client) blame(l loss) error {
	via := c.via(l.req.URL)
	if err := blamedProxy(via, l, c.Transport.socks.Load() != nil); err != nil {
		return err
	}
	if via != nil && l.req.URL.Scheme == "http" {
		return l.err // what was received first came from the proxy
	}
	if flaw := c.Transport.flaw(l); flaw != "" {
		return &TLSError{flaw, c.Transport.asked.Load().issuerList(), l.err}
	}
	return l.err
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
