package bits

import (
	"crypto/sha256"
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
