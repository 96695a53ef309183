package queue

import (
	"testing"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// TestLoanToJobs: only the jobs of a loan get its account, beside the one of others at the same place, until it is taken
// back as often as it was lent. What is refused to one is not refused to the other.
func TestLoanToJobs(t *testing.T) {
	s := NewSecrets(noRing{})
	ines, svc := transfer.Account{User: "ines", Password: "a"}, transfer.Account{User: "svc", Password: "b"}
	mine, other := uuid.New(), uuid.New()
	expect := func(when string, id uuid.UUID, want string) {
		t.Helper()
		if a, _ := s.Account(transfer.ForJob(t.Context(), id), in("/in/", "x")); a.User != want {
			t.Errorf("%s: %q, want %q", when, a.User, want)
		}
	}
	s.lendTo([]uuid.UUID{mine}, filesOrigin, svc)
	s.lendTo([]uuid.UUID{mine}, filesOrigin, svc)
	expect("lent", mine, "svc")
	expect("to others, who have none", other, "")
	s.set(filesOrigin, ines)
	expect("beside the account of the place", mine, "svc")
	expect("to others", other, "ines")
	s.Refused(in("/in/", "x"), svc)
	if _, err := s.Account(transfer.ForJob(t.Context(), mine), in("/in/", "x")); err != transfer.ErrRefusedAccount { //nolint:errorlint // it is returned as it is
		t.Errorf("refused: %v", err)
	}
	expect("the other account after that", other, "ines")
	s.takeBackFrom([]uuid.UUID{mine}, filesOrigin, svc)
	expect("one of two has ended", mine, "svc")
	s.takeBackFrom([]uuid.UUID{mine}, filesOrigin, svc)
	expect("both have ended", mine, "ines")
	s.lendTo([]uuid.UUID{mine}, filesOrigin+"/elsewhere", svc)
	expect("lent for another folder", mine, "ines")
}
