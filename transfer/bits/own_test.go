package bits

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"sendoff/transfer/identity/identitytest"
)

// ownServer is a server of https that notes whose certificates it is shown.
type ownServer struct {
	*httptest.Server
	roots *x509.CertPool

	mu    sync.Mutex
	shown []string // names, "" for none, one for each request
}

func newOwnServer(t *testing.T, config *tls.Config, h http.HandlerFunc) *ownServer {
	t.Helper()
	ca := identitytest.New(t, "Acme Server CA")
	s := &ownServer{roots: ca.Pool()}
	config.Certificates = []tls.Certificate{ca.Server(-1, 1, "127.0.0.1")}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := ""
		if seen := r.TLS.PeerCertificates; len(seen) > 0 {
			name = seen[0].Subject.CommonName
		}
		s.mu.Lock()
		s.shown = append(s.shown, name)
		s.mu.Unlock()
		h(w, r)
	}))
	s.TLS, s.Config.ErrorLog = config, log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func (s *ownServer) client(t *testing.T, o Options) *Client {
	t.Helper()
	u, err := url.Parse(s.URL + "/drop/a.bin")
	if err != nil {
		t.Fatal(err)
	}
	o.TLS = &tls.Config{RootCAs: s.roots}
	if o.Proxy == nil {
		o.Proxy = func(*http.Request) (*url.URL, error) { return nil, nil }
	}
	transport := NewTransport(o)
	t.Cleanup(transport.Disconnect)
	return &Client{URL: u, Transport: transport}
}

// always shows one certificate, whatever the address.
func always(c tls.Certificate) func(*url.URL) *Own {
	own := &Own{Name: c.Leaf.Subject.CommonName, Load: func(context.Context) (*tls.Certificate, error) { return &c, nil }}
	return func(*url.URL) *Own { return own }
}

// TestOwnCertificateIsForItsServerAlone: a proxy of https that asks for a certificate on the way gets none, and the server
// behind it gets it inside the tunnel.
func TestOwnCertificateIsForItsServerAlone(t *testing.T) {
	clients := identitytest.New(t, "Acme Client CA")
	server := newOwnServer(t, &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients.Pool()}, acks)
	proxy := newOwnServer(t, &tls.Config{ClientAuth: tls.RequestClientCert}, tunnelTo)
	via, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := server.client(t, Options{Own: always(clients.Client("ines", -1, 1)), Proxy: func(*http.Request) (*url.URL, error) { return via, nil }})
	both := server.roots.Clone()
	both.AddCert(proxy.Certificate())
	c.Transport.http.TLSClientConfig.RootCAs, c.Transport.proxyTrust.base = both, &tls.Config{RootCAs: proxy.roots}
	if err := c.Ping(t.Context(), Session{}); err != nil {
		t.Fatal(err)
	}
	if len(proxy.shown) != 1 || proxy.shown[0] != "" {
		t.Errorf("the proxy was shown %q", proxy.shown)
	}
	if len(server.shown) != 1 || server.shown[0] != "ines" {
		t.Errorf("the server was shown %q", server.shown)
	}
}

// tunnelTo opens the tunnels that it is asked for.
func tunnelTo(w http.ResponseWriter, r *http.Request) {
	far, err := net.Dial("tcp", r.Host)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	near, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	_, _ = io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n")
	go func() { // ends with the connection
		_, _ = io.Copy(far, bufio.NewReader(buffered))
		_ = far.Close()
	}()
	_, _ = io.Copy(near, far)
	_ = near.Close()
}

// TestRefusedOwnCertificate: a certificate that was shown and refused is told from one that is missing or does not fit, by
// real alerts of both versions of TLS.
func TestRefusedOwnCertificate(t *testing.T) {
	clients, strange := identitytest.New(t, "Acme Client CA"), identitytest.New(t, "Somebody Else CA")
	refuse := func([][]byte, [][]*x509.Certificate) error { return errors.New("not this one") }
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for name, c := range map[string]struct {
			config  *tls.Config
			own     func(*url.URL) *Own
			flaw    TLSFlaw
			issuers string
		}{
			"none":           {&tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients.Pool()}, nil, TLSClientCert, "CN=Acme Client CA"},
			"none, unnamed":  {&tls.Config{ClientAuth: tls.RequireAnyClientCert}, nil, TLSClientCert, ""},
			"another issuer": {&tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients.Pool()}, always(strange.Client("ines", -1, 1)), TLSOwnIssuer, "CN=Acme Client CA"},
			"refused":        {&tls.Config{ClientAuth: tls.RequireAnyClientCert, VerifyPeerCertificate: refuse}, always(clients.Client("ines", -1, 1)), TLSOwnRefused, ""},
		} {
			t.Run(tls.VersionName(version)+" "+name, func(t *testing.T) {
				config := c.config.Clone()
				config.MinVersion, config.MaxVersion = version, version
				s := newOwnServer(t, config, acks)
				_, err := s.client(t, Options{Own: c.own}).Create(t.Context())
				flawed, ok := errors.AsType[*TLSError](err)
				if !ok || flawed.Flaw != c.flaw || flawed.Issuers != c.issuers {
					t.Errorf("%v: %+v", err, flawed)
				}
			})
		}
	}
}

// TestOwnCertificateThatCannotBeRead: the reason reaches the caller.
func TestOwnCertificateThatCannotBeRead(t *testing.T) {
	gone := errors.New("the file is not there")
	s := newOwnServer(t, &tls.Config{ClientAuth: tls.RequireAnyClientCert}, acks)
	own := &Own{Name: "x", Load: func(context.Context) (*tls.Certificate, error) { return nil, gone }}
	_, err := s.client(t, Options{Own: func(*url.URL) *Own { return own }}).Create(t.Context())
	if !errors.Is(err, gone) {
		t.Errorf("%v", err)
	}
	quiet := newOwnServer(t, &tls.Config{}, acks)
	if err := quiet.client(t, Options{Own: func(*url.URL) *Own { return own }}).Ping(t.Context(), Session{}); err != nil {
		t.Errorf("a server that does not ask: %v", err)
	}
}

// TestAnotherCertificateNeedsAnotherConnection: what one folder's connection was shown does not count for another
// folder, and one that was shown nothing is opened anew once there is a certificate.
func TestAnotherCertificateNeedsAnotherConnection(t *testing.T) {
	clients := identitytest.New(t, "Acme Client CA")
	ines, jan := always(clients.Client("ines", -1, 1)), always(clients.Client("jan", -1, 1))
	var given bool
	s := newOwnServer(t, &tls.Config{ClientAuth: tls.RequestClientCert}, acks)
	c := s.client(t, Options{Own: func(u *url.URL) *Own {
		switch {
		case !given:
			return nil
		case strings.HasPrefix(u.Path, "/jan/"):
			return jan(u)
		}
		return ines(u)
	}})
	other := *c.URL
	other.Path = "/jan/b.bin"
	jans := &Client{URL: &other, Transport: c.Transport}
	for _, step := range []struct {
		client *Client
		given  bool
	}{{c, false}, {c, false}, {c, true}, {c, true}, {jans, true}, {c, true}} {
		given = step.given
		if err := step.client.Ping(t.Context(), Session{}); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(s.shown, ","); got != ",,ines,ines,jan,ines" {
		t.Errorf("shown: %s", got)
	}
	if n := c.Transport.conns.Load(); n != 4 {
		t.Errorf("%d connections, want 4", n)
	}
}

// TestPageOfARefusal: a web server that asks for a certificate without insisting refuses the request itself. That is no
// refusal of the certificate if the server answers as a BITS server, or never asked.
func TestPageOfARefusal(t *testing.T) {
	clients := identitytest.New(t, "Acme Client CA")
	ines := always(clients.Client("ines", -1, 1))
	for name, c := range map[string]struct {
		asks   bool
		own    func(*url.URL) *Own
		status int
		ack    bool
		want   TLSFlaw
	}{
		"400 without":            {true, nil, 400, false, TLSClientCert},
		"403 without":            {true, nil, 403, false, TLSClientCert},
		"400 with":               {true, ines, 400, false, TLSOwnRefused},
		"403 with":               {true, ines, 403, false, ""},
		"403 of a BITS server":   {true, nil, 403, true, ""},
		"404":                    {true, nil, 404, false, ""},
		"400 of one that is not": {false, nil, 400, false, ""},
		"496":                    {false, nil, 496, false, TLSClientCert},
		"495":                    {true, ines, 495, false, TLSOwnRefused},
	} {
		t.Run(name, func(t *testing.T) {
			config := &tls.Config{}
			if c.asks {
				config.ClientAuth = tls.RequestClientCert
			}
			s := newOwnServer(t, config, func(w http.ResponseWriter, r *http.Request) {
				if c.ack {
					acks(w, r)
				}
				w.Header().Set("Content-Type", "text/html")
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, "<html><head><TITLE class=x>\n 400  No &lt;required&gt; certificate\n</title>")
			})
			_, err := s.client(t, Options{Own: c.own}).Create(t.Context())
			answer, ok := errors.AsType[*Error](err)
			if !ok {
				t.Fatal(err)
			}
			if answer.Own != c.want {
				t.Errorf("it says %q, want %q", answer.Own, c.want)
			}
			if want := "400 No <required> certificate"; !c.ack && answer.Title != want || c.ack && answer.Title != "" {
				t.Errorf("the title is %q", answer.Title)
			}
		})
	}
}
