package transfer

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/identity"
)

// TestFaultTellsTheCertificate: names, issuer, dates and fingerprint of a server's, by which people decide; of an own one
// its file and the date that it is about.
func TestFaultTellsTheCertificate(t *testing.T) {
	until := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
	c, err := x509.ParseCertificate(selfSigned(t, until).Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	failed := &tls.CertificateVerificationError{UnverifiedCertificates: []*x509.Certificate{c}, Err: x509.UnknownAuthorityError{Cert: c}}
	want := CertificateFault{
		Flaw: FlawIssuer, Names: "drop.example.com, 127.0.0.1", Issuer: "CN=drop.example.com,O=Lab", From: until.Add(-24 * time.Hour), Until: until,
		Fingerprint: bits.Fingerprint(sha256.Sum256(c.Raw)).String(),
	}
	if got := certificateFault(fmt.Errorf("dial: %w", failed)); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	limit := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for err, want := range map[error]CertificateFault{
		&identity.Error{Flaw: identity.FlawExpired, File: "/a.pem", Limit: limit}: {File: "/a.pem", Until: limit},
		&identity.Error{Flaw: identity.FlawEarly, File: "/a.pem", Limit: limit}:   {File: "/a.pem", From: limit},
		&bits.TLSError{Flaw: bits.TLSOwnIssuer, Issuers: "CN=Acme"}:               {Issuer: "CN=Acme"},
		&tls.CertificateVerificationError{Err: errors.New("none was shown")}:      {},
		errors.New("no connection"): {},
	} {
		if got := certificateFault(fmt.Errorf("dial: %w", err)); got != want {
			t.Errorf("%v: %+v, want %+v", err, got, want)
		}
	}
}

// TestFirstFlawOfACertificate.
func TestFirstFlawOfACertificate(t *testing.T) {
	now := time.Now()
	c := &x509.Certificate{NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour)}
	outside := x509.CertificateInvalidError{Cert: c, Reason: x509.Expired}
	for _, at := range []struct {
		now  time.Time
		err  error
		want CertificateFlaw
	}{
		{now, x509.HostnameError{Certificate: c, Host: "h"}, FlawName},
		{now, x509.UnknownAuthorityError{Cert: c}, FlawIssuer},
		{now.Add(2 * time.Hour), outside, FlawExpired},
		{now.Add(-2 * time.Hour), outside, FlawEarly},
		{now, outside, ""},
		{now.Add(2 * time.Hour), x509.CertificateInvalidError{Cert: c, Reason: x509.NameMismatch}, ""},
		{now, errors.New("another"), ""},
	} {
		if got := certificateFlaw(fmt.Errorf("tls: %w", at.err), c, at.now); got != at.want {
			t.Errorf("%v at %v: %q, want %q", at.err, at.now, got, at.want)
		}
	}
}

// TestKindsOfOwnCertificates: each flaw of an own certificate, found here or told by the server, has a cause of its own.
func TestKindsOfOwnCertificates(t *testing.T) {
	for flaw, want := range map[identity.Flaw]Kind{
		identity.FlawExpired: KindOwnDates, identity.FlawEarly: KindOwnDates, identity.FlawPassphrase: KindOwnLocked, identity.FlawWrong: KindOwnWrong,
		identity.FlawMissing: KindOwnMissing, identity.FlawShape: KindOwnShape, identity.FlawMismatch: KindOwnMismatch, identity.FlawUnread: KindOwnUnread,
	} {
		if got := kindOfOwn(flaw); got != want || !got.OwnCertificate() {
			t.Errorf("%s: %s, of an own certificate: %t", flaw, got, got.OwnCertificate())
		}
	}
	for flaw, want := range map[bits.TLSFlaw]cause{
		bits.TLSOld: {KindTLSOld, bits.CodeSecureChannel, true}, bits.TLSCipher: {KindTLSCipher, bits.CodeSecureChannel, true},
		bits.TLSPlain: {KindTLSPlain, bits.CodeSecureChannel, true}, bits.TLSStrange: {KindTLSStrange, bits.CodeSecureChannel, true},
		bits.TLSWanted: {KindTLSWanted, bits.CodeSecureChannel, true}, bits.TLSRefused: {KindTLS, bits.CodeSecureChannel, false},
		bits.TLSClientCert: {KindClientCert, bits.CodeClientCertificate, true}, bits.TLSOwnIssuer: {KindOwnIssuer, bits.CodeClientCertificate, true},
		bits.TLSOwnRefused: {KindOwnRefused, bits.CodeClientCertificate, true},
	} {
		if got := causeOfTLS(flaw); got != want {
			t.Errorf("%s: %+v, want %+v", flaw, got, want)
		}
	}
	for _, status := range []int{200, 404, 495, 496, 403, 400, 500} {
		for _, own := range []bits.TLSFlaw{"", bits.TLSOwnRefused} {
			v := judgeAnswer(bits.CreateSession, &bits.Error{Packet: bits.CreateSession, Status: status, NotAck: status == 200, Own: own, Issuers: "CN=Acme"})
			about := own != "" && (status >= 495 || status == 403 || v.fault.Kind == KindOwnRefused)
			if about != (v.fault.Kind == KindOwnRefused) || about && (!v.fault.Final || v.action != stop || v.fault.Cert.Issuer != "CN=Acme" || v.fault.Code != bits.CodeClientCertificate) {
				t.Errorf("%d, %q: %+v", status, own, v)
			}
		}
	}
}

// TestPinsOfAHost: a newer one takes the place of an older one of its host and port, a withdrawn one goes, and those of a
// proxy are not those of a server.
func TestPinsOfAHost(t *testing.T) {
	pin := func(host, port, fingerprint string, proxy bool) Pin {
		return Pin{Host: host, Port: port, Fingerprint: fingerprint, Proxy: proxy, Added: time.Unix(1, 0)}
	}
	kept := []Pin{pin("h", "443", "A", false), pin("h", "8443", "B", false), pin("h", "", "C", true), pin("other", "443", "A", false)}
	for name, c := range map[string]struct {
		verb Verb
		pin  Pin
		want string
	}{
		"newer, same port":     {VerbTrust, pin("h", "443", "X", false), "h:8443=B h:=C* other:443=A h:443=X"},
		"newer, another port":  {VerbTrust, pin("h", "1", "X", false), "h:443=A h:8443=B h:=C* other:443=A h:1=X"},
		"newer, no port known": {VerbTrust, pin("h", "", "X", false), "h:=C* other:443=A h:=X"},
		"newer, of the proxy":  {VerbTrust, pin("h", "3128", "X", true), "h:443=A h:8443=B other:443=A h:3128=X*"},
		"the same again":       {VerbTrust, pin("h", "443", "A", false), "h:8443=B h:=C* other:443=A h:443=A"},
		"one withdrawn":        {VerbDistrust, pin("h", "", "B", false), "h:443=A h:=C* other:443=A"},
		"all withdrawn":        {VerbDistrust, pin("h", "", "", false), "h:=C* other:443=A"},
		"the proxy's":          {VerbDistrust, pin("h", "", "", true), "h:443=A h:8443=B other:443=A"},
		"none of that":         {VerbDistrust, pin("h", "", "Z", false), "h:443=A h:8443=B h:=C* other:443=A"},
	} {
		var pins []string
		for _, p := range pinsWith(kept, c.pin, c.verb) {
			pins = append(pins, fmt.Sprintf("%s:%s=%s", p.Host, p.Port, p.Fingerprint)+map[bool]string{true: "*"}[p.Proxy])
		}
		if got := strings.Join(pins, " "); got != c.want {
			t.Errorf("%s:%s, want %s", name, got, c.want)
		}
	}
	if got := ReplacedBy(pin("H", "443", "X", false), kept); len(got) != 1 || got[0].Fingerprint != "A" {
		t.Errorf("replaced are %+v", got)
	}
	if got := ReplacedBy(kept[0], kept); len(got) != 0 {
		t.Errorf("the same replaces %+v", got)
	}
	again := pinsWith(nil, Pin{Host: "h", Fingerprint: "A"}, VerbTrust)
	if len(again) != 1 || again[0].Added.IsZero() || again[0].Added.Location() != time.UTC {
		t.Errorf("%+v", again)
	}
}
