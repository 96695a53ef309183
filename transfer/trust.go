package transfer

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/identity"
)

// Pin is a certificate that the user trusts for one host, whatever the system says. As a server's it does not count
// for an https proxy on the same host, and the other way round.
type Pin struct {
	Host        string    `json:"host"`            // name or IP address, in lower case, without port
	Proxy       bool      `json:"proxy,omitempty"` // it is a proxy's
	Port        string    `json:"port,omitempty"`  // the port that it was presented at; "" = not known
	Fingerprint string    `json:"fingerprint"`     // as bits.Fingerprint writes it
	Subject     string    `json:"subject,omitempty"`
	Added       time.Time `json:"added,omitzero"`
}

// CertificateAt is whose certificate is to be looked at: the server's of an address, or that of an https proxy.
type CertificateAt struct {
	Address string `json:"address"`         // https; of a proxy without a path
	Proxy   bool   `json:"proxy,omitempty"` // Address is the proxy's own
}

// keyPins is the setting that holds the pins.
const keyPins = "trusted certificates"

// Pins returns the certificates that the user trusts, oldest first. Readers must not change them.
func (e *Engine) Pins() []Pin {
	if list := e.pins.Load(); list != nil {
		return *list
	}
	return nil
}

// Trusted is bits.Options.Trusted, for connections outside the engine.
func (e *Engine) Trusted(host string) []bits.Fingerprint {
	return append(TrustedIn(e.Pins(), host, false), e.trustedByCards(host)...)
}

// TrustedProxy is bits.Options.TrustedProxy, for connections outside the engine.
func (e *Engine) TrustedProxy(host string) []bits.Fingerprint { return TrustedIn(e.Pins(), host, true) }

// TrustedIn returns the fingerprints of the pins of a server's or a proxy's host, oldest first.
func TrustedIn(pins []Pin, host string, proxy bool) []bits.Fingerprint {
	var list []bits.Fingerprint
	for _, p := range pins {
		if f, err := bits.ParseFingerprint(p.Fingerprint); err == nil && p.Host == host && p.Proxy == proxy {
			list = append(list, f)
		}
	}
	return list
}

// PinsFor returns the pins that count for the server of an address, at whatever port they were presented, oldest first.
func PinsFor(address string, pins []Pin) []Pin {
	var list []Pin
	for _, p := range pins {
		if p.Host == hostOf(address) && !p.Proxy {
			list = append(list, p)
		}
	}
	return list
}

// loadPins reads the pins. If they cannot be read, none is trusted.
func (e *Engine) loadPins() {
	var list []Pin
	if _, err := e.store.setting(keyPins, &list); err != nil {
		e.log.Error("trusted certificates not read", "error", err)
	}
	for i := range list {
		list[i].Host = hostKey(list[i].Host) // older versions stored non-ASCII letters
	}
	for i := range list {
		list[i].Added = notAfter(list[i].Added, time.Now())
	}
	e.pins.Store(&list)
	e.options.Transport.Trusted, e.options.Transport.TrustedProxy = e.Trusted, e.TrustedProxy
}

// ErrPin refuses a pin without a host or a certificate.
var ErrPin = errors.New("a certificate is trusted for a host and by its fingerprint")

// trust stages adding or removing a pin. After adding one, the uploads that waited for it go on.
func (t *transaction) trust(c *Command) error {
	if c.Pin == nil {
		return ErrPin
	}
	pin := *c.Pin
	pin.Host = hostKey(pin.Host)
	f, err := bits.ParseFingerprint(pin.Fingerprint)
	if pin.Host == "" || err != nil && (c.Verb == VerbTrust || pin.Fingerprint != "") {
		return errors.Join(ErrPin, err)
	}
	if err == nil {
		pin.Fingerprint = f.String()
	}
	pins := *t.loop.pins.Load()
	if t.pins != nil {
		pins = *t.pins
	}
	list := pinsWith(pins, pin, c.Verb)
	raw, err := json.Marshal(list)
	if err != nil {
		return errors.Join(ErrPin, err)
	}
	t.pins, t.settings[keyPins] = &list, raw
	if c.Verb == VerbTrust {
		t.letGoOn(pin)
	}
	return nil
}

// letGoOn retries the jobs that wait for a certificate to be trusted. Paused jobs stay paused.
func (t *transaction) letGoOn(pin Pin) {
	for id, j := range t.withFault {
		if j.Want != Hold && j.waitsForTrust(pin) {
			t.runJob(t.edit(id))
			t.durable[id] = true
		}
	}
}

// waitsForTrust reports whether trust in a certificate may let the job go on.
func (j *Job) waitsForTrust(pin Pin) bool {
	switch j.Fault.Kind { //nolint:exhaustive // no other cause has to do with trust
	case KindProxyTrust:
		return pin.Proxy && hostOf("https://"+j.Fault.Proxy) == pin.Host
	case KindTrust, KindTrustChanged:
		return !pin.Proxy && (hostOf(j.Target.URL) == pin.Host || hostKey(j.Session.Host) == pin.Host)
	}
	return false
}

// shown retries the jobs whose server at an origin waits for a certificate of this computer. Paused jobs stay paused.
func (t *transaction) shown(origin string) {
	for id, j := range t.withFault {
		u, err := url.Parse(j.Target.URL)
		if err != nil || !j.Fault.Kind.OwnCertificate() || j.Want == Hold || bits.Origin(u) != origin {
			continue
		}
		t.runJob(t.edit(id))
		t.durable[id] = true
	}
}

// PinOf returns the pin of a presented certificate.
func PinOf(c bits.Certificate) Pin {
	return Pin{Host: c.Host, Proxy: c.Proxy, Port: c.Port, Fingerprint: c.Fingerprint.String(), Subject: c.Subject}
}

// ReplacedBy returns the pins of list that pin replaces: those of the same host and, as far as known, the same port.
// Two servers on one host have different certificates.
func ReplacedBy(pin Pin, list []Pin) []Pin {
	var old []Pin
	for _, p := range list {
		if p.isReplacedBy(pin) && p.Fingerprint != pin.Fingerprint {
			old = append(old, p)
		}
	}
	return old
}

// isReplacedBy reports whether a newer pin replaces p.
func (p Pin) isReplacedBy(newer Pin) bool {
	return hostKey(p.Host) == hostKey(newer.Host) && p.Proxy == newer.Proxy && (p.Port == newer.Port || p.Port == "" || newer.Port == "")
}

// pinsWith returns the list after a command. An empty fingerprint removes all pins of a host, those of a proxy there
// only if pin is a proxy's.
func pinsWith(list []Pin, pin Pin, v Verb) []Pin {
	list = slices.DeleteFunc(slices.Clone(list), func(p Pin) bool {
		return p.Host == pin.Host && p.Proxy == pin.Proxy && (p.Fingerprint == pin.Fingerprint || pin.Fingerprint == "")
	})
	if v == VerbTrust {
		list = slices.DeleteFunc(list, func(p Pin) bool { return p.isReplacedBy(pin) })
		if pin.Added.IsZero() {
			pin.Added = time.Now().UTC()
		}
		list = append(list, pin)
	}
	return list
}

// closeConns closes the connections as soon as they are idle: they were opened under the old pins.
func (e *Engine) closeConns() {
	for _, w := range e.loop.working {
		w.conn.Disconnect()
	}
	for _, free := range e.loop.conns {
		for _, conn := range free {
			conn.Disconnect()
		}
	}
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return hostKey(u.Hostname())
}

// CertificateFault is what a fault says about a certificate: the server's, or this computer's own.
type CertificateFault struct {
	Flaw        CertificateFlaw `json:"flaw,omitempty"`   // of the server's
	Names       string          `json:"names,omitempty"`  // that the server's is for, separated by ", "
	Issuer      string          `json:"issuer,omitempty"` // of the server's; for an own one those that the server takes
	From        time.Time       `json:"from,omitzero"`
	Until       time.Time       `json:"until,omitzero"`
	Fingerprint string          `json:"fingerprint,omitempty"`
	File        string          `json:"file,omitempty"` // of an own one
}

// CertificateFlaw is why a server's certificate is not trusted: the first flaw that was found.
type CertificateFlaw string

// The flaws. "" is any other.
const (
	FlawIssuer  CertificateFlaw = "issuer"  // no authority that this computer trusts has issued it
	FlawName    CertificateFlaw = "name"    // it is for another name
	FlawExpired CertificateFlaw = "expired" // it is no longer valid
	FlawEarly   CertificateFlaw = "early"   // it is not valid yet
)

// certificateFault is what a failed connection says about a certificate.
func certificateFault(err error) (f CertificateFault) {
	if own, ok := errors.AsType[*identity.Error](err); ok {
		f.File = own.File
		if own.Flaw == identity.FlawEarly {
			f.From = own.Limit
		} else {
			f.Until = own.Limit
		}
		return f
	}
	if secure, ok := errors.AsType[*bits.TLSError](err); ok {
		f.Issuer = secure.Issuers
	}
	if c := certificateOf(err); c != nil {
		f = CertificateFault{
			Flaw: certificateFlaw(err, c, time.Now()), Names: strings.Join(names(c), ", "),
			Issuer: c.Issuer.String(), From: c.NotBefore, Until: c.NotAfter,
			Fingerprint: bits.Fingerprint(sha256.Sum256(c.Raw)).String(),
		}
	}
	return f
}

// certificateOf is the server's certificate in the error of a connection, nil for none.
func certificateOf(err error) *x509.Certificate {
	if trust, ok := errors.AsType[*tls.CertificateVerificationError](err); ok && len(trust.UnverifiedCertificates) > 0 {
		return trust.UnverifiedCertificates[0]
	}
	return nil
}

// names are the host names and addresses that a certificate is for.
func names(c *x509.Certificate) []string {
	list := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		list = append(list, ip.String())
	}
	return list
}

func certificateFlaw(err error, c *x509.Certificate, now time.Time) CertificateFlaw {
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return FlawName
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return FlawIssuer
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); !ok || invalid.Reason != x509.Expired {
		return ""
	}
	switch {
	case now.After(c.NotAfter):
		return FlawExpired
	case now.Before(c.NotBefore):
		return FlawEarly
	}
	return ""
}

// kindOfOwn is the cause of a certificate of this computer that cannot be shown.
func kindOfOwn(flaw identity.Flaw) Kind {
	switch flaw {
	case identity.FlawExpired, identity.FlawEarly:
		return KindOwnDates
	case identity.FlawPassphrase:
		return KindOwnLocked
	case identity.FlawWrong:
		return KindOwnWrong
	case identity.FlawMissing:
		return KindOwnMissing
	case identity.FlawShape:
		return KindOwnShape
	case identity.FlawMismatch:
		return KindOwnMismatch
	case identity.FlawUnread:
	}
	return KindOwnUnread
}

// kindOfOwnFlaw is the cause of what a server says about a certificate of this computer.
func kindOfOwnFlaw(flaw bits.TLSFlaw) Kind {
	switch flaw { //nolint:exhaustive // the others say nothing about it
	case bits.TLSOwnIssuer:
		return KindOwnIssuer
	case bits.TLSOwnRefused:
		return KindOwnRefused
	}
	return KindClientCert
}

// certificateDetail appends fingerprint, issuer and expiry to the TLS error, so that users can recognise a
// certificate of their own organisation.
func certificateDetail(trust *tls.CertificateVerificationError, err error) string {
	if trust == nil || len(trust.UnverifiedCertificates) == 0 {
		return detail(err)
	}
	c := trust.UnverifiedCertificates[0]
	return detail(fmt.Errorf("SHA-256 %s, made by %s, valid until %s: %w",
		bits.Fingerprint(sha256.Sum256(c.Raw)), c.Issuer, c.NotAfter.Format(time.DateOnly), trust.Err))
}
