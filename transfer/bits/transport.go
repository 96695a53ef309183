package bits

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// Options of a Transport. The zero value of a field means its default.
type Options struct {
	Stall time.Duration // how long no byte may move while sending; default 30 s
	// Answer is how long a whole answer may take after the request. This or twice Stall is the limit for making a
	// connection, proxies included, and the allowance of a slow body. Default 5 min ([MC-BUP] 3.1.2.2).
	Answer time.Duration
	Idle   time.Duration // how long a connection without a request is kept; default 5 s
	TLS    *tls.Config   // nil: the system's roots
	// Trusted returns the certificates that the user trusts for a host: a name or IP address in lower case, without
	// port. nil: none. It is called from any goroutine.
	Trusted func(host string) []Fingerprint
	// TrustedProxy is Trusted for the certificates of https proxies.
	TrustedProxy func(host string) []Fingerprint
	// Own returns the certificate of this computer that the server of an address may be shown, nil for none. Only the
	// server of an https address ever gets it, never a proxy. nil: none. It is called from any goroutine.
	Own func(*url.URL) *Own
	// Proxy returns the proxy of a request; default: the environment's.
	Proxy func(*http.Request) (*url.URL, error)
	// ProxyFailed is told of a proxy on the way to u that cannot be reached. It reports whether Proxy now returns
	// another way, which is then tried at once. nil: it never does.
	ProxyFailed func(ctx context.Context, u, proxy *url.URL) (another bool)
	// Authenticator makes the Transport's; nil: 401 and 407 are ordinary answers.
	Authenticator func() Authenticator
	// Dial opens a connection; default: TCP, tuned for long uploads.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	proxyTLS *tls.Config // for https proxies; nil: TLS
}

func (o Options) withDefaults() Options {
	if o.Stall <= 0 {
		o.Stall = 30 * time.Second
	}
	if o.Answer <= 0 {
		o.Answer = 5 * time.Minute
	}
	if o.Idle <= 0 {
		o.Idle = 5 * time.Second
	}
	if o.Proxy == nil {
		o.Proxy = http.ProxyFromEnvironment
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{Timeout: o.Stall, KeepAlive: 15 * time.Second, Control: tune(o.Stall)}).DialContext
	}
	return o
}

// Transport is one connection at a time, for one conversation. Servers in the wild tie a session to its connection or
// serve one connection at a time, so none of this is optional.
type Transport struct {
	http         http.Transport
	stall        time.Duration
	wait         time.Duration // limit for making a connection, and allowance of a slow body
	open         func(ctx context.Context, network, address string) (net.Conn, error)
	conn         atomic.Pointer[conn] // the only one that may be open
	gate         sync.Mutex           // guards whether a connection may come about
	dialsBlocked bool                 // no connection may come about
	meter        atomic.Pointer[meter]
	auth         Authenticator // nil: none
	conns        atomic.Uint64
	// tunnel is the header for the proxy's next CONNECT. net/http may read it in a goroutine that has outlived its
	// request.
	tunnel      atomic.Pointer[http.Header]
	socks       atomic.Pointer[url.Userinfo] // the account for a SOCKS proxy; nil: none
	binding     atomic.Pointer[binding]      // to the server that answered last
	own         func(*url.URL) *Own
	asked       atomic.Pointer[certRequest] // by the server of the last connection, for a certificate of this computer; nil: it was not
	aim         atomic.Pointer[aim]         // of the current request
	chosenProxy func(*http.Request) (*url.URL, error)
	proxyFailed func(ctx context.Context, u, proxy *url.URL) bool // may be nil
	proxyTrust  proxyTrust
}

// NewTransport makes a Transport for HTTP/1.1 only, without compression. It reads at most 64 KiB of an answer's head.
func NewTransport(o Options) *Transport {
	o = o.withDefaults()
	t := &Transport{
		stall: o.Stall, wait: max(o.Answer, 2*o.Stall), open: o.Dial, own: o.Own,
		chosenProxy: o.Proxy, proxyFailed: o.ProxyFailed, proxyTrust: proxyTrust{cmp.Or(o.proxyTLS, o.TLS), o.TrustedProxy},
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	t.http = http.Transport{
		DialContext:            t.dial,
		DialTLSContext:         t.dialTLS,
		Protocols:              protocols,
		Proxy:                  t.proxyOf,
		TLSClientConfig:        t.tlsConfig(o),
		TLSHandshakeTimeout:    o.Stall,
		MaxConnsPerHost:        1,
		MaxIdleConns:           1,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        o.Idle,
		ResponseHeaderTimeout:  o.Answer,
		ExpectContinueTimeout:  2 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true,
		GetProxyConnectHeader:  t.tunnelHeader,
		OnProxyConnectResponse: t.tunnelAnswer,
	}
	if o.Authenticator != nil {
		t.auth = o.Authenticator()
	}
	return t
}

// http1 returns config offering only HTTP/1.1. Other protocols would be negotiated, but net/http could not speak
// them.
func http1(config *tls.Config) *tls.Config {
	if config == nil {
		return nil
	}
	config = config.Clone()
	config.NextProtos = []string{"http/1.1"}
	return config
}

// dial closes the old connection before it opens another, also for another host: a host id is mostly a second name of
// the same machine. A held connection is opened by returning it.
func (t *Transport) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if old := t.conn.Swap(nil); old != nil {
		if old.to == network+address && old.life.Err() == nil && old.held.CompareAndSwap(true, false) && t.enter(old) {
			return old, nil
		}
		_ = old.drop()
	}
	t.asked.Store(nil)
	c, err := t.open(ctx, network, address)
	if err != nil {
		return nil, err
	}
	wrapped := &conn{Conn: c, meter: &t.meter, stall: t.stall, number: t.conns.Add(1), to: network + address}
	wrapped.life, wrapped.end = context.WithCancel(context.WithoutCancel(ctx))
	if !t.enter(wrapped) {
		_ = wrapped.Close()
		return nil, net.ErrClosed
	}
	return wrapped, nil
}

func (t *Transport) enter(c *conn) bool {
	t.gate.Lock()
	defer t.gate.Unlock()
	if !t.dialsBlocked {
		t.conn.Store(c)
	}
	return !t.dialsBlocked
}

// BlockDials reports whether a connection is open. If not, none comes about before AllowDials: a request that still
// waits for one sends nothing.
func (t *Transport) BlockDials() (open bool) {
	t.gate.Lock()
	defer t.gate.Unlock()
	_, open = t.Local()
	t.dialsBlocked = !open
	return open
}

// AllowDials lets connections be made again.
func (t *Transport) AllowDials() {
	t.gate.Lock()
	defer t.gate.Unlock()
	t.dialsBlocked = false
}

// Local returns the local address of the open connection; false if none is open.
func (t *Transport) Local() (netip.Addr, bool) {
	c := t.conn.Load()
	if c == nil || c.life.Err() != nil {
		return netip.Addr{}, false
	}
	tcp, ok := c.LocalAddr().(*net.TCPAddr)
	if !ok {
		return netip.Addr{}, true
	}
	return tcp.AddrPort().Addr(), true
}

// Disconnect closes the connection if no request uses it.
func (t *Transport) Disconnect() {
	t.http.CloseIdleConnections()
	t.dropHeld()
}

// abort ends the connection even if a request uses it.
func (t *Transport) abort() {
	if c := t.conn.Load(); c != nil {
		c.abort()
	}
}

// tie makes the context of one request. When ctx ends, the connection is aborted before net/http learns of it.
// Otherwise net/http would close it cleanly, and the system would go on sending what is queued. After untie nothing
// of the request touches a connection.
func (t *Transport) tie(ctx context.Context) (tied context.Context, untie func()) {
	tied, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	aborted := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(aborted)
		t.abort()
		cancel(context.Cause(ctx))
	})
	return tied, sync.OnceFunc(func() {
		if !stop() {
			<-aborted
		}
		cancel(nil)
	})
}
