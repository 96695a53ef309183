package transfer

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sendoff/transfer/bits"
)

// spot is where a packet is sent to, and how.
type spot struct {
	address  string
	options  bits.Options
	override bool
}

// TestCauseOverRealSockets: the culprit is named, and causes that only a user can resolve are final.
func TestCauseOverRealSockets(t *testing.T) {
	for name, c := range map[string]struct {
		make  func(t *testing.T) spot
		kind  Kind
		final bool
		more  func(t *testing.T, s spot, f Fault)
	}{
		"nobody listens":          {func(t *testing.T) spot { return spot{address: "http://" + closedPort(t)} }, KindConnect, false, notConnected},
		"closed without a word":   {func(t *testing.T) spot { return spot{address: "http://" + speaker(t, "")} }, KindConnect, false, connected},
		"closed in the handshake": {func(t *testing.T) spot { return spot{address: "https://" + speaker(t, "")} }, KindConnect, false, connected},
		"silent":                  {neverSpeaks, KindStalled, false, connected},
		"not http":                {func(t *testing.T) spot { return spot{address: "http://" + speaker(t, "220 smtp ready\r\n")} }, KindNotBITS, false, nil},
		"no such name":            {func(t *testing.T) spot { return named(t, 3) }, KindName, false, notConnected},
		"name service fails":      {func(t *testing.T) spot { return named(t, 2) }, KindNameService, false, notConnected},
		"no network":              {noNetwork, KindOwnNetwork, false, notConnected},

		"TLS 1.1 at most": {func(t *testing.T) spot {
			return secured(t, &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})
		}, KindTLSOld, true, connected},
		"chooses TLS 1.0":          {func(t *testing.T) spot { return spot{address: "https://" + speaker(t, oldHello)} }, KindTLSOld, true, connected},
		"no common cipher":         {func(t *testing.T) spot { return secured(t, oldCiphers) }, KindTLSCipher, true, connected},
		"wants a certificate, 1.2": {func(t *testing.T) spot { return wantsCertificate(t, tls.VersionTLS12) }, KindClientCert, true, nil},
		"wants a certificate, 1.3": {func(t *testing.T) spot { return wantsCertificate(t, tls.VersionTLS13) }, KindClientCert, true, nil},
		"http at https":            {plainAtHTTPS, KindTLSPlain, true, connected},
		"http at https, closes":    {func(t *testing.T) spot { return spot{address: "https://" + noTLS(t, "404 Not Found", false)} }, KindTLSPlain, true, connected},
		"http at https, resets":    {func(t *testing.T) spot { return spot{address: "https://" + noTLS(t, "405 Not Allowed", true)} }, KindTLSPlain, true, connected},
		"https cut, it says 400":   {func(t *testing.T) spot { return spot{address: "https://" + noTLS(t, "400 Bad Request", false)} }, KindConnect, false, connected},
		"https cut, it redirects":  {func(t *testing.T) spot { return spot{address: "https://" + noTLS(t, "307 Temporary Redirect", true)} }, KindConnect, false, connected},
		"ssh at https":             {func(t *testing.T) spot { return spot{address: "https://" + speaker(t, "SSH-2.0-server\r\n")} }, KindTLSStrange, true, connected},
		"https at http, closes":    {func(t *testing.T) spot { return secureAtHTTP(t, false) }, KindTLSWanted, true, nil},
		"https at http, 400":       {func(t *testing.T) spot { return secureAtHTTP(t, true) }, KindTLSWanted, true, nil},
		"https at http, alert":     {func(t *testing.T) spot { return spot{address: "http://" + speaker(t, "\x15\x03\x01\x00\x02\x02\x46")} }, KindTLSWanted, true, nil},
		"not trusted":              {func(t *testing.T) spot { return secured(t, &tls.Config{}) }, KindTrust, true, nil},
		"not the trusted one":      {otherCertificate, KindTrustChanged, true, nil},

		"proxy down":            {func(t *testing.T) spot { return behind("http://"+closedPort(t), "http") }, KindProxy, false, proxyNamed},
		"proxy down, https":     {func(t *testing.T) spot { return behind("http://"+closedPort(t), "https") }, KindProxy, false, proxyNamed},
		"proxy closes":          {func(t *testing.T) spot { return behind("http://"+speaker(t, ""), "https") }, KindProxy, false, proxyNamed},
		"proxy closes, http":    {func(t *testing.T) spot { return behind("http://"+speaker(t, ""), "http") }, KindProxy, false, proxyCut},
		"proxy resets, http":    {func(t *testing.T) spot { return behind("http://"+resetter(t), "http") }, KindProxy, false, proxyCut},
		"proxy without a name":  {unnamedProxy, KindProxyName, false, proxyNamed},
		"proxy forbids":         {func(t *testing.T) spot { return behind(proxyAnswering(t, 403), "https") }, KindProxyRefused, true, proxyNamed},
		"proxy without CONNECT": {func(t *testing.T) spot { return behind(proxyAnswering(t, 501), "https") }, KindProxyRefused, true, proxyNamed},
		"proxy cannot reach":    {func(t *testing.T) spot { return behind(proxyAnswering(t, 502), "https") }, KindProxyBeyond, false, proxyNamed},
		"socks proxy cannot reach": {func(t *testing.T) spot {
			return behind("socks5://"+speaker(t, "\x05\x00\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00"), "https")
		}, KindProxyBeyond, false, proxyNamed},
		"socks proxy asks":               {func(t *testing.T) spot { return behind("socks5://"+speaker(t, "\x05\xff"), "https") }, KindProxySignIn, true, nil},
		"proxy asks":                     {func(t *testing.T) spot { return behind("http://"+speaker(t, asking("Basic realm=\"x\"")), "http") }, KindProxySignIn, true, nil},
		"proxy asks, https":              {func(t *testing.T) spot { return behind("http://"+speaker(t, asking("NTLM")), "https") }, KindProxySignIn, true, nil},
		"proxy asks for what nobody has": {func(t *testing.T) spot { return behind("http://"+speaker(t, asking("Bearer")), "http") }, KindNoSignIn, true, nil},
		"proxy speaks no TLS": {func(t *testing.T) spot {
			return behind(strings.Replace(proxyAnswering(t, 403), "http:", "https:", 1), "https")
		}, KindProxyTLS, true, proxyNamed},
		"proxy gateway, plain http": {func(t *testing.T) spot { return behind(proxyAnswering(t, 504), "http") }, KindBusy, false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := c.make(t)
			f := faultAt(t, s)
			if f.Kind != c.kind || f.Final != c.final {
				t.Fatalf("%s, final %t (%s); want %s", f.Kind, f.Final, f.Detail, c.kind)
			}
			if u, err := url.Parse(s.address); err != nil || f.Host != u.Host {
				t.Errorf("it names %q", f.Host)
			}
			if c.more != nil {
				c.more(t, s, f)
			}
		})
	}
}

// asking is a proxy's request for a sign-in.
func asking(challenge string) string {
	return "HTTP/1.1 407 Sign in\r\nProxy-Authenticate: " + challenge + "\r\nContent-Length: 0\r\n\r\n"
}

// faultAt is what a Create-Session at a spot ends with.
func faultAt(t *testing.T, s spot) Fault {
	t.Helper()
	u, err := url.Parse(s.address + "/x.bin")
	if err != nil {
		t.Fatal(err)
	}
	o := s.options
	if o.Proxy == nil {
		o.Proxy = noProxy
	}
	if o.Answer == 0 {
		o.Answer = 20 * time.Second
	}
	transport := bits.NewTransport(o)
	t.Cleanup(transport.Disconnect)
	_, err = (&bits.Client{URL: u, Transport: transport, Override: s.override}).Create(t.Context())
	if err == nil {
		t.Fatal("it worked")
	}
	return FaultOf(err)
}

func connected(t *testing.T, _ spot, f Fault) {
	t.Helper()
	if !f.Connected {
		t.Error("a connection was made, and it is not told")
	}
}

func notConnected(t *testing.T, _ spot, f Fault) {
	t.Helper()
	if f.Connected {
		t.Error("no connection was made")
	}
}

func proxyNamed(t *testing.T, s spot, f Fault) {
	t.Helper()
	via, err := s.options.Proxy(nil)
	if err != nil || f.Proxy != via.Host {
		t.Errorf("the proxy is called %q", f.Proxy)
	}
}

func proxyCut(t *testing.T, s spot, f Fault) {
	t.Helper()
	proxyNamed(t, s, f)
	connected(t, s, f)
}

// TestServerWithASessionSpeaksHTTPS: a handshake that is cut in the middle of an upload is no wrong address, whatever
// answers plain http there.
func TestServerWithASessionSpeaksHTTPS(t *testing.T) {
	u, err := url.Parse("https://" + noTLS(t, "404 Not Found", false) + "/x.bin")
	if err != nil {
		t.Fatal(err)
	}
	transport := bits.NewTransport(bits.Options{Proxy: noProxy})
	t.Cleanup(transport.Disconnect)
	err = (&bits.Client{URL: u, Transport: transport}).Ping(t.Context(), bits.Session{ID: "{A}"})
	if f := FaultOf(err); f.Kind != KindConnect || f.Final {
		t.Errorf("%s, final %t: %v", f.Kind, f.Final, err)
	}
}

// noTLS listens on loopback, ends a connection at a ClientHello, and answers plain requests with a status.
func noTLS(t *testing.T, status string, reset bool) string {
	t.Helper()
	return each(t, func(c *net.TCPConn) {
		first := make([]byte, 4096)
		if n, _ := c.Read(first); n > 0 && first[0] != 0x16 {
			_, _ = io.WriteString(c, "HTTP/1.1 "+status+"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			return
		}
		if reset {
			_ = c.SetLinger(0)
		}
	})
}

// resetter listens on loopback and resets each connection at its first bytes.
func resetter(t *testing.T) string {
	t.Helper()
	return each(t, func(c *net.TCPConn) {
		_, _ = c.Read(make([]byte, 1))
		_ = c.SetLinger(0)
	})
}

// each listens on loopback and lets meet have each connection, which is closed afterwards.
func each(t *testing.T, meet func(*net.TCPConn)) string {
	t.Helper()
	l := listen(t)
	go func() { // ends when the listener is closed
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			meet(c.(*net.TCPConn))
			_ = c.Close()
		}
	}()
	return l.Addr().String()
}

// speaker listens on loopback, waits for the first bytes of each connection, answers with words and closes.
func speaker(t *testing.T, words string) string {
	t.Helper()
	l := listen(t)
	go func() { // ends when the listener is closed
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 4096))
			_, _ = io.WriteString(c, words)
			_ = c.(*net.TCPConn).CloseWrite()
			_, _ = io.Copy(io.Discard, c)
			_ = c.Close()
		}
	}()
	return l.Addr().String()
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// closedPort is a loopback address where nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l := listen(t)
	_ = l.Close()
	return l.Addr().String()
}

// neverSpeaks accepts connections and sends nothing.
func neverSpeaks(t *testing.T) spot {
	t.Helper()
	return spot{address: "http://" + listen(t).Addr().String(), options: bits.Options{Answer: 50 * time.Millisecond}}
}

// named is a host whose name a name service on loopback answers with an rcode of its own (RFC 1035, 4.1.1).
func named(t *testing.T, rcode byte) spot {
	t.Helper()
	return spot{address: "http://files.example.test", options: bits.Options{Dial: dialerBy(t, rcode).DialContext}}
}

func dialerBy(t *testing.T, rcode byte) *net.Dialer {
	t.Helper()
	names, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil && underWine {
		t.Skip("Wine 8 has no SIO_UDP_NETRESET, which Go asks of every UDP socket:", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = names.Close() })
	go func() { // ends when the socket is closed
		packet := make([]byte, 1500)
		for {
			n, from, err := names.ReadFrom(packet)
			if err != nil {
				return
			}
			end := 12
			for end < n && packet[end] != 0 {
				end += int(packet[end]) + 1
			}
			answer := append([]byte{}, packet[:min(end+5, n)]...)
			answer[2], answer[3] = 0x81, 0x80|rcode
			binary.BigEndian.PutUint16(answer[10:], 0) // no additional records
			_, _ = names.WriteTo(answer, from)
		}
	}()
	return &net.Dialer{Resolver: &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", names.LocalAddr().String())
	}}}
}

// noNetwork dials from an address that this computer does not have, as after a network has gone.
func noNetwork(t *testing.T) spot {
	t.Helper()
	d := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP("192.0.2.1")}} // kept for documentation (RFC 5737)
	return spot{address: "http://" + listen(t).Addr().String(), options: bits.Options{Dial: d.DialContext}}
}

var oldCiphers = &tls.Config{
	MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA},
}

// oldHello is the record of a server that knows nothing newer than TLS 1.0 and says so in its ServerHello.
var oldHello = "\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01" + strings.Repeat("r", 32) + "\x00\x00\x2f\x00"

// secured is a server over TLS.
func secured(t *testing.T, config *tls.Config) spot {
	t.Helper()
	config = config.Clone()
	config.Certificates = []tls.Certificate{selfSigned(t, time.Now().Add(time.Hour))}
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.TLS, s.Config.ErrorLog = config, log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return spot{address: s.URL}
}

func wantsCertificate(t *testing.T, version uint16) spot {
	t.Helper()
	s := secured(t, &tls.Config{MinVersion: version, MaxVersion: version, ClientAuth: tls.RequireAnyClientCert})
	s.options.Trusted = func(string) []bits.Fingerprint { return []bits.Fingerprint{fingerprintOf(t, s.address).Fingerprint} }
	return s
}

func otherCertificate(t *testing.T) spot {
	t.Helper()
	s := secured(t, &tls.Config{})
	s.options.Trusted = func(string) []bits.Fingerprint { return []bits.Fingerprint{{1, 2, 3}} }
	return s
}

func plainAtHTTPS(t *testing.T) spot {
	t.Helper()
	s := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	return spot{address: strings.Replace(s.URL, "http:", "https:", 1)}
}

// secureAtHTTP is a server of https that is asked in http; one that knows the verb answers with a page of 400.
func secureAtHTTP(t *testing.T, known bool) spot {
	t.Helper()
	s := secured(t, &tls.Config{})
	return spot{address: strings.Replace(s.address, "https:", "http:", 1), override: known}
}

// behind is a server that is reached by a proxy alone; its name never leaves this computer.
func behind(proxy, scheme string) spot {
	via, err := url.Parse(proxy)
	return spot{address: scheme + "://files.example.test", options: bits.Options{
		Proxy: func(*http.Request) (*url.URL, error) { return via, err },
	}}
}

func unnamedProxy(t *testing.T) spot {
	t.Helper()
	s := behind("http://proxy.example.test:3128", "http")
	s.options.Dial = dialerBy(t, 3).DialContext
	return s
}

// proxyAnswering is a proxy that answers every request with a status.
func proxyAnswering(t *testing.T, status int) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(s.Close)
	return s.URL
}
