package bits

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestInspectReportsEveryFlaw: an untrusted certificate with a wrong name or date has two flaws, a trusted one has one.
func TestInspectReportsEveryFlaw(t *testing.T) {
	s := httptest.NewTLSServer(http.NotFoundHandler()) // its certificate is for 127.0.0.1, ::1 and example.com
	defer s.Close()
	known := x509.NewCertPool()
	known.AddCert(s.Certificate())
	after := s.Certificate().NotAfter.Add(time.Hour)
	for _, tt := range []struct {
		host                   string
		roots                  *x509.CertPool
		at                     time.Time
		name, unknown, expired bool
	}{
		{"127.0.0.1", known, time.Now(), false, false, false},
		{"127.0.0.1", x509.NewCertPool(), time.Now(), false, true, false},
		{"localhost", known, time.Now(), true, false, false},
		{"localhost", x509.NewCertPool(), time.Now(), true, true, false},
		{"127.0.0.1", known, after, false, false, true},
		{"127.0.0.1", x509.NewCertPool(), after, false, true, true},
	} {
		u, err := url.Parse(strings.Replace(s.URL, "127.0.0.1", tt.host, 1))
		if err != nil {
			t.Fatal(err)
		}
		c, err := Inspect(t.Context(), Options{TLS: &tls.Config{
			RootCAs: tt.roots, MinVersion: tls.VersionTLS12, Time: func() time.Time { return tt.at },
		}}, u)
		if err != nil {
			t.Fatal(err)
		}
		var name x509.HostnameError
		var unknown x509.UnknownAuthorityError
		var invalid x509.CertificateInvalidError
		expired := errors.As(c.Flaw, &invalid) && invalid.Reason == x509.Expired
		if errors.As(c.Flaw, &name) != tt.name || errors.As(c.Flaw, &unknown) != tt.unknown || expired != tt.expired ||
			(c.Flaw != nil) != (tt.name || tt.unknown || tt.expired) {
			t.Errorf("%s at %v: %v", tt.host, tt.at, c.Flaw)
		}
	}
}

// TestInspectTellsWhatPeopleDecideBy: names and IP addresses, issuer, expiry, host and port.
func TestInspectTellsWhatPeopleDecideBy(t *testing.T) {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Inspect(t.Context(), Options{}, u)
	if err != nil {
		t.Fatal(err)
	}
	leaf := s.Certificate()
	if !slices.Equal(c.Names, append(slices.Clone(leaf.DNSNames), "127.0.0.1", "::1")) {
		t.Errorf("names %v", c.Names)
	}
	if c.Host != "127.0.0.1" || c.Port != u.Port() || c.Subject != leaf.Subject.String() || c.Issuer != leaf.Issuer.String() ||
		!c.From.Equal(leaf.NotBefore) || !c.Until.Equal(leaf.NotAfter) || c.Protocol != "TLS 1.3" {
		t.Errorf("%+v", c)
	}
}

// TestCertificateIsHandedOn: another process that gets what was shown describes the same certificate, by the fingerprint
// that OpenSSL and browsers show; what is no certificate is refused.
func TestCertificateIsHandedOn(t *testing.T) {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Inspect(t.Context(), Options{}, u)
	if err != nil {
		t.Fatal(err)
	}
	if c.Fingerprint != sha256.Sum256(s.Certificate().Raw) || len(c.Chain) != 1 || !bytes.Equal(c.Chain[0], s.Certificate().Raw) {
		t.Errorf("%s of %d certificates", c.Fingerprint, len(c.Chain))
	}
	for _, proxy := range []bool{false, true} {
		c.Proxy = proxy
		shown := c.Presented()
		again, err := shown.Certificate()
		if err != nil || again.Flaw == nil {
			t.Errorf("%v, flaw %v", err, again.Flaw)
		}
		again.Flaw, c.Flaw = nil, nil
		if got, want := fmt.Sprintf("%+v", again), fmt.Sprintf("%+v", c); got != want {
			t.Errorf("%s, was %s", got, want)
		}
	}
	for _, chain := range [][][]byte{nil, {[]byte("none")}} {
		if got, err := (Presented{Host: "h", Chain: chain}).Certificate(); err == nil || got.Host != "" {
			t.Errorf("%q is %+v", chain, got)
		}
	}
	if err := (expectation{}).check([]*x509.Certificate{s.Certificate()}); err == nil {
		t.Error("a certificate passes for a server without a name")
	}
	if err := (expectation{host: "h"}).check(nil); err == nil {
		t.Error("no certificate passes")
	}
}
