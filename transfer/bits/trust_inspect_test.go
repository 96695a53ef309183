package bits

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
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
