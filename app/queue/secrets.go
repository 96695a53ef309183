package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/zalando/go-keyring"

	"sendoff/transfer"
)

// Secrets are the accounts of servers and proxies: in memory and, if there is one and the user wants it, in the
// system's keyring. They are in no file of this program.
type Secrets struct {
	ring keyring.Keyring
	turn chan struct{} // holds a token while the keyring is asked: it may show one question at a time

	mu    sync.Mutex // used by workers, window and commands
	known map[string]*secret
}

var _ transfer.Accounts = (*Secrets)(nil)

// secret is what is known about one place.
type secret struct {
	account transfer.Account
	refused bool // it was refused and is not tried again
}

// keyringService is the service name in the keyring, with the place as the user and an Account as JSON for the
// value. It is stored: do not change it.
const keyringService = "Sendoff"

// keyringWait bounds the wait for the keyring. It asks the user to unlock it; if nothing can show that question it
// never answers.
const keyringWait = time.Minute

var errKeyringSilent = errors.New("the keyring does not answer")

// NewSecrets are the accounts of a keyring, and those set later.
func NewSecrets(ring keyring.Keyring) *Secrets {
	return &Secrets{ring: ring, turn: make(chan struct{}, 1), known: map[string]*secret{}}
}

// Account is the account set for a place in this run, or the keyring's.
func (s *Secrets) Account(ctx context.Context, place string) (transfer.Account, error) {
	if a, err, known := s.remembered(place); known {
		return a, err
	}
	var text string
	err := s.ask(ctx, func() (err error) {
		text, err = s.ring.Get(keyringService, place)
		return err
	})
	if ctx.Err() != nil {
		return transfer.Account{}, context.Cause(ctx)
	}
	var a transfer.Account
	if err != nil || json.Unmarshal([]byte(text), &a) != nil {
		return transfer.Account{}, transfer.ErrNoAccount
	}
	s.mu.Lock()
	if s.known[place] == nil {
		s.known[place] = &secret{account: a}
	}
	s.mu.Unlock()
	a, err, _ = s.remembered(place)
	return a, err
}

func (s *Secrets) remembered(place string) (a transfer.Account, err error, known bool) { //nolint:revive // the error is part of what is known
	s.mu.Lock()
	defer s.mu.Unlock()
	switch k := s.known[place]; {
	case k == nil:
		return transfer.Account{}, nil, false
	case k.refused:
		return transfer.Account{}, transfer.ErrNoAccount, true
	default:
		return k.account, nil, true
	}
}

// places are those whose account was set or read in this run.
func (s *Secrets) places() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.known))
}

// Refused keeps an account from being tried again until it is set anew.
func (s *Secrets) Refused(place string, a transfer.Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.known[place]; k != nil && k.account == a {
		k.refused = true
	}
}

// set sets an account for this run.
func (s *Secrets) set(place string, a transfer.Account) {
	s.mu.Lock()
	s.known[place] = &secret{account: a}
	s.mu.Unlock()
}

// file stores an account in the keyring if keep is set, else it removes the one there. kept reports whether it was
// stored.
func (s *Secrets) file(ctx context.Context, place string, a transfer.Account, keep bool) (kept bool, err error) {
	text, err := json.Marshal(a)
	if err != nil {
		return false, fmt.Errorf("write an account: %w", err)
	}
	err = s.ask(ctx, func() error {
		if keep {
			return s.ring.Set(keyringService, place, string(text))
		}
		return s.ring.Delete(keyringService, place) // an older one would come back at the next start
	})
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	return keep && err == nil, nil
}

// forget removes an account from memory and keyring. It reports whether there was one.
func (s *Secrets) forget(ctx context.Context, place string) (was bool, err error) {
	s.mu.Lock()
	was = s.known[place] != nil
	delete(s.known, place)
	s.mu.Unlock()
	err = s.ask(ctx, func() error { return s.ring.Delete(keyringService, place) })
	switch {
	case ctx.Err() != nil:
		return was, context.Cause(ctx)
	case err == nil:
		return true, nil
	case errors.Is(err, errKeyringSilent): // it may still have it
	case errors.Is(err, keyring.ErrNotFound), !s.usable(ctx):
		return was, nil
	}
	return was, fmt.Errorf("remove the account from the keyring: %w", err)
}

// usable reports whether a keyring answers.
func (s *Secrets) usable(ctx context.Context) bool {
	err := s.ask(ctx, func() error {
		_, err := s.ring.Get(keyringService, "probe")
		return err
	})
	return err == nil || errors.Is(err, keyring.ErrNotFound)
}

// ask calls the keyring, which may wait for the user to unlock it. It returns when ctx ends, and after keyringWait
// with errKeyringSilent; the call itself ends with the keyring's answer.
func (s *Secrets) ask(ctx context.Context, do func() error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, keyringWait, errKeyringSilent)
	defer cancel()
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	done := make(chan error, 1)
	go func() { // ends with the keyring's answer, or with the process
		defer func() { <-s.turn }()
		done <- do()
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// SystemRing is the keyring of the system: Secret Service, Credential Manager or Keychain.
type SystemRing struct{}

// Set implements keyring.Keyring.
func (SystemRing) Set(service, user, text string) error { return keyring.Set(service, user, text) }

// Get implements keyring.Keyring.
func (SystemRing) Get(service, user string) (string, error) { return keyring.Get(service, user) }

// Delete implements keyring.Keyring.
func (SystemRing) Delete(service, user string) error { return keyring.Delete(service, user) }

// DeleteAll implements keyring.Keyring.
func (SystemRing) DeleteAll(service string) error { return keyring.DeleteAll(service) }

// noRing is the keyring of a process that must use none.
type noRing struct{}

var errNoRing = errors.New("no keyring")

func (noRing) Set(_, _, _ string) error        { return errNoRing }
func (noRing) Get(_, _ string) (string, error) { return "", errNoRing }
func (noRing) Delete(_, _ string) error        { return errNoRing }
func (noRing) DeleteAll(string) error          { return errNoRing }

// RingOf returns the given keyring, or one that holds nothing.
func RingOf(brought keyring.Keyring) keyring.Keyring {
	if brought == nil {
		return noRing{}
	}
	return brought
}
