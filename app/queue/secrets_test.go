package queue

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/app/apptest"
	"sendoff/transfer"
)

// whole is a server without folders.
func whole(origin string) transfer.Space { return transfer.Space{Origin: origin} }

// lockedRing is a keyring that stays locked until the test ends.
type lockedRing struct {
	noRing
	end chan struct{}
}

func (r lockedRing) Get(_, _ string) (string, error) { <-r.end; return "", errNoRing }
func (r lockedRing) Set(_, _, _ string) error        { <-r.end; return errNoRing }
func (r lockedRing) Delete(_, _ string) error        { <-r.end; return errNoRing }

// TestKeyringThatNeverAnswers: no wait exceeds keyringWait, and an account set in this run is available at once.
func TestKeyringThatNeverAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := lockedRing{end: make(chan struct{})}
		defer close(ring.end)
		s := NewSecrets(ring)
		told := transfer.Account{User: "ines", Password: apptest.Planted}
		s.set("https://told.example.com", told)
		begun := time.Now()
		if a, err := s.Account(t.Context(), whole("https://told.example.com")); a != told || err != nil || time.Since(begun) != 0 {
			t.Errorf("%+v %v after %v", a, err, time.Since(begun))
		}
		if _, err := s.Account(t.Context(), whole("https://other.example.com")); err != transfer.ErrNoAccount { //nolint:errorlint // it is promised as it is
			t.Errorf("error %v", err)
		}
		if kept, err := s.file(t.Context(), "https://told.example.com", told, true); kept || err != nil {
			t.Errorf("kept %v, error %v", kept, err)
		}
		if _, err := s.forget(t.Context(), "https://told.example.com"); !errors.Is(err, errKeyringSilent) {
			t.Errorf("error %v", err)
		}
		if waited := time.Since(begun); waited > 3*keyringWait {
			t.Errorf("waited %v", waited)
		}
	})
}

// TestRefusalIsOfTheAccountThatWasTried: a worker that comes back with an older account takes nothing from the one
// that was told meanwhile, and what was refused is given out again only when it is told anew.
func TestRefusalIsOfTheAccountThatWasTried(t *testing.T) {
	const place = "https://files.example.com"
	s := NewSecrets(noRing{})
	older, told := transfer.Account{User: "ines", Password: "old"}, transfer.Account{User: "ines", Password: "new"}
	s.set(place, older)
	s.set(place, told)
	s.Refused(whole(place), older)
	s.Refused(whole("https://other.example.com"), told)
	if a, err := s.Account(t.Context(), whole(place)); a != told || err != nil {
		t.Errorf("%+v, %v", a, err)
	}
	s.Refused(whole(place), told)
	if a, err := s.Account(t.Context(), whole(place)); !errors.Is(err, transfer.ErrRefusedAccount) {
		t.Errorf("refused, and given out: %+v, %v", a, err)
	}
	s.pardon(place)
	s.set(place, told)
	if a, err := s.Account(t.Context(), whole(place)); a != told || err != nil {
		t.Errorf("told anew: %+v, %v", a, err)
	}
}

// slowRing is a keyring that has an account, and during whose answer something happens.
type slowRing struct {
	noRing
	during func()
}

func (r slowRing) Get(_, _ string) (string, error) {
	r.during()
	return `{"user":"ines","password":"filed"}`, nil
}

// TestAccountToldWhileTheKeyringIsAsked: it is the newer one.
func TestAccountToldWhileTheKeyringIsAsked(t *testing.T) {
	const place = "https://files.example.com"
	told := transfer.Account{User: "ines", Password: "told"}
	var s *Secrets
	s = NewSecrets(slowRing{during: func() { s.set(place, told) }})
	if a, err := s.Account(t.Context(), whole(place)); a != told || err != nil {
		t.Errorf("%+v, %v", a, err)
	}
	s = NewSecrets(slowRing{during: func() {}})
	if a, err := s.Account(t.Context(), whole(place)); a.Password != "filed" || err != nil {
		t.Errorf("%+v, %v", a, err)
	}
}
