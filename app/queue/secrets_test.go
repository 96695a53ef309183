package queue

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/app/apptest"
	"sendoff/transfer"
)

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
		if a, err := s.Account(t.Context(), "https://told.example.com"); a != told || err != nil || time.Since(begun) != 0 {
			t.Errorf("%+v %v after %v", a, err, time.Since(begun))
		}
		if _, err := s.Account(t.Context(), "https://other.example.com"); err != transfer.ErrNoAccount { //nolint:errorlint // it is promised as it is
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
