package bits

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// issuer is a certificate authority of a test.
type issuer struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{key: key, pool: x509.NewCertPool()}
	if i.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	i.pool.AddCert(i.cert)
	return i
}

// issue makes a certificate for a name or an IP address.
func (i *issuer) issue(t *testing.T, host string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "of " + host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	if ip := net.ParseIP(host); ip != nil {
		c.IPAddresses = []net.IP{ip}
	} else {
		c.DNSNames = []string{host}
	}
	der, err := x509.CreateCertificate(rand.Reader, c, i.cert, &key.PublicKey, i.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func secureServer(t *testing.T, c tls.Certificate, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{c}}
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are what is tested
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// forwardTo is a proxy that reaches one server, whatever the name in the address. passed counts requests that reached it.
func forwardTo(server string, passed *atomic.Int32) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		passed.Add(1)
		if r.Method != http.MethodConnect {
			w.Header().Set(HeaderPacketType, "Ack")
			return
		}
		far, err := net.Dial("tcp", server)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer func() { _ = far.Close() }()
		near, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer func() { _ = near.Close() }()
		_, _ = io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { // ends with the connection
			_, _ = io.Copy(far, buffered)
			_ = far.Close()
		}()
		_, _ = io.Copy(near, far)
	}
}

func acks(w http.ResponseWriter, _ *http.Request) { w.Header().Set(HeaderPacketType, "Ack") }

// TestSecureProxyIsCheckedByItsOwnName: the certificate of an https proxy has to be for the proxy's name or number.
// One that is for the server's name only is refused before anything is sent, for http and https servers.
func TestSecureProxyIsCheckedByItsOwnName(t *testing.T) {
	ca := newIssuer(t)
	server := secureServer(t, ca.issue(t, "files.test"), acks)
	for _, c := range []struct {
		certificate, reached string // the proxy's certificate is for; the proxy is addressed by
		good                 bool
	}{
		{"127.0.0.1", "127.0.0.1", true},
		{"localhost", "localhost", true},
		{"files.test", "127.0.0.1", false},
		{"files.test", "localhost", false},
		{"127.0.0.1", "localhost", false},
	} {
		for _, scheme := range []string{"http", "https"} {
			var passed atomic.Int32
			proxy := secureServer(t, ca.issue(t, c.certificate), forwardTo(server.Listener.Addr().String(), &passed))
			_, port, _ := net.SplitHostPort(proxy.Listener.Addr().String())
			via := &url.URL{Scheme: "https", Host: net.JoinHostPort(c.reached, port)}
			transport := NewTransport(Options{
				Proxy: http.ProxyURL(via), TLS: &tls.Config{RootCAs: ca.pool, MinVersion: tls.VersionTLS12},
				Trusted: func(string) []Fingerprint { return nil },
			})
			t.Cleanup(transport.Disconnect)
			client := &Client{URL: &url.URL{Scheme: scheme, Host: "files.test", Path: "/a.bin"}, Transport: transport}
			err := client.Close(t.Context(), someSession)
			if (err == nil) != c.good || (passed.Load() > 0) != c.good {
				t.Errorf("%s for %s, reached as %s: %v; %d requests", scheme, c.certificate, c.reached, err, passed.Load())
			}
			if at, ok := errors.AsType[*ProxyError](err); !c.good && (!ok || at.Proxy != via.Host) {
				t.Errorf("%s for %s, reached as %s: %v", scheme, c.certificate, c.reached, err)
			}
		}
	}
}

// TestTrustOfAProxyIsNotTrustOfAServer: a certificate that is trusted for the server does not open a proxy of the same
// host, and the other way round.
func TestTrustOfAProxyIsNotTrustOfAServer(t *testing.T) {
	ca := newIssuer(t)
	unknown := ca.issue(t, "127.0.0.1")
	shown := Fingerprint(sha256.Sum256(unknown.Certificate[0]))
	var passed atomic.Int32
	server := secureServer(t, unknown, acks)
	proxy := secureServer(t, unknown, forwardTo(server.Listener.Addr().String(), &passed))
	via, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	trusts := func(yes bool) func(string) []Fingerprint {
		return func(host string) []Fingerprint {
			if !yes || host != "127.0.0.1" {
				return nil
			}
			return []Fingerprint{shown}
		}
	}
	for _, c := range []struct{ server, proxy, good, atProxy bool }{
		{true, false, false, true}, {false, true, false, false}, {true, true, true, false},
	} {
		transport := NewTransport(Options{Proxy: http.ProxyURL(via), Trusted: trusts(c.server), TrustedProxy: trusts(c.proxy)})
		t.Cleanup(transport.Disconnect)
		u, err := url.Parse(server.URL + "/a.bin")
		if err != nil {
			t.Fatal(err)
		}
		err = (&Client{URL: u, Transport: transport}).Close(t.Context(), someSession)
		_, atProxy := errors.AsType[*ProxyError](err)
		if (err == nil) != c.good || atProxy != c.atProxy {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestInspectThroughASecureProxy: the certificate shown is the server's, not the one of the proxy before it, and a
// proxy that is not trusted is told as such.
func TestInspectThroughASecureProxy(t *testing.T) {
	ca := newIssuer(t)
	of, unknown := ca.issue(t, "127.0.0.1"), newIssuer(t).issue(t, "files.test")
	server := secureServer(t, unknown, func(http.ResponseWriter, *http.Request) { t.Error("a request arrived") })
	var passed atomic.Int32
	proxy := secureServer(t, of, forwardTo(server.Listener.Addr().String(), &passed))
	via, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	u := &url.URL{Scheme: "https", Host: "files.test", Path: "/"}
	o := Options{Proxy: http.ProxyURL(via), TLS: &tls.Config{RootCAs: ca.pool, MinVersion: tls.VersionTLS12}}
	c, err := Inspect(t.Context(), o, u)
	if err != nil || c.Fingerprint != sha256.Sum256(unknown.Certificate[0]) || c.Host != "files.test" || c.Proxy || c.Flaw == nil {
		t.Errorf("%+v, %v", c, err)
	}
	own, err := InspectProxy(t.Context(), o, via)
	if err != nil || own.Fingerprint != sha256.Sum256(of.Certificate[0]) || own.Host != "127.0.0.1" || !own.Proxy || own.Flaw != nil || own.Port != via.Port() {
		t.Errorf("the proxy's: %+v, %v", own, err)
	}
	passed.Store(0)
	_, err = Inspect(t.Context(), Options{Proxy: http.ProxyURL(via)}, u)
	if at, ok := errors.AsType[*ProxyError](err); !ok || at.Proxy != via.Host || passed.Load() != 0 {
		t.Errorf("over a proxy that is not trusted: %v; %d requests", err, passed.Load())
	}
}

// TestServerBehindASecureProxyIsNotTakenForTLS: a plain server's failure over an https proxy is no flaw of its TLS.
func TestServerBehindASecureProxyIsNotTakenForTLS(t *testing.T) {
	ca := newIssuer(t)
	proxy := secureServer(t, ca.issue(t, "127.0.0.1"), func(w http.ResponseWriter, _ *http.Request) {
		near, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_ = near.Close()
		}
	})
	via, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	transport := NewTransport(Options{Proxy: http.ProxyURL(via), TLS: &tls.Config{RootCAs: ca.pool, MinVersion: tls.VersionTLS12}})
	t.Cleanup(transport.Disconnect)
	err = (&Client{URL: &url.URL{Scheme: "http", Host: "files.test", Path: "/a"}, Transport: transport}).Close(t.Context(), someSession)
	if flaw, ok := errors.AsType[*TLSError](err); ok || err == nil || strings.Contains(err.Error(), "tls:") {
		t.Errorf("%v %v", flaw, err)
	}
}

// TestNextWay: a proxy that cannot be reached is left for the next way at once, and nothing is sent twice. A proxy that
// answers is not left, whatever it answers.
func TestNextWay(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := &url.URL{Scheme: "http", Host: closed.Addr().String()}
	_ = closed.Close()
	refuses := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	t.Cleanup(refuses.Close)
	for _, c := range []struct {
		scheme string
		ways   []*url.URL
		good   bool
		failed int
	}{
		{"http", []*url.URL{dead, nil}, true, 1},
		{"https", []*url.URL{dead, dead, nil}, true, 2},
		{"http", []*url.URL{dead}, false, 1},
		{"https", []*url.URL{{Scheme: "http", Host: refuses.Listener.Addr().String()}, nil}, false, 0},
	} {
		ca := newIssuer(t)
		server := httptest.NewServer(http.HandlerFunc(acks))
		t.Cleanup(server.Close)
		if c.scheme == "https" {
			server = secureServer(t, ca.issue(t, "127.0.0.1"), acks)
		}
		u, err := url.Parse(server.URL + "/a.bin")
		if err != nil {
			t.Fatal(err)
		}
		at, failed := 0, 0
		transport := NewTransport(Options{
			TLS:   &tls.Config{RootCAs: ca.pool, MinVersion: tls.VersionTLS12},
			Proxy: func(*http.Request) (*url.URL, error) { return c.ways[at], nil },
			ProxyFailed: func(_ context.Context, to, proxy *url.URL) bool {
				failed++
				if to.Host != u.Host || proxy != dead {
					t.Errorf("%v failed on the way to %v", proxy, to)
				}
				at = min(at+1, len(c.ways)-1)
				return at == failed
			},
		})
		t.Cleanup(transport.Disconnect)
		err = (&Client{URL: u, Transport: transport}).Close(t.Context(), someSession)
		if (err == nil) != c.good || failed != c.failed {
			t.Errorf("%s by %v: %v; %d failed", c.scheme, c.ways, err, failed)
		}
	}
}
