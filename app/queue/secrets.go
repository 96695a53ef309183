package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/zalando/go-keyring"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/transfer/proxies"
)

// Secrets are the accounts of servers and proxies: in memory and, if there is one and the user wants it, in the
// system's keyring. They are in no file of this program.
//
// Each is kept for a place: a server, a folder of it, or a proxy, as transfer.SignInPlace names them. What is asked
// for in a folder is answered with the account of the nearest place around it.
type Secrets struct {
	ring  keyring.Keyring
	turn  chan struct{} // holds a token while the keyring is asked: it may show one question at a time
	store SettingStore  // of the refusals; nil = they last as long as the process
	// inAddress has the accounts that stand in addresses of proxies; may be nil.
	inAddress func(origin string) (proxies.Account, bool)
	cards     func() cards.Book // of servers; nil: no cards

	mu       sync.Mutex // used by workers, window and commands
	known    map[string]*secret
	loans    []*jobLoan // to single jobs
	refusals []refusedAccount
}

var _ transfer.Accounts = (*Secrets)(nil)

// secret is what is known about one place.
type secret struct {
	account transfer.Account
	filed   bool // the keyring is said to have it, and was not asked yet
	proof

	loans  int     // commands that have lent it, see lend; 0 = the user has signed in
	before *secret // what was known before the first of them
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

// expect tells of places whose accounts are in the keyring, which cannot list them.
func (s *Secrets) expect(places []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, place := range places {
		if s.known[place] == nil {
			s.known[place] = &secret{filed: true}
		}
	}
}

// Account is the account set for a place in this run, or the keyring's.
func (s *Secrets) Account(ctx context.Context, at transfer.Space) (transfer.Account, error) {
	if l := s.lentTo(ctx, at); l != nil {
		if s.refused(l.key(), l.account, at) {
			return transfer.Account{User: l.account.User}, transfer.ErrRefusedAccount
		}
		return l.account, nil
	}
	for {
		place, known := s.nearest(at.Place(), at.Origin)
		if known {
			return s.usableAt(place, at)
		}
		if found, err := s.read(ctx, place); err != nil {
			return transfer.Account{}, err
		} else if !found && place == at.Origin && !s.adopt(at) {
			return s.ofCard(at)
		}
	}
}

// adopt takes the account that stands in the address of a proxy, such as that in a variable, for its account in this
// run. It reports whether there is one. Who wrote it there allows that it is sent.
func (s *Secrets) adopt(at transfer.Space) bool {
	if !at.Proxy || s.inAddress == nil {
		return false
	}
	a, ok := s.inAddress(at.Origin)
	if ok {
		s.set(at.Origin, transfer.Account{User: a.User, Password: a.Password, Clear: true})
	}
	return ok
}

// ofCard is who is signed in to this computer, where the card of a server says so. It is not kept: the card may change.
func (s *Secrets) ofCard(at transfer.Space) (transfer.Account, error) {
	if at.Proxy || s.cards == nil {
		return transfer.Account{}, transfer.ErrNoAccount
	}
	if c, ok := s.cards().For(at.Place()); !ok || !c.SignedIn || c.Server() != at.Origin {
		return transfer.Account{}, transfer.ErrNoAccount
	}
	return transfer.Account{Self: true}, nil
}

// nearest is the innermost place around a place that has an account, else the server or proxy. known is false if the
// keyring is to be asked.
func (s *Secrets) nearest(place, origin string) (nearest string, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	nearest = origin
	for p := range s.known {
		if len(p) > len(nearest) && transfer.Within(place, p) {
			nearest = p
		}
	}
	k := s.known[nearest]
	return nearest, k != nil && !k.filed
}

// read asks the keyring for the account of a place. Its errors are ErrNoAccount and the end of ctx; found is false if
// another place may have one.
func (s *Secrets) read(ctx context.Context, place string) (found bool, err error) {
	var text string
	asked := s.ask(ctx, func() (err error) {
		text, err = s.ring.Get(keyringService, place)
		return err
	})
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	var a transfer.Account
	found = asked == nil && json.Unmarshal([]byte(text), &a) == nil
	s.mu.Lock()
	defer s.mu.Unlock()
	switch k := s.known[place]; {
	case k != nil && !k.filed: // told while the keyring was asked
		return true, nil
	case found:
		s.known[place] = &secret{account: a}
		return true, nil
	case k != nil && !errors.Is(asked, keyring.ErrNotFound): // a locked one may still have it
		return false, transfer.ErrNoAccount
	}
	delete(s.known, place)
	return false, nil
}

// usableAt is the account of a place, unless it was refused where it is to be used.
func (s *Secrets) usableAt(place string, at transfer.Space) (transfer.Account, error) {
	s.mu.Lock()
	k := s.known[place]
	s.mu.Unlock()
	switch {
	case k == nil: // signed out meanwhile
		return transfer.Account{}, transfer.ErrNoAccount
	case s.refused(place, k.account, at):
		return transfer.Account{User: k.account.User}, transfer.ErrRefusedAccount
	}
	return k.account, nil
}

// places are those whose account was set or read in this run.
func (s *Secrets) places() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []string
	for place, k := range s.known {
		if !k.filed {
			list = append(list, place)
		}
	}
	return list
}

// set sets an account for this run.
func (s *Secrets) set(place string, a transfer.Account) {
	s.mu.Lock()
	s.known[place] = &secret{account: a}
	s.mu.Unlock()
}

// look returns the user of a place, and whether the account was refused somewhere and nowhere accepted since.
func (s *Secrets) look(ctx context.Context, place string) (user string, refused bool, err error) {
	if s.isFiled(place) {
		if _, err := s.read(ctx, place); err != nil && !errors.Is(err, transfer.ErrNoAccount) {
			return "", false, err
		}
	}
	s.mu.Lock()
	k := s.known[place]
	s.mu.Unlock()
	if k == nil || k.filed { // the keyring is locked, or has lost it
		return "", false, nil
	}
	return k.account.User, s.doubtful(place, k.account), nil
}

// placeOf is the place whose account is used at a place.
func (s *Secrets) placeOf(place string) string {
	origin, err := transfer.SignInOrigin(place)
	if err != nil {
		return place
	}
	nearest, _ := s.nearest(place, origin)
	return nearest
}

// placeFor is where an account is kept that was given at a place. The first account of a server is for the whole
// server. One for a folder is for that folder alone if the server has another that works.
func (s *Secrets) placeFor(ctx context.Context, given string, a transfer.Account) string {
	origin, err := transfer.SignInOrigin(given)
	if err != nil || origin == given {
		return given
	}
	place := s.placeOf(given)
	if place != origin {
		return place
	}
	if s.isFiled(origin) {
		_, _ = s.read(ctx, origin)
	}
	s.mu.Lock()
	k := s.known[origin]
	s.mu.Unlock()
	if k == nil || k.account == a || s.doubtful(origin, k.account) {
		return origin
	}
	return given
}

func (s *Secrets) isFiled(place string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.known[place]
	return k != nil && k.filed
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
	was = s.known[place] != nil && !s.known[place].filed
	delete(s.known, place)
	s.mu.Unlock()
	s.pardon(place)
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
