package bits

import (
	"crypto/x509"
	"strings"
	"testing"
)

// TestEndPoint: the hash is that of the certificate's own signature, but none older than SHA-256.
func TestEndPoint(t *testing.T) {
	for a, length := range map[x509.SignatureAlgorithm]int{
		x509.SHA1WithRSA: 32, x509.SHA256WithRSA: 32, x509.ECDSAWithSHA256: 32, x509.SHA384WithRSA: 48, x509.ECDSAWithSHA512: 64, x509.SHA512WithRSAPSS: 64,
	} {
		hash, ok := strings.CutPrefix(endPoint(&x509.Certificate{Raw: []byte("x"), SignatureAlgorithm: a}), "tls-server-end-point:")
		if !ok || len(hash) != length {
			t.Errorf("%s: %x", a, hash)
		}
	}
	if got := endPoint(&x509.Certificate{SignatureAlgorithm: x509.PureEd25519}); got != "" { // it has no hash
		t.Errorf("%x", got)
	}
	transport := NewTransport(Options{})
	transport.binding.Store(&binding{"https://files.example.com", "b"})
	if transport.bindingOf("https://files.example.com") != "b" || transport.bindingOf("https://other.example.com") != "" {
		t.Error("the binding to one server is used for another")
	}
}
