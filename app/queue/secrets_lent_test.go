package queue

import (
	"strings"
	"testing"

	"sendoff/transfer"
)

// TestLentAccountDoesNotSpeakForOthers: where uploads sign in as one user, a command does not have them sent as another,
// whether that account is of this run, of the keyring or of another command.
func TestLentAccountDoesNotSpeakForOthers(t *testing.T) {
	svc := transfer.Account{User: "svc", Password: "b"}
	ines := transfer.Account{User: "ines", Password: "a"}
	for name, c := range map[string]struct {
		before func(*Secrets)
		want   string // who signs in
		says   string
	}{
		"nobody":          {func(*Secrets) {}, "svc", ""},
		"this run":        {func(s *Secrets) { s.set(filesOrigin, ines) }, "ines", "as ines, and would then go as svc"},
		"signed in":       {func(s *Secrets) { s.set(filesOrigin, transfer.Account{Self: true}) }, "", "who is signed in to this computer"},
		"another command": {func(s *Secrets) { _ = s.lend(t.Context(), filesOrigin, ines) }, "ines", "another command"},
		"the keyring":     {func(s *Secrets) { s.expect([]string{filesOrigin}) }, "kept", "as kept, and would then go as svc"},
		"the same user":   {func(s *Secrets) { s.set(filesOrigin, transfer.Account{User: "svc", Password: "old"}) }, "svc", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := NewSecrets(memoryRing{filesOrigin: `{"user":"kept","password":"c"}`})
			c.before(s)
			err := s.lend(t.Context(), filesOrigin, svc)
			if said := errorOf(err); (said == "") != (c.says == "") || !strings.Contains(said, c.says) {
				t.Errorf("said %q, want %q", said, c.says)
			}
			if got := given(t, s, in("/ines/", "x")); name != "nobody" && got != c.want {
				t.Errorf("uploads sign in as %q, want %q", got, c.want)
			}
		})
	}
}

func errorOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestLoanEndsWithItsLastCommand: then what was there before is used again, and an account that the user has given
// meanwhile stays.
func TestLoanEndsWithItsLastCommand(t *testing.T) {
	svc := transfer.Account{User: "svc", Password: "b"}
	old := transfer.Account{User: "svc", Password: "old"}
	s := NewSecrets(noRing{})
	lend := func() {
		t.Helper()
		if err := s.lend(t.Context(), filesOrigin, svc); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(when string, want transfer.Account) {
		t.Helper()
		if got, _ := s.Account(t.Context(), in("/", "x")); got != want {
			t.Errorf("%s: %+v, want %+v", when, got, want)
		}
	}
	lend()
	lend()
	s.takeBack(filesOrigin, svc)
	expect("one of two has ended", svc)
	if !s.takeBack(filesOrigin, svc) {
		t.Error("there was an account before")
	}
	expect("both have ended", transfer.Account{})
	s.set(filesOrigin, old)
	lend()
	expect("lent", svc)
	s.takeBack(filesOrigin, svc)
	expect("taken back", old)
	s.takeBack(filesOrigin, svc)
	expect("taken back twice", old)
	lend()
	s.set(filesOrigin, transfer.Account{User: "ines"})
	s.takeBack(filesOrigin, svc)
	expect("signed in meanwhile", transfer.Account{User: "ines"})
}
