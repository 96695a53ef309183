package queue

import (
	"strings"

	"sendoff/transfer"
)

// keytabPlace begins the place of a keytab that was refused, before its user. No place of an account begins so. It is
// stored: do not change it.
const keytabPlace = "keytab "

// keysAccount is how keys are recognised, as an account is. A keytab that has changed is another one.
func keysAccount(k transfer.Keys) (place string, a transfer.Account) {
	return keytabPlace + k.User, transfer.Account{User: k.User, Password: k.Sum, Self: true}
}

// KeysRefused keeps a keytab from being tried again until it changes, or the user asks for it. Whatever the server, it is
// the domain that has refused it.
func (s *Secrets) KeysRefused(k transfer.Keys) {
	place, a := keysAccount(k)
	r := refusedAccount{Place: place, Whole: true, Mark: newMark(a), account: &a}
	s.pardonAll(func(old refusedAccount) bool { return old.Place == place }) // of an older file
	s.mu.Lock()
	s.refusals = append(s.refusals, r)
	s.refusals = s.refusals[max(0, len(s.refusals)-maxRefusals):]
	s.mu.Unlock()
	s.saveRefusals()
}

// AreRefused implements transfer.Accounts.
func (s *Secrets) AreRefused(k transfer.Keys) bool {
	place, a := keysAccount(k)
	return s.refused(place, a, transfer.Space{})
}

// pardonKeys has refused keytabs tried again.
func (s *Secrets) pardonKeys() {
	s.pardonAll(func(r refusedAccount) bool { return strings.HasPrefix(r.Place, keytabPlace) })
}
