package transfer

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/transfer/source"
)

// TestHostsInAnySpelling: one server has one origin, however its name is spelt.
func TestHostsInAnySpelling(t *testing.T) {
	for want, spellings := range map[string][]string{
		"https://xn--mller-kva.example": {
			"https://müller.example/d/", "https://MÜLLER.Example:443/", "https://mu\u0308ller.example", "https://xn--mller-kva.example/",
			"https://XN--MLLER-KVA.example/x", "https://m%C3%BCller.example/", "https://ｍüller。example/",
		},
		"http://xn--r8jz45g.xn--zckzah:8080": {"http://例え.テスト:8080/", "http://xn--r8jz45g.xn--zckzah:8080/a"},
		"http://xn--strae-oqa.example":       {"http://straße.example/", "http://STRAßE.example/"}, // IDNA 2008 tells it from "strasse"
		"http://my_server":                   {"http://MY_SERVER/x", "http://my_server:80/"},
		"http://[fe80::1%25Eth0]:8080":       {"http://[FE80::1%25Eth0]:8080/x"},
	} {
		for _, address := range spellings {
			u, err := CheckURL(address)
			if err != nil {
				t.Errorf("%q: %v", address, err)
				continue
			}
			if got := (Target{URL: u.String()}).Server(); got != want {
				t.Errorf("%q is on %q, want %q", address, got, want)
			}
			if again, err := CheckURL(u.String()); err != nil || again.String() != u.String() {
				t.Errorf("%q: a second look makes %v of %v: %v", address, again, u, err)
			}
			if file, err := Destination(address, "a.bin"); err != nil || (Target{URL: file}).Server() != want {
				t.Errorf("%q: its file is at %q, %v", address, file, err)
			}
		}
	}
	for typed, want := range map[string]string{" MÜLLER.example ": "xn--mller-kva.example", "FE80::1%Eth0": "fe80::1%Eth0", "Files": "files"} {
		if got := hostKey(typed); got != want {
			t.Errorf("%q is known as %q, want %q", typed, got, want)
		}
	}
}

// TestOldJobWithLetters: a job that an earlier version stored is on the same server as a new one.
func TestOldJobWithLetters(t *testing.T) {
	job := NewJob(source.File{Path: "/a"}, Target{URL: "http://müller.example/d/a"})
	raw, err := json.Marshal(job)
	if err != nil {
		t.Fatal(err)
	}
	back := readJob(job.ID[:], raw)
	if back == nil || back.Target.URL != "http://xn--mller-kva.example/d/a" {
		t.Errorf("%+v", back)
	}
}

func TestHostsThatNoServerHas(t *testing.T) {
	for address, why := range map[string]AddressFlaw{
		"http://\u202emüller.example/":  AddressName,
		"http://ü_x.example/":           AddressName,
		"http://[::1%lo]/":              AddressZone,
		"http://[fe80::1%eth0]:8080/d/": AddressZone,
		"http://[fe80::1%ab]/":          AddressZone,
		"http://[fe80::1%25]/":          AddressZone,
	} {
		_, err := CheckURL(address)
		var flaw *AddressError
		if !errors.As(err, &flaw) || flaw.Why != why {
			t.Errorf("%q: %v, want %s", address, err, why)
		}
	}
}

// TestLetters: names are shown with their letters, except those that could be mistaken for others.
func TestLetters(t *testing.T) {
	for ascii, want := range map[string]string{
		"xn--mller-kva.example":               "müller.example",
		"http://xn--mller-kva.example:81/a?b": "http://müller.example:81/a?b",
		"xn--r8jz45g.xn--zckzah":              "例え.テスト",
		"xn--e1afmkfd.xn--p1ai":               "пример.рф",
		"plain.example":                       "plain.example",
		"[fe80::1]:80":                        "[fe80::1]:80",
		"xn--80ak6aa92e.com":                  "xn--80ak6aa92e.com", // аррӏе
		"xn--pypal-4ve.com":                   "xn--pypal-4ve.com",  // pаypal with a Cyrillic а
		"xn--zzzzzzzzzzzz--.example":          "xn--zzzzzzzzzzzz--.example",
	} {
		if got := Letters(ascii); got != want {
			t.Errorf("%q is read %q, want %q", ascii, got, want)
		}
	}
	for _, doubtful := range []string{"ανο.example", "files.example∕drop.example", "аррӏе.com", "gооgle.com", "faß1①.example"} {
		ascii := hostKey(doubtful)
		if got := Letters(ascii); got != ascii && got == doubtful {
			t.Errorf("%q passes for another name", got)
		}
	}
}

// TestTrustOfAHostWithLetters: the typed name, the connection's and the pin's are one name. Pins of older queue files
// still count.
func TestTrustOfAHostWithLetters(t *testing.T) {
	r := newRig(t, receiver.Options{})
	s := httptest.NewUnstartedServer(r.receiver)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{selfSigned(t, time.Now().Add(time.Hour))}}
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are what is tested
	s.StartTLS()
	t.Cleanup(s.Close)
	shown := fingerprintOf(t, s.URL).Fingerprint.String()
	nobodys := bits.Options{Proxy: noProxy, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, s.Listener.Addr().String())
	}}
	e, err := Open(Options{Dir: r.state, UserAgent: "Sendoff/test", LockWait: 5 * time.Second, Transport: nobodys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	r.engine, r.feed, r.jobs = e, e.Watch(), Update{}
	e.Start()
	j := r.addTo("https://MÜLLER.example")
	if waits := r.until(j.ID, inState(NeedsYou)); waits.Fault.Kind != KindTrust {
		t.Fatalf("%+v", waits.Fault)
	}
	r.do(Command{Verb: VerbTrust, Pin: &Pin{Host: "mu\u0308ller.Example", Fingerprint: shown}})
	if end := r.until(j.ID, func(j *Job) bool { return j.Outcome != "" || j.State() == Failed }); end.Outcome != Delivered {
		t.Fatalf("%+v", end.Fault)
	}
	if err := r.engine.store.putSetting(keyPins, []Pin{{Host: "müller.example", Fingerprint: shown}}); err != nil { // as before
		t.Fatal(err)
	}
	r.engine.loadPins()
	if got := r.engine.Trusted("xn--mller-kva.example"); len(got) != 1 {
		t.Errorf("what was trusted before is not: %v", r.engine.Pins())
	}
}
