package bits

import (
	"context"
	"crypto/tls"
	"crypto/x509/pkix"
	"encoding/asn1"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Own is a certificate of this computer, to be shown to one server if that asks for it in a handshake.
type Own struct {
	Name string // tells it from others
	// Load reads it with its key, for each handshake that asks for it: so a renewed file counts at once. Its errors end
	// the handshake and reach the caller.
	Load func(context.Context) (*tls.Certificate, error)
}

// aim is where the current request goes.
type aim struct {
	host string // without port
	own  *Own   // what its server may be shown; nil: nothing
}

// certRequest is a server's request for a certificate of this computer, in the last handshake.
type certRequest struct {
	own     string   // Name of the one for this server, "" = there is none
	shown   bool     // it was shown
	issuers []string // whose certificates the server takes; none = it does not say
}

// aimAt prepares for a request. An open connection that was asked for a certificate is left if another one, or none, is
// for this address.
func (t *Transport) aimAt(u *url.URL) {
	a := aim{host: u.Hostname()}
	if t.own != nil && u.Scheme == "https" {
		a.own = t.own(u)
	}
	t.aim.Store(&a)
	if asked := t.asked.Load(); asked != nil && asked.own != a.name() && t.openConn() != 0 {
		t.leave()
	}
}

// mayShow reports whether there is a certificate of this computer for an address.
func (t *Transport) mayShow(u *url.URL) bool {
	return t.own != nil && u.Scheme == "https" && t.own(u) != nil
}

func (a *aim) name() string {
	if a == nil || a.own == nil {
		return ""
	}
	return a.own.Name
}

// ownCertificate answers a server that asks for a certificate of this computer. One of an issuer that the server does
// not take is not shown.
func (t *Transport) ownCertificate(info *tls.CertificateRequestInfo) (*tls.Certificate, error) {
	a := t.aim.Load()
	asked := &certRequest{own: a.name(), issuers: issuersOf(info.AcceptableCAs)}
	defer t.asked.Store(asked)
	none := new(tls.Certificate)
	if asked.own == "" {
		return none, nil
	}
	c, err := a.own.Load(info.Context())
	if err != nil {
		return nil, err
	}
	if info.SupportsCertificate(c) != nil {
		return none, nil
	}
	asked.shown = true
	return c, nil
}

// issuersOf reads distinguished names; those that cannot be read are left out.
func issuersOf(list [][]byte) []string {
	var names []string
	for _, raw := range list {
		var sequence pkix.RDNSequence
		if rest, err := asn1.Unmarshal(raw, &sequence); err == nil && len(rest) == 0 {
			names = append(names, sequence.String())
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Alerts of TLS about a certificate that was shown (RFC 8446, 6.2).
const (
	alertUnsupportedCertificate = 43
	alertCertificateRevoked     = 44
	alertCertificateExpired     = 45
	alertCertificateUnknown     = 46
	alertUnknownCA              = 48
)

// ownFlaw is what an alert says about a certificate of this computer, "" if it is about something else.
func (r *certRequest) ownFlaw(alert uint8) TLSFlaw {
	switch alert {
	case alertCertificateRequired:
		return r.missing()
	case alertHandshakeFailure, alertBadCertificate, alertAccessDenied:
		if r == nil {
			return ""
		}
		if !r.shown {
			return r.missing()
		}
		return TLSOwnRefused
	case alertUnsupportedCertificate, alertCertificateRevoked, alertCertificateExpired, alertCertificateUnknown, alertUnknownCA:
		if r != nil && r.shown {
			return TLSOwnRefused
		}
	}
	return ""
}

// missing is the flaw of a handshake in which no certificate was shown.
func (r *certRequest) missing() TLSFlaw {
	if r != nil && r.own != "" {
		return TLSOwnIssuer
	}
	return TLSClientCert
}

// Statuses of nginx for a request whose certificate is bad or missing. Others see them only where it is set up to pass
// them on.
const (
	statusCertBad     = 495
	statusCertMissing = 496
)

// ownFlawOf is what an answer says about a certificate of this computer, "" if it is about something else. A web server
// that asks for one in the handshake without insisting refuses the request itself: nginx with 400, IIS and Apache with
// 403. A server of BITS that answers for itself has let the request in.
func (r *certRequest) ownFlawOf(a *answer) TLSFlaw {
	switch {
	case a.isAck():
	case a.status == statusCertMissing:
		return r.missing()
	case a.status == statusCertBad:
		return TLSOwnRefused
	case r == nil:
	case !r.shown && (a.status == http.StatusBadRequest || a.status == http.StatusForbidden):
		return r.missing()
	case r.shown && a.status == http.StatusBadRequest:
		return TLSOwnRefused
	}
	return ""
}

// issuerList are the issuers that a server named, "" for none.
func (r *certRequest) issuerList() string {
	if r == nil {
		return ""
	}
	return strings.Join(r.issuers, "; ")
}
