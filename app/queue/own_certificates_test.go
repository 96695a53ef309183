package queue

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/transfer/identity"
	"sendoff/transfer/identity/identitytest"
	"sendoff/ui/list"
)

// TestWhoseCertificateIsShown: one that was given for an address counts before the one on its card, nobody else's server
// is shown any, and both are known after a restart. What cannot be read is refused before it is stored.
func TestWhoseCertificateIsShown(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	ca := identitytest.New(t, "Acme Client CA")
	file := func(name string) string {
		c := ca.Client(name, -1, 1)
		return identitytest.File(t, name+".pem", identitytest.Chain(c), identitytest.Key(t, c))
	}
	carded, given := file("carded"), file("given")
	card := cards.Card{Name: "Lab", Address: "https://files.example.com/lab/", Certificate: cards.Certificate{File: carded}}
	if err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbCard, Cards: []cards.Card{card}}); err != nil {
		t.Fatal(err)
	}
	shown := func() string {
		var all []string
		for _, address := range []string{"https://files.example.com/lab/a.bin", "https://files.example.com/b.bin", "https://other.example.com/lab/a.bin"} {
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			name := "-"
			if own := l.own.Own(u); own != nil {
				c, err := own.Load(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				name = c.Leaf.Subject.CommonName
			}
			all = append(all, name)
		}
		return strings.Join(all, " ")
	}
	if got := shown(); got != "carded - -" {
		t.Errorf("with a card: %s", got)
	}
	_, err := l.GiveCertificate(t.Context(), list.OwnCertificate{Address: "https://files.example.com/", File: absent})
	if flawed, ok := errors.AsType[*identity.Error](err); !ok || flawed.Flaw != identity.FlawMissing {
		t.Errorf("no file: %v", err)
	}
	if _, err := l.GiveCertificate(t.Context(), list.OwnCertificate{Address: "https://files.example.com/", File: given}); err != nil {
		t.Fatal(err)
	}
	if got := shown(); got != "given given -" {
		t.Errorf("given by hand: %s", got)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = r.owner()
	if got := shown(); got != "given given -" {
		t.Errorf("after a restart: %s", got)
	}
	if was, err := l.TakeCertificate(t.Context(), "https://files.example.com/"); err != nil || !was {
		t.Error(was, err)
	}
	if got := shown(); got != "carded - -" {
		t.Errorf("taken back: %s", got)
	}
}
