package queue

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"sendoff/ui/list"
)

// accounts are the servers and proxies that the user is signed in at, without names and passwords: a keyring cannot
// list its contents. Those whose account is in the keyring are stored, the others end with the process.
type accounts struct {
	store SettingStore

	mu     sync.Mutex // used by window and commands
	stored []list.SignedIn
	here   []list.SignedIn
}

func loadAccounts(s SettingStore) (*accounts, error) {
	a := &accounts{store: s}
	if _, err := s.LoadSetting(keyAccounts, &a.stored); err != nil {
		return a, fmt.Errorf("load the places of accounts: %w", err)
	}
	return a, nil
}

// places are those whose account is in the keyring.
func (a *accounts) places() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var places []string
	for _, p := range a.stored {
		places = append(places, p.Place)
	}
	return places
}

// signedIn adds a place; kept reports whether the keyring has its account.
func (a *accounts) signedIn(p list.SignedIn, kept bool) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.here = append(without(a.here, p.Place), p)
	stored := without(a.stored, p.Place)
	if kept {
		stored = append(stored, p)
	}
	return a.save(stored)
}

// lent adds a place for this run; what is stored stays.
func (a *accounts) lent(p list.SignedIn) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.here = append(without(a.here, p.Place), p)
}

// returned removes a place that was lent.
func (a *accounts) returned(place string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.here = without(a.here, place)
}

// signedOut removes a place.
func (a *accounts) signedOut(place string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.here = without(a.here, place)
	return a.save(without(a.stored, place))
}

func (a *accounts) save(stored []list.SignedIn) error {
	if slices.Equal(stored, a.stored) {
		return nil
	}
	if err := a.store.SaveSetting(keyAccounts, stored); err != nil {
		return fmt.Errorf("save the places of accounts: %w", err)
	}
	a.stored = stored
	return nil
}

// list is every place, sorted by address; known are those whose account is in use.
func (a *accounts) list(known []string) []list.SignedIn {
	a.mu.Lock()
	defer a.mu.Unlock()
	all := slices.Clone(a.stored)
	for _, p := range a.here {
		all = append(without(all, p.Place), p)
	}
	for _, place := range known {
		if !slices.ContainsFunc(all, at(place)) {
			all = append(all, list.SignedIn{Place: place})
		}
	}
	slices.SortFunc(all, func(x, y list.SignedIn) int { return strings.Compare(x.Place, y.Place) })
	return all
}

func at(place string) func(list.SignedIn) bool {
	return func(p list.SignedIn) bool { return p.Place == place }
}

// without is a copy of list without a place.
func without(list []list.SignedIn, place string) []list.SignedIn {
	return slices.DeleteFunc(slices.Clone(list), at(place))
}
