package serve

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/ui/words"
)

func TestMain(m *testing.M) {
	words.Speak(words.English)
	os.Exit(m.Run())
}

// notes is an output that is written and read at once.
type notes struct {
	lock sync.Mutex
	text bytes.Buffer
	line chan struct{} // gets something with each write, if there is room
}

func newNotes() *notes { return &notes{line: make(chan struct{}, 1)} }

func (n *notes) Write(p []byte) (int, error) {
	n.lock.Lock()
	defer n.lock.Unlock()
	select {
	case n.line <- struct{}{}:
	default:
	}
	return n.text.Write(p)
}

func (n *notes) String() string {
	n.lock.Lock()
	defer n.lock.Unlock()
	return n.text.String()
}

// await returns what an expression finds in the output, once it is there.
func (n *notes) await(t *testing.T, expression string) string {
	t.Helper()
	e := regexp.MustCompile(expression)
	for {
		if found := e.FindStringSubmatch(n.String()); found != nil {
			return found[len(found)-1]
		}
		select {
		case <-n.line:
		case <-t.Context().Done():
			t.Fatalf("no %s in %s", expression, n)
		}
	}
}

// running is a server that runs.
type running struct {
	t        *testing.T
	out, err *notes
	url      string
	end      func() error // tells it to end and waits
}

func run(t *testing.T, o Options) *running {
	t.Helper()
	r := &running{t: t, out: newNotes(), err: newNotes()}
	o.Out, o.Err = r.out, r.err
	if o.Receiver.Dir == "" {
		o.Receiver.Dir = t.TempDir()
	}
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, o) }() // cancel ends it
	r.end = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { _ = r.end() })
	r.url = r.out.await(t, `uploads at (\S+) into`)
	return r
}

// pair writes a certificate for a name, and its key.
func pair(t *testing.T, dir, name string, changed time.Time) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, changed, changed); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// TestCertificateIsReadAgain: a renewed certificate is shown without a restart. While certificate and key do not fit
// together the old one is.
func TestCertificateIsReadAgain(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	cert, key := pair(t, dir, "old.example.test", now.Add(-time.Hour))
	s := run(t, Options{Cert: cert, Key: key})
	address := strings.TrimSuffix(strings.TrimPrefix(s.url, "https://"), "/")
	shown := func() string {
		c, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		return c.ConnectionState().PeerCertificates[0].DNSNames[0]
	}
	if got := shown(); got != "old.example.test" {
		t.Errorf("shows %s", got)
	}
	other, _ := pair(t, t.TempDir(), "half.example.test", now)
	half, err := os.ReadFile(other)
	if err == nil {
		err = os.WriteFile(cert, half, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := shown(); got != "old.example.test" {
		t.Errorf("in mid-renewal it shows %s", got)
	}
	pair(t, dir, "new.example.test", now.Add(time.Hour))
	if got := shown(); got != "new.example.test" {
		t.Errorf("after the renewal it shows %s", got)
	}
}

// TestCertificateAlone: half of what TLS needs is an error, and so is a file that is no certificate.
func TestCertificateAlone(t *testing.T) {
	cert, key := pair(t, t.TempDir(), "a.test", time.Now())
	for _, o := range []Options{{Cert: cert}, {Key: key}, {Cert: key, Key: key}, {Cert: cert, Key: filepath.Join(t.TempDir(), "none")}} {
		o.Receiver.Dir, o.Out, o.Err = t.TempDir(), io.Discard, io.Discard
		if err := Run(t.Context(), o); err == nil {
			t.Errorf("%q and %q: no error", o.Cert, o.Key)
		}
	}
}

// TestOpenDoorsAreAnnounced: a server that others can reach says loudly what protects nothing.
func TestOpenDoorsAreAnnounced(t *testing.T) {
	for _, c := range []struct {
		address       string
		users, secure bool
		want          int // warnings
	}{
		{"127.0.0.1:80", false, false, 0},
		{"[::1]:80", false, false, 0},
		{"[::]:80", false, false, 2},
		{"192.0.2.1:80", true, false, 1},
		{"192.0.2.1:443", false, true, 1},
		{"192.0.2.1:443", true, true, 0},
	} {
		at, err := net.ResolveTCPAddr("tcp", c.address)
		if err != nil {
			t.Fatal(err)
		}
		warned := newNotes()
		o := Options{Out: io.Discard, Err: warned}
		if c.users {
			o.Receiver.Users = &receiver.Users{}
		}
		o.announce(at, c.secure)
		said := warned.String()
		if got := strings.Count(said, "there is no"); got != c.want || (c.want > 0) != strings.Contains(said, "WARNING\n") {
			t.Errorf("%+v: said %q", c, said)
		}
	}
}

// packet sends one without a body, and returns the header of its answer.
func (r *running) packet(kind bits.PacketType, host string) http.Header {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), bits.Method, r.url+"a.bin", http.NoBody)
	if err != nil {
		r.t.Fatal(err)
	}
	bits.Put(req.Header, bits.HeaderPacketType, string(kind))
	bits.Put(req.Header, bits.HeaderSupportedProtocols, bits.Protocol)
	if host != "" {
		req.Host = host
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	res, err := transport.RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.Header
}

// TestEndWaitsForTheLastAnswers: a fragment that is under way when the server is told to end gets its answer.
func TestEndWaitsForTheLastAnswers(t *testing.T) {
	dir := t.TempDir()
	s := run(t, Options{Receiver: receiver.Options{Dir: dir}})
	id := s.packet(bits.CreateSession, "").Get(bits.HeaderSessionID)
	address := strings.TrimSuffix(strings.TrimPrefix(s.url, "http://"), "/")
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	fmt.Fprintf(c, "BITS_POST /a.bin HTTP/1.1\r\nHost: localhost\r\nBITS-Packet-Type: Fragment\r\nBITS-Session-Id: %s\r\n"+
		"Content-Range: bytes 0-3/4\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n", id)
	if _, err := io.ReadFull(c, make([]byte, len("HTTP/1.1 100 Continue\r\n\r\n"))); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.end() }()
	for { // until it takes no more connections
		other, err := net.Dial("tcp", address)
		if err != nil {
			break
		}
		_ = other.Close()
	}
	fmt.Fprint(c, "abcd")
	answer, err := io.ReadAll(c)
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 200 ") {
		t.Errorf("answered %q, %v", answer, err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "a.bin")); err != nil || string(got) != "abcd" {
		t.Errorf("the file is %q, %v", got, err)
	}
}

// TestPacketsAsJSON: with JSON each packet is an object on a line of its own.
func TestPacketsAsJSON(t *testing.T) {
	s := run(t, Options{JSON: true, Receiver: receiver.Options{Hosts: []string{}}})
	s.packet(bits.CreateSession, "")
	s.packet(bits.Ping, "evil.example.test")
	if err := s.end(); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(s.out.String()), "\n")[1:]
	if len(lines) != 2 {
		t.Fatalf("%d lines: %s", len(lines), s.out)
	}
	for i, want := range []map[string]any{
		{"packet": "Create-Session", "path": "/a.bin", "status": 200.0, "stored": 0.0},
		{"packet": "Ping", "status": 403.0, "code": "0x80070005"},
	} {
		var got map[string]any
		if err := json.Unmarshal([]byte(lines[i]), &got); err != nil {
			t.Fatal(err)
		}
		for name, value := range want {
			if got[name] != value {
				t.Errorf("line %d: %s is %v, want %v", i, name, got[name], value)
			}
		}
	}
}

// TestStatus: the page and /metrics say what was done, to who asks under this computer's own names.
func TestStatus(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := ln.Addr().String()
	_ = ln.Close()
	s := run(t, Options{Status: at})
	s.packet(bits.CreateSession, "")
	get := func(path, host string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+at+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		transport := &http.Transport{}
		defer transport.CloseIdleConnections()
		res, err := transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		text, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(text)
	}
	code, text := get("/metrics", at)
	for _, line := range []string{
		"\nsendoff_serve_sessions 1\n", "\n# TYPE sendoff_serve_packets_total counter\n",
		"\nsendoff_serve_packets_total{packet=\"Create-Session\",status=\"200\"} 1\n",
	} {
		if code != 200 || !strings.Contains(text, line) {
			t.Errorf("%d: no %q in\n%s", code, line, text)
		}
	}
	if code, text := get("/", "localhost"); code != 200 || !strings.Contains(text, "<td>a.bin</td>") {
		t.Errorf("%d %s", code, text)
	}
	for _, path := range []string{"/", "/metrics"} {
		if code, text := get(path, "evil.example.test"); code != 403 || text != "" {
			t.Errorf("%s under a foreign name: %d %s", path, code, text)
		}
	}
}
