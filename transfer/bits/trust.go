package bits

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Fingerprint is the SHA-256 of a certificate in DER.
type Fingerprint [sha256.Size]byte

// String writes the bytes in hexadecimal with colons, as browsers and OpenSSL do.
func (f Fingerprint) String() string {
	parts := make([]string, len(f))
	for i, b := range f {
		parts[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(parts, ":")
}

// ErrFingerprint is the error of a text that is no SHA-256.
var ErrFingerprint = errors.New("a fingerprint has 64 hexadecimal digits: the SHA-256 of the certificate")

// ParseFingerprint reads 64 hexadecimal digits of either case, with or without colons, blanks and a leading
// "sha256:".
func ParseFingerprint(text string) (f Fingerprint, err error) {
	text = strings.ToLower(strings.TrimSpace(text))
	for _, prefix := range []string{"sha256:", "sha-256:", "sha256=", "sha256 fingerprint="} {
		text = strings.TrimPrefix(text, prefix)
	}
	raw, err := hex.DecodeString(strings.NewReplacer(":", "", " ", "").Replace(text))
	if err != nil || len(raw) != len(f) {
		return f, ErrFingerprint
	}
	copy(f[:], raw)
	return f, nil
}

// Certificate describes the certificate that a server presented.
type Certificate struct {
	Host        string    // name or IP address that the server was reached by, without port
	Proxy       bool      // it is an https proxy's
	Port        string    // port that it was reached at
	Subject     string    // the owner
	Issuer      string    // who issued it
	Names       []string  // host names and IP addresses that it is for
	From, Until time.Time // when it is valid
	Fingerprint Fingerprint
	Protocol    string   // of the connection, such as "TLS 1.3"
	Chain       [][]byte // it and its issuers in DER, as they were shown
	Flaw        error    // why this computer does not trust it; nil = it does
}

// errShown ends the handshake once the certificate is known: nothing is sent to a server that is not trusted yet.
var errShown = errors.New("only the certificate was asked for")

// Inspect fetches a server's certificate and sends the server nothing else. u must be https. An untrusted certificate
// is no error: Flaw says why. The way there may need a sign-in at a proxy; a proxy's certificate has to be trusted
// already. Errors are the transport's.
func Inspect(ctx context.Context, o Options, u *url.URL) (Certificate, error) {
	var seen *tls.ConnectionState
	config := o.TLS.Clone()
	if config == nil {
		config = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	o.proxyTLS, o.TLS, o.Trusted = config.Clone(), config, nil
	roots, clock := config.RootCAs, config.Time
	config.InsecureSkipVerify = true
	config.VerifyConnection = func(s tls.ConnectionState) error {
		seen = &s
		return errShown
	}
	t := NewTransport(o)
	defer t.Disconnect()
	err := (&Client{URL: u, Transport: t}).Ping(ctx, Session{})
	if seen == nil || len(seen.PeerCertificates) == 0 {
		return Certificate{}, err
	}
	c := describe(*seen, expectation{u.Hostname(), roots, clock})
	c.Port = cmp.Or(u.Port(), "443")
	return c, nil
}

// Presented is what a process hands to another one of a certificate that it fetched: the rest is in the chain.
type Presented struct {
	Host     string   `json:"host"`
	Port     string   `json:"port"`
	Proxy    bool     `json:"proxy,omitempty"`
	Protocol string   `json:"protocol"`
	Chain    [][]byte `json:"chain"`
}

// Presented returns what another process needs to describe the certificate.
func (c Certificate) Presented() Presented {
	return Presented{c.Host, c.Port, c.Proxy, c.Protocol, c.Chain}
}

// Certificate describes a certificate that another process fetched, and verifies it here.
func (s Presented) Certificate() (Certificate, error) {
	var chain []*x509.Certificate
	for _, der := range s.Chain {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return Certificate{}, fmt.Errorf("read a certificate: %w", err)
		}
		chain = append(chain, c)
	}
	if len(chain) == 0 {
		return Certificate{}, errors.New("no certificate was shown")
	}
	c := describe(tls.ConnectionState{PeerCertificates: chain}, expectation{host: s.Host})
	c.Port, c.Proxy, c.Protocol = s.Port, s.Proxy, s.Protocol
	return c, nil
}

func describe(s tls.ConnectionState, e expectation) Certificate {
	leaf := s.PeerCertificates[0]
	c := Certificate{
		Host: e.host, Subject: leaf.Subject.String(), Issuer: leaf.Issuer.String(), Names: slices.Clone(leaf.DNSNames),
		From: leaf.NotBefore, Until: leaf.NotAfter, Fingerprint: sha256.Sum256(leaf.Raw), Protocol: tls.VersionName(s.Version),
	}
	for _, of := range s.PeerCertificates {
		c.Chain = append(c.Chain, of.Raw)
	}
	for _, ip := range leaf.IPAddresses {
		c.Names = append(c.Names, ip.String())
	}
	if err := e.check(s.PeerCertificates); err != nil {
		c.Flaw = errors.Join(err, e.otherFlaw(err, s.PeerCertificates))
	}
	return c
}

// otherFlaw verifies a chain again without name and date; nil = it is good. crypto/x509 reports only the first flaw,
// and users who decide about trust must know of an unknown issuer.
func (e expectation) otherFlaw(err error, chain []*x509.Certificate) error {
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	if !errors.As(err, &name) && (!errors.As(err, &invalid) || invalid.Reason != x509.Expired) {
		return nil
	}
	leaf := chain[0]
	o := e.options(chain)
	o.DNSName, o.CurrentTime = "", leaf.NotBefore.Add(leaf.NotAfter.Sub(leaf.NotBefore)/2)
	_, err = leaf.Verify(o)
	return err
}

// expectation is what a certificate is verified against.
type expectation struct {
	host  string // "" = not known: no certificate passes
	roots *x509.CertPool
	clock func() time.Time
}

// check verifies a chain as crypto/tls does by default.
func (e expectation) check(chain []*x509.Certificate) error {
	if len(chain) == 0 || e.host == "" {
		return &tls.CertificateVerificationError{UnverifiedCertificates: chain, Err: errors.New("no certificate, or no name to check it for")}
	}
	if _, err := chain[0].Verify(e.options(chain)); err != nil {
		return &tls.CertificateVerificationError{UnverifiedCertificates: chain, Err: err}
	}
	return nil
}

func (e expectation) options(chain []*x509.Certificate) x509.VerifyOptions {
	number, _, _ := strings.Cut(e.host, "%") // a zone names a local interface, which no certificate knows
	o := x509.VerifyOptions{DNSName: number, Roots: e.roots, Intermediates: x509.NewCertPool()}
	if e.clock != nil {
		o.CurrentTime = e.clock()
	}
	for _, c := range chain[1:] {
		o.Intermediates.AddCert(c)
	}
	return o
}

// tlsConfig returns a TLS configuration that accepts the system's roots, and for each host the certificates that
// o.Trusted returns for it.
func (t *Transport) tlsConfig(o Options) *tls.Config {
	config := http1(o.TLS)
	if config == nil {
		config = http1(&tls.Config{MinVersion: tls.VersionTLS12})
	}
	if len(config.Certificates) == 0 && config.GetClientCertificate == nil {
		config.GetClientCertificate = t.ownCertificate
		config.Renegotiation = tls.RenegotiateOnceAsClient // so IIS asks, where it is not told to ask in the handshake
	}
	if o.Trusted == nil || config.InsecureSkipVerify {
		return config
	}
	roots, clock, more := config.RootCAs, config.Time, config.VerifyConnection
	config.InsecureSkipVerify = true // VerifyConnection replaces crypto/tls's check, on every connection
	config.VerifyConnection = func(s tls.ConnectionState) error {
		host := s.ServerName
		if aim := t.aim.Load(); host == "" && aim != nil {
			host = aim.host // TLS sends no name to a server that is reached by its IP address
		}
		if err := (expectation{host, roots, clock}).checkPinned(s.PeerCertificates, o.Trusted); err != nil {
			return err
		}
		if more != nil {
			return more(s)
		}
		return nil
	}
	return config
}

// ChangedError means that a host presents another certificate than the trusted one.
type ChangedError struct {
	Shown   Fingerprint
	Trusted []Fingerprint
	Err     error // why the presented one is not trusted
}

func (e *ChangedError) Error() string { return e.Err.Error() }
func (e *ChangedError) Unwrap() error { return e.Err }

// checkPins returns nil if the user trusts the chain, else err, or a ChangedError.
func checkPins(chain []*x509.Certificate, trusted []Fingerprint, err error) error {
	switch {
	case pinned(chain, trusted):
		return nil
	case len(chain) == 0 || len(trusted) == 0:
		return err
	}
	return &ChangedError{sha256.Sum256(chain[0].Raw), trusted, err}
}

func pinned(chain []*x509.Certificate, trusted []Fingerprint) bool {
	return len(chain) > 0 && slices.Contains(trusted, sha256.Sum256(chain[0].Raw))
}
