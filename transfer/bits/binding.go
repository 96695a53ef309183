package bits

import (
	"crypto"
	"crypto/x509"
	"net/http"

	_ "crypto/sha512" // for crypto.Hash
)

// binding ties a sign-in to the secure connection that it was made on, so that nobody in between can pass it on
// (RFC 5929). IIS calls that Extended Protection.
type binding struct {
	origin string
	text   string
}

// bind remembers the certificate of the server that has just answered.
func (t *Transport) bind(req *http.Request, resp *http.Response) {
	if resp.TLS == nil || len(resp.TLS.PeerCertificates) == 0 || t.auth == nil {
		return
	}
	t.binding.Store(&binding{Origin(req.URL), endPoint(resp.TLS.PeerCertificates[0])})
}

// bindingOf is the binding to an origin: of the open connection, or the last one.
func (t *Transport) bindingOf(origin string) string {
	if b := t.binding.Load(); b != nil && b.origin == origin {
		return b.text
	}
	return ""
}

// endPoint is "tls-server-end-point" of RFC 5929, 4.1: the hash of the certificate by which it is signed, with SHA-256
// instead of older ones. "" if there is none.
func endPoint(c *x509.Certificate) string {
	hash := crypto.SHA256
	switch c.SignatureAlgorithm { //nolint:exhaustive // all others that have a hash have this one
	case x509.SHA384WithRSA, x509.ECDSAWithSHA384, x509.SHA384WithRSAPSS:
		hash = crypto.SHA384
	case x509.SHA512WithRSA, x509.ECDSAWithSHA512, x509.SHA512WithRSAPSS:
		hash = crypto.SHA512
	case x509.PureEd25519, x509.UnknownSignatureAlgorithm:
		return ""
	}
	h := hash.New()
	_, _ = h.Write(c.Raw)
	return "tls-server-end-point:" + string(h.Sum(nil))
}
