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

// Fingerprint is the SHA-256 of a certificate as it travels (DER).
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

// ParseFingerprint reads hexadecimal digits of either case, with or without colons or blanks, after
// "sha256:" or not.
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

// Certificate is what people are told of the certificate that a server showed.
type Certificate struct {
	Host        string    // the name or number the server was asked by, without port
	Port        string    // that it was asked at
	Subject     string    // whom it names
	Issuer      string    // who made it
	Names       []string  // the host names and numbers it is for
	From, Until time.Time // when it is valid
	Fingerprint Fingerprint
	Protocol    string // of the connection, such as "TLS 1.3"
	Flaw        error  // why this computer does not trust it; nil = it does
}

// errShown ends the handshake once the certificate has been seen: nothing is sent to a server that
// nobody trusts yet.
var errShown = errors.New("only the certificate was asked for")

// Inspect asks a server for its certificate and goes no further. u must be of https. A certificate that
// is not trusted is no error: Flaw says why. Errors are the transport's.
func Inspect(ctx context.Context, o Options, u *url.URL) (Certificate, error) {
	var seen *tls.ConnectionState
	config := o.TLS.Clone()
	if config == nil {
		config = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	o.TLS, o.Trusted = config, nil
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

func describe(s tls.ConnectionState, e expectation) Certificate {
	leaf := s.PeerCertificates[0]
	c := Certificate{
		Host: e.host, Subject: leaf.Subject.String(), Issuer: leaf.Issuer.String(), Names: slices.Clone(leaf.DNSNames),
		From: leaf.NotBefore, Until: leaf.NotAfter, Fingerprint: sha256.Sum256(leaf.Raw), Protocol: tls.VersionName(s.Version),
	}
	for _, ip := range leaf.IPAddresses {
		c.Names = append(c.Names, ip.String())
	}
	if err := e.check(s.PeerCertificates); err != nil {
		c.Flaw = errors.Join(err, e.otherFlaw(err, s.PeerCertificates))
	}
	return c
}

// otherFlaw verifies a chain again without its name and date, nil = it is good. crypto/x509 reports only the
// first flaw, and people who decide about trust must know of an unknown issuer.
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

// expectation is what a certificate must live up to.
type expectation struct {
	host  string // "" = not known, which nothing lives up to
	roots *x509.CertPool
	clock func() time.Time
}

// check is what crypto/tls does with a chain unless it is told not to.
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
	number, _, _ := strings.Cut(e.host, "%") // a certificate knows nothing of this computer's interfaces
	o := x509.VerifyOptions{DNSName: number, Roots: e.roots, Intermediates: x509.NewCertPool()}
	if e.clock != nil {
		o.CurrentTime = e.clock()
	}
	for _, c := range chain[1:] {
		o.Intermediates.AddCert(c)
	}
	return o
}

// trusting makes a configuration that takes, beside what the system's roots vouch for, the very
// certificates that o.Trusted names for a host, and for no other host.
func (t *Transport) trusting(o Options) *tls.Config {
	config := http1(o.TLS)
	if config == nil {
		config = http1(&tls.Config{MinVersion: tls.VersionTLS12})
	}
	if len(config.Certificates) == 0 && config.GetClientCertificate == nil {
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			t.asked.Store(true)
			return new(tls.Certificate), nil // none, as without this
		}
	}
	if o.Trusted == nil || config.InsecureSkipVerify {
		return config
	}
	roots, clock, more := config.RootCAs, config.Time, config.VerifyConnection
	config.InsecureSkipVerify = true // of crypto/tls; VerifyConnection takes its place, for every connection
	config.VerifyConnection = func(s tls.ConnectionState) error {
		host := s.ServerName
		if aim := t.targetHost.Load(); host == "" && aim != nil {
			host = *aim // no name goes out to a server that is asked by its number
		}
		err := expectation{host, roots, clock}.check(s.PeerCertificates)
		if err != nil {
			err = vouched(s.PeerCertificates, o.Trusted(LowerHost(host)), err)
		}
		if err != nil {
			return err
		}
		if more != nil {
			return more(s)
		}
		return nil
	}
	return config
}

// ChangedError means that a host shows another certificate than the one that is trusted for it.
type ChangedError struct {
	Shown   Fingerprint
	Trusted []Fingerprint
	Err     error // why nobody vouches for the one that is shown
}

func (e *ChangedError) Error() string { return e.Err.Error() }
func (e *ChangedError) Unwrap() error { return e.Err }

// vouched is nil for a chain that is trusted although err is the matter with it.
func vouched(chain []*x509.Certificate, trusted []Fingerprint, err error) error {
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
