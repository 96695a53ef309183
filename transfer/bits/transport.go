package bits

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// Options of a Transport. The zero value of a field means its default.
type Options struct {
	Stall  time.Duration // no byte moved while sending; default 30 s
	Answer time.Duration // from the end of a request to its answer; default 5 min ([MC-BUP] 3.1.2.2)
	Idle   time.Duration // a connection without a request is closed; default 5 s
	TLS    *tls.Config   // nil: the system's roots
	// Proxy finds the proxy of a request; default: the environment's.
	Proxy func(*http.Request) (*url.URL, error)
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
	return o
}

// Transport is one connection to one server at a time, for one conversation at a time. Servers in
// the wild tie a session to its connection or serve one at a time, so nothing here is optional.
type Transport struct {
	http  http.Transport
	conn  atomic.Pointer[conn]
	meter atomic.Pointer[meter]
}

// NewTransport makes a Transport that speaks HTTP/1.1 only, compresses nothing and reads no more
// than 64 KiB of an answer's head.
func NewTransport(o Options) *Transport {
	o = o.withDefaults()
	t := &Transport{}
	dialer := &net.Dialer{Timeout: o.Stall, KeepAlive: 15 * time.Second, Control: tune(o.Stall)}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	t.http = http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			return t.dial(ctx, dialTarget{dialer, network, address, o.Stall})
		},
		Protocols:              protocols,
		Proxy:                  o.Proxy,
		TLSClientConfig:        o.TLS,
		TLSHandshakeTimeout:    o.Stall,
		MaxConnsPerHost:        1,
		MaxIdleConns:           1,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        o.Idle,
		ResponseHeaderTimeout:  o.Answer,
		ExpectContinueTimeout:  2 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true,
	}
	return t
}

type dialTarget struct {
	dialer           *net.Dialer
	network, address string
	stall            time.Duration
}

func (t *Transport) dial(ctx context.Context, d dialTarget) (net.Conn, error) {
	c, err := d.dialer.DialContext(ctx, d.network, d.address)
	if err != nil {
		return nil, err
	}
	wrapped := &conn{Conn: c, meter: &t.meter, stall: d.stall}
	t.conn.Store(wrapped)
	return wrapped, nil
}

// Disconnect closes the connection if no request uses it.
func (t *Transport) Disconnect() { t.http.CloseIdleConnections() }

// abort ends the connection whatever uses it.
func (t *Transport) abort() {
	if c := t.conn.Load(); c != nil {
		c.abort()
	}
}
