package ui

import (
	"crypto/x509"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/kit"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

func TestCertificateIsShownAndTrustedForOneServer(t *testing.T) {
	w, h := openTest(t, labSettings())
	w.win.Resize(fyne.NewSize(480, 360))
	u, id := listtest.Jobs(1, failing(transfer.KindTrust, nil))
	w.Apply(u)
	h.certificate = bits.Certificate{
		Host: "files.example.com", Subject: "CN=files.example.com", Issuer: "CN=House CA", Names: []string{"files.example.com"},
		Fingerprint: bits.Fingerprint{0xAB, 1}, Flaw: x509.UnknownAuthorityError{},
	}
	tap(rowOf(t, w, id[0]).First)
	text := wordsOn(w)
	for _, want := range []string{"It was not issued by an authority this computer trusts.", "CN=House CA", "AB:01:00"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if b, ok := w.win.Canvas().Focused().(*kit.Button); !ok || b.Text != words.Tr(words.Back) {
		t.Errorf("the keyboard is at %+v", w.win.Canvas().Focused())
	}
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if b, ok := o.(*kit.Button); ok && b.Text == words.Tr(words.CertTrust) {
			tap(b)
		}
	}
	if len(h.commands) != 1 || h.commands[0].Verb != transfer.VerbTrust || *h.commands[0].Pin != (transfer.Pin{
		Host: "files.example.com", Fingerprint: h.certificate.Fingerprint.String(), Subject: "CN=files.example.com",
	}) {
		t.Errorf("commands: %+v", h.commands)
	}
	h.pins = []transfer.Pin{*h.commands[0].Pin}
	w.openSettings()
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if b, ok := o.(*kit.Button); ok && b.Text == words.Tr(words.Remove) {
			tap(b)
		}
	}
	if c := h.commands[len(h.commands)-1]; c.Verb != transfer.VerbDistrust || *c.Pin != h.pins[0] {
		t.Errorf("taken back: %+v", c)
	}
}
