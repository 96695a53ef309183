package probe

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/identity/identitytest"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

// broken is a server with a fault that users meet.
type broken struct {
	address string
	trusts  bool             // its certificate is trusted
	account transfer.Account // for it
	roots   *tls.Config      // with the authority that is trusted beside the system's, nil = none
}

// answering is a server that answers every request in one way.
func answering(status int, body string, headers ...string) func(*testing.T) broken {
	return func(t *testing.T) broken {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(headers); i += 2 {
				w.Header().Add(headers[i], headers[i+1])
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}))
		t.Cleanup(s.Close)
		return broken{address: s.URL + "/drop/"}
	}
}

// signing is a server that answers 401 with a challenge.
func signing(challenge string, a transfer.Account) func(*testing.T) broken {
	return func(t *testing.T) broken {
		headers := []string{"Content-Type", "text/plain"}
		if challenge != "" {
			headers = append(headers, "WWW-Authenticate", challenge)
		}
		s := answering(401, "", headers...)(t)
		s.account = a
		return s
	}
}

// secured is a server over TLS; its certificate is for these names and days.
func secured(config *tls.Config, trusts bool, from, until int, names ...string) func(*testing.T) broken {
	return func(t *testing.T) broken {
		ca := identitytest.New(t, "Acme Server CA")
		config := config.Clone()
		config.Certificates = []tls.Certificate{ca.Server(from, until, names...)}
		s := httptest.NewUnstartedServer(http.NotFoundHandler())
		s.TLS, s.Config.ErrorLog = config, log.New(io.Discard, "", 0)
		s.StartTLS()
		t.Cleanup(s.Close)
		return broken{address: s.URL + "/drop/", trusts: trusts}
	}
}

// turned is a server with another scheme in its address.
func turned(plain func(*testing.T) broken, from, to string) func(*testing.T) broken {
	return func(t *testing.T) broken {
		s := plain(t)
		s.address = strings.Replace(s.address, from+":", to+":", 1)
		return s
	}
}

func silentServer(t *testing.T) broken {
	end := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-end:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(func() { close(end); s.Close() })
	return broken{address: s.URL + "/drop/"}
}

func refusedPort(t *testing.T) broken {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return broken{address: "http://" + l.Addr().String() + "/drop/"}
}

// noSuchName is a name that the test's own name service does not know.
func noSuchName(t *testing.T) broken {
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { // ends when the socket is closed
		for buf := make([]byte, 512); ; {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			if n > 3 {
				buf[2], buf[3] = 0x81, 0x83 // an answer: no such name
				_, _ = pc.WriteTo(buf[:n], from)
			}
		}
	}()
	before := net.DefaultResolver
	at := pc.LocalAddr().String()
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", at)
	}}
	t.Cleanup(func() { net.DefaultResolver = before; _ = pc.Close() })
	return broken{address: "http://files.acme.test/drop/"}
}

var (
	asks    = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	asksOld = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12}
	local   = []string{"127.0.0.1"}
)

// ladder are the broken servers that a test of a server has to explain.
var ladder = []struct {
	name string
	make func(*testing.T) broken
}{
	{"no DNS", noSuchName},
	{"refused port", refusedPort},
	{"https to a port of http", turned(answering(404, ""), "http", "https")},
	{"http to a port of https", turned(secured(&tls.Config{}, true, -1, 1, local...), "https", "http")},
	{"TLS 1.0/1.1 only", secured(&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, true, -1, 1, local...)},
	{"client certificate, TLS 1.2", secured(asksOld, true, -1, 1, local...)},
	{"client certificate, TLS 1.3", secured(asks, true, -1, 1, local...)},
	{"client certificate, page of 400", pageWithoutCertificate},
	{"unknown CA", secured(&tls.Config{}, false, -1, 1, local...)},
	{"wrong name", wrongName},
	{"expired", known(-2, -1, local...)},
	{"not yet valid", known(1, 2, local...)},
	{"404", answering(404, "")},
	{"405 of WebDAV", answering(405, "", "Allow", "OPTIONS, GET, PROPFIND", "DAV", "1,2")},
	{"501", answering(501, "")},
	{"501 with 0x80070005", answering(501, "", "BITS-Packet-Type", "Ack", "BITS-Error-Code", "0x80070005", "BITS-Error-Context", "0x5")},
	{"portal, 200", answering(200, "<html><title>Hotel Wi-Fi: sign in</title>", "Content-Type", "text/html")},
	{"portal, 302", answering(302, "", "Location", "http://portal.hotel.test/login?token=secret-of-yours")},
	{"http to https, 301", movedToTLS},
	{"slow", silentServer},
	{"503 with Retry-After", answering(503, "", "Retry-After", "120")},
	{"403", answering(403, "")},
	{"sign-in required", signing(`Basic realm="drop"`, transfer.Account{})},
	{"Bearer", signing(`Bearer realm="drop"`, transfer.Account{})},
	{"Passport", signing(`Passport1.4`, transfer.Account{User: "ines", Password: "x"})},
	{"401 without a challenge", signing("", transfer.Account{})},
	{"407 from an origin", answering(407, "", "Proxy-Authenticate", `Basic realm="drop"`)},
	{"wrong password", signing(`Basic realm="drop"`, transfer.Account{User: "ines", Password: "guess", Clear: true})},
}

func movedToTLS(t *testing.T) broken {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://"+r.Host+r.URL.Path, http.StatusMovedPermanently)
	}))
	t.Cleanup(s.Close)
	return broken{address: s.URL + "/drop/"}
}

// wrongName has a certificate that only another name is in, from an authority that the test trusts otherwise.
func wrongName(t *testing.T) broken {
	return known(-1, 1, "files.acme.test", "drop.acme.test")(t)
}

// known is a server over TLS whose authority is trusted.
func known(from, until int, names ...string) func(*testing.T) broken {
	return func(t *testing.T) broken {
		ca := identitytest.New(t, "Acme Server CA")
		s := httptest.NewUnstartedServer(http.NotFoundHandler())
		s.TLS, s.Config.ErrorLog = &tls.Config{Certificates: []tls.Certificate{ca.Server(from, until, names...)}}, log.New(io.Discard, "", 0)
		s.StartTLS()
		t.Cleanup(s.Close)
		return broken{address: s.URL + "/drop/", roots: &tls.Config{RootCAs: ca.Pool()}}
	}
}

// pageWithoutCertificate asks for a certificate in the handshake without insisting, and refuses the request with a page
// as nginx does.
func pageWithoutCertificate(t *testing.T) broken {
	ca := identitytest.New(t, "Acme Server CA")
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, "<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>")
	}))
	s.TLS = &tls.Config{ClientAuth: tls.RequestClientCert, Certificates: []tls.Certificate{ca.Server(-1, 1, "127.0.0.1")}}
	s.StartTLS()
	t.Cleanup(s.Close)
	return broken{address: s.URL + "/drop/", trusts: true}
}

// TestLadderOfBrokenServers: for each of the broken servers that an admin may meet, the test of a server and an upload
// say what is the case and what helps, in both languages. testdata/ladder.txt has the sentences, to be read by people.
func TestLadderOfBrokenServers(t *testing.T) {
	t.Cleanup(func() { words.Speak(words.English) })
	want, err := os.ReadFile("testdata/ladder.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := string(want)
	for _, row := range ladder {
		t.Run(row.name, func(t *testing.T) {
			words.Speak(words.English)
			s := row.make(t)
			last := testOf(t, s)
			if last.Fault == nil {
				t.Fatalf("nothing failed: %+v", last)
			}
			_, rest, found := strings.Cut(all, "== "+row.name+"\n")
			block, _, _ := strings.Cut(rest, "== ")
			if got := said(s, last); !found || strings.TrimSpace(block) != strings.TrimSpace(got) {
				t.Errorf("it says\n== %s\n%s", row.name, got)
			}
		})
	}
	if rows := strings.Count(all, "== "); rows != len(ladder) {
		t.Errorf("%d servers are written down, and %d tried", rows, len(ladder))
	}
}

// testOf is the last step of a test.
func testOf(t *testing.T, s broken) (last Step) {
	t.Helper()
	o := Options{Version: "0", TLS: s.roots, Proxy: func(*http.Request) (*url.URL, error) { return nil, nil }}
	if s.trusts {
		o.Trusted = func(string) []bits.Fingerprint {
			u, err := url.Parse(s.address)
			if err != nil {
				return nil
			}
			c, _ := bits.Inspect(t.Context(), bits.Options{Proxy: o.Proxy}, u)
			return []bits.Fingerprint{c.Fingerprint}
		}
	}
	who := &one{account: s.account}
	who.refused.Store(s.account.User == "")
	o.Authenticators = transfer.WithAuthenticators(bits.Options{}, who).Authenticator
	if _, err := (Means{Options: o, Accounts: who}).Test(t.Context(), Order{Address: s.address, Timeout: 3 * time.Second}, func(s Step) { last = s }); err != nil {
		t.Fatal(err)
	}
	return last
}

// said is what a test and an upload say of a fault in both languages, with what changes from run to run named.
func said(s broken, last Step) string {
	u, _ := url.Parse(s.address)
	j := transfer.NewJob(source.File{Path: "/home/ines/a.bin", Size: 5000}, transfer.Target{URL: s.address + "a.bin"})
	var b strings.Builder
	for _, language := range []string{words.English, words.Russian} {
		words.Speak(language)
		text := strings.NewReplacer(append([]string{u.Host, "HOST"}, changing(last.Fault.Cert)...)...).Replace
		fmt.Fprintf(&b, "%s: %s\n", last.Shown().Name, text(last.Shown().Text))
		fmt.Fprintf(&b, "  %s\n", text(words.FaultText(last.Fault, &j)))
	}
	return b.String()
}

// changing is what of a certificate is another at each run, in the language that is spoken, each with its name.
func changing(c transfer.CertificateFault) []string {
	if c.Fingerprint == "" {
		return nil
	}
	return []string{words.Moment(c.From), "{from}", words.Moment(c.Until), "{until}", c.Fingerprint, "{SHA-256}"}
}
