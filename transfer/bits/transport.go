package bits

import (
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
	Stall time.Duration // no byte moved while sending; default 30 s
	// Answer is from the end of a request to its answer, whole; twice Stall or this is for a
	// connection to be made, proxies included, and for a body that crawls. Default 5 min ([MC-BUP] 3.1.2.2).
	Answer time.Duration
	Idle   time.Duration // a connection without a request is closed; default 5 s
	TLS    *tls.Config   // nil: the system's roots
	// Trusted are the certificates that are taken from a host, a name or number in lower case without
	// port, although nobody vouches for them; nil: none. It is called from any goroutine.
	Trusted func(host string) []Fingerprint
	// Proxy finds the proxy of a request; default: the environment's.
	Proxy func(*http.Request) (*url.URL, error)
	// Authenticator makes the one of a Transport; nil: 401 and 407 are answers like any other.
	Authenticator func() Authenticator
	// Dial opens a connection; default: TCP of the system, with what a long upload needs of it.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
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

// Transport is one connection at a time, for one conversation at a time. Servers in the wild tie a
// session to its connection or serve one at a time, so nothing here is optional.
type Transport struct {
	http         http.Transport
	stall        time.Duration
	wait         time.Duration // for a connection, and with a body that crawls
	open         func(ctx context.Context, network, address string) (net.Conn, error)
	conn         atomic.Pointer[conn] // the only one that may be open
	gate         sync.Mutex           // held where it is decided whether a connection comes to be
	dialsBlocked bool                 // none may any more
	meter        atomic.Pointer[meter]
	auth         Authenticator // nil: none
	conns        atomic.Uint64
	// tunnel is what the proxy gets with the next CONNECT. net/http may ask for it in a goroutine that
	// has outlived its request.
	tunnel     atomic.Pointer[http.Header]
	asked      atomic.Bool            // the server wants to be shown a certificate
	targetHost atomic.Pointer[string] // host of the request under way, without port
}

// NewTransport makes a Transport that speaks HTTP/1.1 only, compresses nothing and reads no more
// than 64 KiB of an answer's head.
func NewTransport(o Options) *Transport {
	o = o.withDefaults()
	t := &Transport{stall: o.Stall, wait: max(o.Answer, 2*o.Stall), open: o.Dial}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	t.http = http.Transport{
		DialContext:            t.dial,
		Protocols:              protocols,
		Proxy:                  o.Proxy,
		TLSClientConfig:        t.trusting(o),
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
		OnProxyConnectResponse: tunnelAnswer,
	}
	if o.Authenticator != nil {
		t.auth = o.Authenticator()
	}
	return t
}

// http1 is config without any other protocol than HTTP/1.1 to offer: what config names there would be
// negotiated, and net/http would not be able to speak it.
func http1(config *tls.Config) *tls.Config {
	if config == nil {
		return nil
	}
	config = config.Clone()
	config.NextProtos = []string{"http/1.1"}
	return config
}

// dial closes the connection there was before it opens another, also one to another host: a host id
// is mostly a second name of the same machine.
func (t *Transport) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if old := t.conn.Swap(nil); old != nil {
		_ = old.Close()
	}
	t.asked.Store(false)
	c, err := t.open(ctx, network, address)
	if err != nil {
		return nil, err
	}
	wrapped := &conn{Conn: c, meter: &t.meter, stall: t.stall, number: t.conns.Add(1)}
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

// BlockDials reports whether a connection is open. If none is, none will be before AllowDials: nothing leaves any more
// of a request that waits for one, however near it is to being made.
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

// Local is the address that the open connection goes out from; false if none is open.
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
func (t *Transport) Disconnect() { t.http.CloseIdleConnections() }

// abort ends the connection whatever uses it.
func (t *Transport) abort() {
	if c := t.conn.Load(); c != nil {
		c.abort()
	}
}

// tie makes the context of one request. When ctx ends, the connection is aborted first and net/http
// hears of it second: the other way round it would close the connection in good order, and the system
// would go on sending what is queued. After untie nothing of the request touches a connection.
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
