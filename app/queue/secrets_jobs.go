package queue

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// jobLoan is an account that a command has lent to its own jobs. Others never get it.
type jobLoan struct {
	place string
	*secret
	jobs map[uuid.UUID]int // how many commands lend it to each
}

// key is where refusals of the account are remembered: apart from those of the account that others use at its place.
func (l *jobLoan) key() string { return l.place + "#" + hashOf(l.account.User) }

func (l *jobLoan) covers(at transfer.Space) bool {
	return l.place == at.Origin || transfer.Within(at.Place(), l.place)
}

// lendTo lends an account to jobs, until takeBackFrom.
func (s *Secrets) lendTo(jobs []uuid.UUID, place string, a transfer.Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.loan(place, a)
	if l == nil {
		l = &jobLoan{place, &secret{account: a}, map[uuid.UUID]int{}}
		s.loans = append(s.loans, l)
	}
	for _, id := range jobs {
		l.jobs[id]++
	}
}

// takeBackFrom ends a loan to jobs.
func (s *Secrets) takeBackFrom(jobs []uuid.UUID, place string, a transfer.Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.loan(place, a)
	if l == nil {
		return
	}
	for _, id := range jobs {
		if l.jobs[id]--; l.jobs[id] <= 0 {
			delete(l.jobs, id)
		}
	}
	s.loans = slices.DeleteFunc(s.loans, func(l *jobLoan) bool { return len(l.jobs) == 0 })
}

// loan is the loan of an account at a place, nil for none. mu is held.
func (s *Secrets) loan(place string, a transfer.Account) *jobLoan {
	i := slices.IndexFunc(s.loans, func(l *jobLoan) bool { return l.place == place && l.account == a })
	if i < 0 {
		return nil
	}
	return s.loans[i]
}

// lentTo is the loan for the job that an account is asked for, the newest one; nil for none.
func (s *Secrets) lentTo(ctx context.Context, at transfer.Space) *jobLoan {
	id, ok := transfer.JobOf(ctx)
	if !ok {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range slices.Backward(s.loans) {
		if l.jobs[id] > 0 && l.covers(at) {
			return l
		}
	}
	return nil
}

// use is where an account is known that a space was given, and what is known about it; nil if a newer one was set
// meanwhile. mu is not held.
func (s *Secrets) use(at transfer.Space, a transfer.Account) (key string, k *secret) {
	place, known := s.nearest(at.Place(), at.Origin)
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.known[place]; known && k != nil && k.account == a {
		return place, k
	}
	for _, l := range s.loans {
		if l.account == a && l.covers(at) {
			return l.key(), l.secret
		}
	}
	return "", nil
}
