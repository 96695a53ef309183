package ui

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

// TestChangedCertificateIsComparedWithTheTrustedOne: the sheet says that the certificate changed and shows both
// fingerprints, one below the other; the server's card shows the trusted one.
func TestChangedCertificateIsComparedWithTheTrustedOne(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(1, failing(transfer.KindTrustChanged, nil))
	w.Apply(u)
	old := bits.Fingerprint{0xCD, 2}
	h.pins = []transfer.Pin{{Host: "files.example.com", Port: "443", Fingerprint: old.String(), Added: time.Now()}}
	h.certificate = bits.Certificate{
		Host: "files.example.com", Port: "443", Subject: "CN=files.example.com", Issuer: "CN=House CA",
		Fingerprint: bits.Fingerprint{0xAB, 1}, Flaw: x509.UnknownAuthorityError{},
	}
	tap(rowOf(t, w, id[0]).First)
	text := wordsOn(w)
	for _, want := range []string{words.Tr(words.CertChanged), h.certificate.Fingerprint.String(), old.String() + ", since"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	w.sheets.Top().Dismiss()
	sheets.EditServer(w.act, list.Server{Name: "files", URL: "https://files.example.com/drop/"})
	if text := wordsOn(w); !strings.Contains(text, old.String()) {
		t.Errorf("the card does not show what is trusted:\n%s", text)
	}
	w.sheets.Top().Dismiss()
	sheets.EditServer(w.act, list.Server{Name: "other", URL: "https://files.example.com:8443/"})
	if text := wordsOn(w); strings.Contains(text, old.String()) {
		t.Errorf("the card of another port shows it too:\n%s", text)
	}
}
