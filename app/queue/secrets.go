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

// Secrets are the accounts of servers and proxies: in memory, and in the system's keyring where there is
// one and the user wants it. They are in no file of the program's own.
type Secrets struct {
	ring keyring.Keyring
	turn chan struct{} // holds a token while the keyring is asked: it may show one question at a time

	mu    sync.Mutex // workers ask, the window and commands tell
	known map[string]*secret
}

var _ transfer.Accounts = (*Secrets)(nil)

// secret is what is known about one place.
type secret struct {
	account transfer.Account
	refused bool // it was tried and is not tried again
}

// keyringService is what the keyring files the accounts under, with the place as the user; a promise to
// later versions. What is filed is an Account as JSON.
const keyringService = "Sendoff"

// keyringWait is how long the keyring may take. It asks the user to unlock it; where nothing can show
// that question it never answers.
const keyringWait = time.Minute

var errKeyringSilent = errors.New("the keyring does not answer")

// NewSecrets are the accounts in a keyring, and those that are told from here on.
func NewSecrets(ring keyring.Keyring) *Secrets {
	return &Secrets{ring: ring, turn: make(chan struct{}, 1), known: map[string]*secret{}}
}

// Account is the account that was told for a place in this run, or that the keyring has.
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

// places are those whose account was told or asked for in this run.
func (s *Secrets) places() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.known))
}

// Refused keeps an account from being tried again until it is told anew.
func (s *Secrets) Refused(place string, a transfer.Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.known[place]; k != nil && k.account == a {
		k.refused = true
	}
}

// set takes an account in for this run.
func (s *Secrets) set(place string, a transfer.Account) {
	s.mu.Lock()
	s.known[place] = &secret{account: a}
	s.mu.Unlock()
}

// file puts an account into the keyring, or takes away what is there. kept tells whether the keyring has
// it: it was to, and it could.
func (s *Secrets) file(ctx context.Context, place string, a transfer.Account, keep bool) (kept bool, err error) {
	text, err := json.Marshal(a)
	if err != nil {
		return false, fmt.Errorf("write an account: %w", err)
	}
	err = s.ask(ctx, func() error {
		if keep {
			return s.ring.Set(keyringService, place, string(text))
		}
		return s.ring.Delete(keyringService, place) // an older one would come back with the next start
	})
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	return keep && err == nil, nil
}

// forget removes an account everywhere. It reports whether there was one.
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
	case errors.Is(err, errKeyringSilent): // it may have it still
	case errors.Is(err, keyring.ErrNotFound), !s.usable(ctx):
		return was, nil
	}
	return was, fmt.Errorf("remove the account from the keyring: %w", err)
}

// usable tells whether there is a keyring that answers.
func (s *Secrets) usable(ctx context.Context) bool {
	err := s.ask(ctx, func() error {
		_, err := s.ring.Get(keyringService, "probe")
		return err
	})
	return err == nil || errors.Is(err, keyring.ErrNotFound)
}

// ask talks to the keyring, which may wait for the user to unlock it. It ends with ctx, and with
// errKeyringSilent after keyringWait; what it asked ends with the keyring's answer.
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

// noRing is the keyring of a process that is to touch none.
type noRing struct{}

var errNoRing = errors.New("no keyring")

func (noRing) Set(_, _, _ string) error        { return errNoRing }
func (noRing) Get(_, _ string) (string, error) { return "", errNoRing }
func (noRing) Delete(_, _ string) error        { return errNoRing }
func (noRing) DeleteAll(string) error          { return errNoRing }

// RingOf is the keyring that a process brings along.
func RingOf(brought keyring.Keyring) keyring.Keyring {
	if brought == nil {
		return noRing{}
	}
	return brought
}
