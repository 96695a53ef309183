package bits

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strings"
	"testing"
)

func TestParseFingerprint(t *testing.T) {
	want := Fingerprint{0xAB, 0xCD}
	for _, text := range []string{
		want.String(), strings.ToLower(want.String()), strings.ReplaceAll(want.String(), ":", ""),
		"sha256:" + want.String(), "SHA256 Fingerprint=" + want.String(), "  " + strings.ReplaceAll(want.String(), ":", " ") + "\n",
	} {
		if got, err := ParseFingerprint(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "ab", strings.Repeat("zz", 32), want.String() + ":00"} {
		if _, err := ParseFingerprint(text); !errors.Is(err, ErrFingerprint) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestPinMatchesOnlyTheLeaf: a pin does not match the issuer, which issues other certificates too.
func TestPinMatchesOnlyTheLeaf(t *testing.T) {
	leaf, maker := &x509.Certificate{Raw: []byte("leaf")}, &x509.Certificate{Raw: []byte("maker")}
	ofLeaf, ofMaker := Fingerprint(sha256.Sum256(leaf.Raw)), Fingerprint(sha256.Sum256(maker.Raw))
	chain := []*x509.Certificate{leaf, maker}
	if !pinned(chain, []Fingerprint{ofMaker, ofLeaf}) || pinned(chain, []Fingerprint{ofMaker}) || pinned(chain, nil) || pinned(nil, []Fingerprint{ofLeaf}) {
		t.Error("a certificate is taken for another one")
	}
}

// TestWhoChecksAServersCertificate: crypto/tls itself where nobody is asked what the user trusts, this package where
// somebody is, and nobody where the caller has said so. No setting of the caller is changed.
func TestWhoChecksAServersCertificate(t *testing.T) {
	asked := func(string) []Fingerprint { return nil }
	for name, c := range map[string]struct {
		options   Options
		insecure  bool // what crypto/tls is told
		ours      bool
		nobodyOwn bool // no own certificate is looked for
	}{
		"nothing given":           {options: Options{}},
		"roots":                   {options: Options{TLS: &tls.Config{RootCAs: x509.NewCertPool()}}},
		"pins":                    {options: Options{Trusted: asked}, insecure: true, ours: true},
		"pins and roots":          {options: Options{Trusted: asked, TLS: &tls.Config{RootCAs: x509.NewCertPool()}}, insecure: true, ours: true},
		"unchecked":               {options: Options{TLS: &tls.Config{InsecureSkipVerify: true}}, insecure: true},
		"unchecked, though asked": {options: Options{Trusted: asked, TLS: &tls.Config{InsecureSkipVerify: true}}, insecure: true},
		"own given":               {options: Options{TLS: &tls.Config{Certificates: make([]tls.Certificate, 1)}}, nobodyOwn: true},
	} {
		got := new(Transport).tlsConfig(c.options)
		if got.InsecureSkipVerify != c.insecure || (got.VerifyConnection != nil) != c.ours || (got.GetClientCertificate == nil) != c.nobodyOwn {
			t.Errorf("%s: unchecked %t, checked here %t, own %t", name, got.InsecureSkipVerify, got.VerifyConnection != nil, got.GetClientCertificate != nil)
		}
		if (got.Renegotiation == tls.RenegotiateOnceAsClient) == c.nobodyOwn {
			t.Errorf("%s: %v", name, got.Renegotiation)
		}
		if given := c.options.TLS; given == nil && got.MinVersion != tls.VersionTLS12 || given != nil && (got.RootCAs != given.RootCAs || given.VerifyConnection != nil) {
			t.Errorf("%s: %+v of %+v", name, got, given)
		}
	}
}
