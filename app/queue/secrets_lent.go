package queue

import (
	"context"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// lend sets an account for as long as a command runs, see takeBack. It is refused where uploads sign in as another user:
// theirs would go as this one. An account that is set already stays as it is, with what is known about it.
func (s *Secrets) lend(ctx context.Context, place string, a transfer.Account) error {
	if s.isFiled(place) {
		if _, err := s.read(ctx, place); ctx.Err() != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.known[place]
	switch {
	case k == nil || k.filed: // a keyring that is locked does not say whose it is
		s.known[place] = &secret{account: a, loans: 1, before: k}
	case k.account.User != a.User:
		return othersAccount(place, k, a)
	case k.account == a && k.loans > 0:
		k.loans++
	case k.account != a && k.loans > 0:
		s.known[place] = &secret{account: a, loans: k.loans + 1, before: k.before}
	case k.account != a:
		s.known[place] = &secret{account: a, loans: 1, before: k}
	}
	return nil
}

// othersAccount says whose account is in use, and how to go on.
func othersAccount(place string, k *secret, a transfer.Account) error {
	switch {
	case k.loans > 0:
		return Plainly(words.Tr("another command that runs signs in at %s as %s, and its uploads would go as %s; start this one when that has ended, or upload to a folder of its own there"), place, k.account.User, a.User)
	case k.account.Self:
		return Plainly(words.Tr("uploads to %s sign in as who is signed in to this computer, and would then go as %s; leave the user out, upload to a folder of its own there, or end that first: %s"), place, a.User, signOutCommand(place))
	}
	return Plainly(words.Tr("uploads to %s sign in as %s, and would then go as %s; leave the user out, upload to a folder of its own there, or end that first: %s"), place, k.account.User, a.User, signOutCommand(place))
}

func signOutCommand(place string) string { return "sendoff sign-out " + place }

// takeBack ends a loan at the end of its command: what was known before is used again. gone reports that there was
// nothing before.
func (s *Secrets) takeBack(place string, a transfer.Account) (gone bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.known[place]
	if k == nil || k.loans == 0 || k.account.User != a.User { // the user has signed in or out meanwhile
		return false
	}
	if k.loans--; k.loans > 0 {
		return false
	}
	if k.before == nil {
		delete(s.known, place)
		return true
	}
	s.known[place] = k.before
	return false
}
