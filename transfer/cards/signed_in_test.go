package cards_test

import (
	"bytes"
	"errors"
	"testing"

	"sendoff/transfer"
	"sendoff/transfer/cards"
)

// TestACardHandsOutTheSignInOfTheComputer: a file may say that whoever is signed in signs in there, and nobody else then.
func TestACardHandsOutTheSignInOfTheComputer(t *testing.T) {
	c := checked(t, cards.Card{Name: "Lab", Address: "https://files.example.com/in/", SignedIn: true})
	raw, err := c.File()
	if err != nil {
		t.Fatal(err)
	}
	got, unknown, err := cards.ReadFile(bytes.NewReader(raw), transfer.CheckURL)
	if err != nil || len(unknown) != 0 || got != c {
		t.Errorf("%+v, unknown %q, %v", got, unknown, err)
	}
	c.Account = "ines"
	_, err = c.Checked(transfer.CheckURL)
	if flaw, is := errors.AsType[*cards.Error](err); !is || flaw.Why != cards.FlawBoth || flaw.Field != cards.FieldAccount {
		t.Errorf("with a user name too: %v", err)
	}
}
