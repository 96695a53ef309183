package transfer

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
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
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// selfSigned makes an untrusted certificate.
func selfSigned(t *testing.T, until time.Time) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "drop.example.com", Organization: []string{"Lab"}},
		NotBefore: until.Add(-24 * time.Hour), NotAfter: until,
		DNSNames: []string{"drop.example.com"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// secure is a rig whose receiver stands behind TLS with a certificate of its own.
func secure(t *testing.T, c tls.Certificate) (*rig, *httptest.Server) {
	t.Helper()
	r := newRig(t, receiver.Options{})
	s := httptest.NewUnstartedServer(r.receiver)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{c}}
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are what is tested
	s.StartTLS()
	t.Cleanup(s.Close)
	r.open(Limits{})
	r.engine.Start()
	return r, s
}

func (r *rig) addTo(address string) Job {
	r.t.Helper()
	s := r.file(uuid.NewString()+".bin", 100_000)
	j := NewJob(s, Target{URL: address + "/" + filepath.Base(s.Path)})
	r.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	return j
}

func fingerprintOf(t *testing.T, address string) bits.Certificate {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	c, err := bits.Inspect(t.Context(), bits.Options{Proxy: noProxy}, u)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestTrustOfOneCertificateForOneHost: an untrusted certificate is accepted from the host that the user named, and
// from no other. That survives a restart and can be withdrawn.
func TestTrustOfOneCertificateForOneHost(t *testing.T) {
	for name, until := range map[string]time.Time{"unknown issuer": time.Now().Add(time.Hour), "expired": time.Now().Add(-time.Hour)} {
		t.Run(name, func(t *testing.T) {
			r, s := secure(t, selfSigned(t, until))
			c := fingerprintOf(t, s.URL)
			if c.Flaw == nil || c.Host != "127.0.0.1" || !strings.Contains(c.Issuer, "drop.example.com") || len(c.Names) != 2 || c.Protocol != "TLS 1.3" {
				t.Errorf("certificate: %+v", c)
			}
			waiting := r.addTo(s.URL)
			j := r.until(waiting.ID, inState(NeedsYou))
			if j.Fault.Kind != KindTrust || !strings.Contains(j.Fault.Detail, c.Fingerprint.String()) {
				t.Fatalf("fault: %+v", j.Fault)
			}
			pin := &Pin{Host: "127.0.0.1", Fingerprint: strings.ToLower(strings.ReplaceAll(c.Fingerprint.String(), ":", "")), Subject: c.Subject}
			r.do(Command{Verb: VerbTrust, Pin: pin})
			if end := r.until(waiting.ID, func(j *Job) bool { return j.Outcome != "" }); end.Outcome != Delivered {
				t.Fatalf("outcome %s", end.Outcome)
			}
			r.arrived(j.Source)

			elsewhere := r.addTo(strings.Replace(s.URL, "127.0.0.1", "localhost", 1))
			if j := r.until(elsewhere.ID, inState(NeedsYou)); j.Fault.Kind != KindTrust {
				t.Errorf("another host: %+v", j.Fault)
			}
			r.do(Command{Verb: VerbTrust, Pin: &Pin{Host: "LOCALHOST", Fingerprint: c.Fingerprint.String()}})
			if end := r.until(elsewhere.ID, func(j *Job) bool { return j.Outcome != "" }); end.Outcome != Delivered {
				t.Errorf("a host with a name: %s", end.Outcome)
			}

			if err := r.engine.Close(); err != nil {
				t.Fatal(err)
			}
			r.jobs = Update{}
			r.open(Limits{})
			r.engine.Start()
			after := r.addTo(s.URL)
			if end := r.until(after.ID, func(j *Job) bool { return j.Outcome != "" || j.State() == NeedsYou }); end.Outcome != Delivered {
				t.Errorf("after a restart: %+v", end.Fault)
			}
			r.do(Command{Verb: VerbDistrust, Pin: &Pin{Host: "127.0.0.1"}})
			last := r.addTo(s.URL)
			if j := r.until(last.ID, inState(NeedsYou)); j.Fault.Kind != KindTrust || len(r.engine.Pins()) != 1 {
				t.Errorf("taken back: %+v, %v", j.Fault, r.engine.Pins())
			}
		})
	}
}

// Trust starts what waits for it, and nothing else.
func TestTrustPausedStaysPaused(t *testing.T) {
	r, s := secure(t, selfSigned(t, time.Now().Add(time.Hour)))
	c := fingerprintOf(t, s.URL)
	held, other := r.addTo(s.URL), r.addTo(s.URL)
	r.until(held.ID, inState(NeedsYou))
	r.until(other.ID, inState(NeedsYou))
	r.do(Command{Verb: VerbHold, IDs: []uuid.UUID{held.ID}})
	r.do(Command{Verb: VerbTrust, Pin: &Pin{Host: "127.0.0.1", Fingerprint: c.Fingerprint.String()}})
	r.until(other.ID, inState(Done)) // they were let go on together, if both were
	if j := r.until(held.ID, func(*Job) bool { return true }); j.State() != Paused {
		t.Fatalf("paused, then %s", j.State())
	}
	r.do(Command{Verb: VerbRun, IDs: []uuid.UUID{held.ID}})
	r.until(held.ID, inState(Done))
}

// Trust is for one certificate: another one may belong to another server.
func TestTrustEndsWithTheCertificate(t *testing.T) {
	r, s := secure(t, selfSigned(t, time.Now().Add(time.Hour)))
	r.do(Command{Verb: VerbTrust, Pin: &Pin{Host: "127.0.0.1", Fingerprint: bits.Fingerprint{1, 2, 3}.String()}})
	j := r.addTo(s.URL)
	if end := r.until(j.ID, inState(NeedsYou)); end.Fault.Kind != KindTrustChanged {
		t.Errorf("fault: %+v", end.Fault)
	}
}

func TestTrustIsRefusedWithoutAHostOrAFingerprint(t *testing.T) {
	s := newHeldQueue(t, "a")
	for _, pin := range []*Pin{nil, {}, {Host: "h"}, {Host: "h", Fingerprint: "12:34"}, {Fingerprint: strings.Repeat("ab", 32)}} {
		if err := <-s.engine.Do(Command{Verb: VerbTrust, Pin: pin}); !errors.Is(err, ErrPin) {
			t.Errorf("%+v: %v", pin, err)
		}
	}
	if len(s.engine.Pins()) != 0 {
		t.Errorf("pins: %v", s.engine.Pins())
	}
}

// TestTrustReplacesTheOldCertificate: of one server there is one certificate; another port of the host is
// another server.
func TestTrustReplacesTheOldCertificate(t *testing.T) {
	r, s := secure(t, selfSigned(t, time.Now().Add(time.Hour)))
	old, shown := bits.Fingerprint{1, 2, 3}, fingerprintOf(t, s.URL)
	pin, beside := PinOf(shown), Pin{Host: "127.0.0.1", Port: "1", Fingerprint: bits.Fingerprint{9}.String()}
	r.do(Command{Verb: VerbTrust, Pin: &Pin{Host: "127.0.0.1", Port: shown.Port, Fingerprint: old.String()}})
	r.do(Command{Verb: VerbTrust, Pin: &beside})
	if list := ReplacedBy(pin, r.engine.Pins()); len(list) != 1 || list[0].Fingerprint != old.String() {
		t.Errorf("compared with %v", list)
	}
	j := r.addTo(s.URL)
	changed := r.until(j.ID, inState(NeedsYou))
	if f := changed.Fault; f.Kind != KindTrustChanged || !strings.Contains(f.Detail, old.String()) || !strings.Contains(f.Detail, shown.Fingerprint.String()) {
		t.Errorf("fault: %+v", f)
	}
	r.do(Command{Verb: VerbTrust, Pin: &pin})
	r.until(j.ID, inState(Done))
	if pins := r.engine.Pins(); len(pins) != 2 || pins[0].Fingerprint != beside.Fingerprint || pins[1].Fingerprint != pin.Fingerprint {
		t.Errorf("trusted by now: %v", pins)
	}
}

// TestTrustLetsGoOnByTheHostOfTheSession: the certificate may be that of the session's host id.
func TestTrustLetsGoOnByTheHostOfTheSession(t *testing.T) {
	named := NewJob(source.File{Path: "/x", Size: 1}, Target{URL: "https://front.example.com/x"})
	named.Session = bits.Session{ID: "{1}", Host: "Node7.example.com"}
	beside := NewJob(source.File{Path: "/y", Size: 1}, Target{URL: "https://front.example.com/y"})
	for _, j := range []*Job{&named, &beside} {
		j.Fault = &Fault{Kind: KindTrust, Final: true}
	}
	l := loopOf(&named, &beside)
	tr := l.begin(time.Now())
	tr.letGoOn(Pin{Host: "node7.example.com"})
	if j := tr.staged[named.ID]; j == nil || j.Fault != nil || !tr.durable[named.ID] {
		t.Errorf("with a session of that host: %+v", j)
	}
	if tr.staged[beside.ID] != nil {
		t.Error("one of another host goes on")
	}
}

// TestTrustOfAProxy: an upload whose https proxy is not trusted waits for that, names the proxy, and goes on once the
// certificate is trusted as the proxy's. Trusted as a server's of that host, it does not.
func TestTrustOfAProxy(t *testing.T) {
	r := newRig(t, receiver.Options{})
	s := httptest.NewUnstartedServer(&httputil.ReverseProxy{Rewrite: func(q *httputil.ProxyRequest) { q.Out.URL = q.In.URL }})
	s.TLS = &tls.Config{Certificates: []tls.Certificate{selfSigned(t, time.Now().Add(time.Hour))}}
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are what is tested
	s.StartTLS()
	t.Cleanup(s.Close)
	via, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	c, err := bits.InspectProxy(t.Context(), bits.Options{}, via)
	if err != nil {
		t.Fatal(err)
	}
	e, err := Open(Options{Dir: r.state, LockWait: 5 * time.Second, Transport: bits.Options{Proxy: http.ProxyURL(via)}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	r.engine, r.feed = e, e.Watch()
	e.Start()
	j := r.addTo(r.server.URL)
	waiting := r.until(j.ID, inState(NeedsYou))
	if f := waiting.Fault; f.Kind != KindProxyTrust || f.Proxy != via.Host || !strings.Contains(f.Detail, c.Fingerprint.String()) {
		t.Fatalf("fault: %+v", f)
	}
	pin := PinOf(c)
	asServer := pin
	asServer.Proxy = false
	r.do(Command{Verb: VerbTrust, Pin: &asServer})
	if j := r.until(j.ID, func(*Job) bool { return true }); j.State() != NeedsYou {
		t.Errorf("trusted as a server's: %s", j.State())
	}
	r.do(Command{Verb: VerbTrust, Pin: &pin})
	r.until(j.ID, inState(Done))
	if len(e.Pins()) != 2 {
		t.Errorf("trusted by now: %v", e.Pins())
	}
	r.do(Command{Verb: VerbDistrust, Pin: &Pin{Host: "127.0.0.1"}})
	if pins := e.Pins(); len(pins) != 1 || !pins[0].Proxy {
		t.Errorf("without the server's: %v", pins)
	}
}
