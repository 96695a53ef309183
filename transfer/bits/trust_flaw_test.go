package bits

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestInspectTellsEveryFlaw: a certificate for other names that nobody vouches for has two flaws, and
// one of a known maker has one.
func TestInspectTellsEveryFlaw(t *testing.T) {
	s := httptest.NewTLSServer(http.NotFoundHandler()) // its certificate is for 127.0.0.1, ::1 and example.com
	defer s.Close()
	known := x509.NewCertPool()
	known.AddCert(s.Certificate())
	for _, tt := range []struct {
		host          string
		roots         *x509.CertPool
		name, unknown bool
	}{
		{"127.0.0.1", known, false, false},
		{"127.0.0.1", x509.NewCertPool(), false, true},
		{"localhost", known, true, false},
		{"localhost", x509.NewCertPool(), true, true},
	} {
		u, err := url.Parse(strings.Replace(s.URL, "127.0.0.1", tt.host, 1))
		if err != nil {
			t.Fatal(err)
		}
		c, err := Inspect(t.Context(), Options{TLS: &tls.Config{RootCAs: tt.roots, MinVersion: tls.VersionTLS12}}, u)
		if err != nil {
			t.Fatal(err)
		}
		var name x509.HostnameError
		var unknown x509.UnknownAuthorityError
		if errors.As(c.Flaw, &name) != tt.name || errors.As(c.Flaw, &unknown) != tt.unknown || (c.Flaw != nil) != (tt.name || tt.unknown) {
			t.Errorf("%s: %v", tt.host, c.Flaw)
		}
	}
}
