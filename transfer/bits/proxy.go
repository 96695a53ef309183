package bits

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
)

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

// refusedTunnelError is the error of a proxy that refuses a tunnel without asking for a sign-in.
func refusedTunnelError(proxy *url.URL, status int) error {
	return &ProxyError{
		Proxy: proxyName(proxy), Status: status, Beyond: status >= 500 && status != http.StatusNotImplemented,
		Err: fmt.Errorf("it opens no tunnel: %d %s", status, http.StatusText(status)),
	}
}

// way is the proxy chosen for the requests to one origin; nil = none.
type way struct {
	origin string
	via    *url.URL
	err    error
}

type fileKey struct{}

// asks returns a context that says which upload a request belongs to.
func (c *Client) asks(ctx context.Context) context.Context { return ForFile(ctx, c.URL) }

// ForFile returns a context for requests that belong to the upload of the file at u; see FileOf.
func ForFile(ctx context.Context, u *url.URL) context.Context {
	return context.WithValue(ctx, fileKey{}, u)
}

// FileOf returns the address of the file whose upload a request belongs to, given the context that Options.Proxy and
// Options.ProxyFailed get. It differs from the request's where a Host-Id or a reply names another host; nil = not known.
func FileOf(ctx context.Context) *url.URL {
	u, _ := ctx.Value(fileKey{}).(*url.URL)
	return u
}

// choose finds out which way the next request goes. All that is done about the request keeps to it.
func (c *Client) choose(ctx context.Context, u *url.URL) way {
	w := way{origin: Origin(u)}
	w.via, w.err = c.Transport.chosenProxy((&http.Request{URL: u}).WithContext(c.asks(ctx)))
	c.way = w
	return w
}

// via returns the proxy for an address, nil for none.
func (c *Client) via(u *url.URL) *url.URL {
	w := c.way
	if w.origin != Origin(u) {
		w = c.choose(context.Background(), u) //nolint:forbidigo // before the first request of a conversation
	}
	if w.err != nil {
		return nil
	}
	return w.via
}

// maxWays bounds how many ways are tried for one request.
const maxWays = 8

// anotherWay reports whether a request failed at a proxy that cannot be reached, so that nothing was sent, and there is
// another way.
func (c *Client) anotherWay(ctx context.Context, u *url.URL, err error) bool {
	at, ok := errors.AsType[*ProxyError](err)
	failed := c.Transport.proxyFailed
	if !ok || failed == nil || at.Status != 0 || at.Beyond || !errors.Is(err, ErrUnsent) || ctx.Err() != nil {
		return false
	}
	return c.way.via != nil && failed(c.asks(ctx), u, c.way.via)
}

type wayKey struct{}

// in returns the context of a request that goes a certain way.
func (w way) in(ctx context.Context) context.Context { return context.WithValue(ctx, wayKey{}, w) }

// proxyOf is the http.Transport's Proxy: the way that was chosen for the request.
func (t *Transport) proxyOf(req *http.Request) (*url.URL, error) {
	if w, ok := req.Context().Value(wayKey{}).(way); ok {
		return t.withSOCKSAccount(w.via), w.err
	}
	return t.chosenProxy(req)
}

// dialTLS opens and secures the first connection of a way: to an https proxy, or straight to an https server. Inside
// a tunnel net/http secures the connection itself.
func (t *Transport) dialTLS(ctx context.Context, network, address string) (net.Conn, error) {
	raw, err := t.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if held := raw.(*conn).secured; held != nil {
		return held, nil
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		_ = raw.Close()
		return nil, err
	}
	w, _ := ctx.Value(wayKey{}).(way)
	toProxy := w.via != nil
	config := t.http.TLSClientConfig.Clone()
	if toProxy {
		config = t.proxyTLS(host)
	}
	config.ServerName = cmp.Or(config.ServerName, host)
	secured := tls.Client(raw, config)
	if trace := httptrace.ContextClientTrace(ctx); !toProxy && trace != nil && trace.TLSHandshakeStart != nil {
		trace.TLSHandshakeStart()
	}
	limited, stop := context.WithTimeout(ctx, t.stall)
	defer stop()
	if err := secured.HandshakeContext(limited); err != nil {
		_ = raw.Close()
		return nil, err
	}
	if toProxy {
		raw.(*conn).secured = proxyConn{secured, raw.(*conn)}
		return raw.(*conn).secured, nil
	}
	return secured, nil
}

// proxyConn hides from net/http that the connection to a proxy is secured, or its handshake would count as the
// server's.
type proxyConn struct {
	net.Conn
	raw *conn
}

// Close leaves the secure connection as it is if the one below is to be held.
func (p proxyConn) Close() error {
	if p.raw.holds.Load() {
		return p.raw.Close()
	}
	return p.Conn.Close()
}

// proxyTrust is what certificates of https proxies are verified against.
type proxyTrust struct {
	base     *tls.Config // nil: the system's roots
	accepted func(host string) []Fingerprint
}

// proxyTLS is the configuration for a connection to an https proxy. Its certificate is verified for the proxy's own
// name or number, and the certificates that the user trusts for a server do not count. No client certificate is shown.
func (t *Transport) proxyTLS(host string) *tls.Config {
	config := http1(t.proxyTrust.base)
	if config == nil {
		config = http1(&tls.Config{MinVersion: tls.VersionTLS12})
	}
	config.Certificates, config.GetClientCertificate, config.VerifyConnection = nil, nil, nil
	config.ServerName = host
	if config.InsecureSkipVerify {
		return config
	}
	e := expectation{host, config.RootCAs, config.Time}
	config.InsecureSkipVerify = true // VerifyConnection replaces crypto/tls's check
	config.VerifyConnection = func(s tls.ConnectionState) error {
		return e.checkPinned(s.PeerCertificates, t.proxyTrust.accepted)
	}
	return config
}

// checkPinned verifies a chain; one that the user trusts for the host passes whatever its flaws.
func (e expectation) checkPinned(chain []*x509.Certificate, accepted func(host string) []Fingerprint) error {
	err := e.check(chain)
	if err == nil || accepted == nil {
		return err
	}
	return checkPins(chain, accepted(LowerHost(e.host)), err)
}

// InspectProxy fetches the certificate of an https proxy and sends nothing else. Otherwise it is Inspect.
func InspectProxy(ctx context.Context, o Options, proxy *url.URL) (Certificate, error) {
	o = o.withDefaults()
	ctx, stop := context.WithTimeout(ctx, o.Stall+o.Answer)
	defer stop()
	raw, err := o.Dial(ctx, "tcp", proxyName(proxy))
	if err != nil {
		return Certificate{}, AtProxy(proxy, err)
	}
	defer func() { _ = raw.Close() }()
	config := http1(o.TLS)
	if config == nil {
		config = http1(&tls.Config{MinVersion: tls.VersionTLS12})
	}
	e := expectation{proxy.Hostname(), config.RootCAs, config.Time}
	config.ServerName = proxy.Hostname()
	config.InsecureSkipVerify = true // the certificate is only looked at
	secured := tls.Client(raw, config)
	if err := secured.HandshakeContext(ctx); err != nil {
		return Certificate{}, AtProxy(proxy, err)
	}
	c := describe(secured.ConnectionState(), e)
	c.Port = cmp.Or(proxy.Port(), "443")
	c.Proxy = true
	return c, nil
}

// blamedProxy wraps the error of a loss in a ProxyError if the proxy is at fault; nil = it is not. offered reports whether a
// SOCKS proxy was offered an account.
func blamedProxy(via *url.URL, l loss, offered bool) error {
	if via == nil {
		return nil
	}
	var op *net.OpError
	var refused *ProxyError
	var asks *tunnelError
	_ = errors.As(l.err, &op)
	switch {
	case errors.As(l.err, &refused), errors.As(l.err, &asks): // the error already says so
		return l.err
	case op != nil && strings.HasPrefix(op.Op, socksOp): // the proxy was reached and answered
		if scheme := socksAsks(op, offered); scheme != "" {
			return &tunnelError{http.Header{HeaderProxyAuthenticate: {scheme}}}
		}
		return &ProxyError{Proxy: proxyName(via), Beyond: true, Err: l.err}
	case op != nil && op.Op == "proxyconnect", l.req.URL.Scheme == "https" && !l.connected: // net/http's word for dialling it, or no tunnel came about
		return &ProxyError{Proxy: proxyName(via), Err: l.err}
	case l.req.URL.Scheme == "http" && !strings.HasPrefix(via.Scheme, "socks") && hungUp(l.err): // nobody else was connected to
		return &ProxyError{Proxy: proxyName(via), Err: l.err}
	}
	return nil
}
