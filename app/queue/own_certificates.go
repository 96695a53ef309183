package queue

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/zalando/go-keyring"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/identity"
	"sendoff/ui/list"
)

// OwnCertificates are the certificates of this computer, each for one server or a folder of it. Stored are their paths. A
// passphrase is in memory and, if there is one and the user wants it, in the system's keyring.
type OwnCertificates struct {
	secrets *Secrets

	mu          sync.Mutex // used by workers, window and commands
	store       SettingStore
	cards       func() cards.Book // whose certificates count where none was given; nil: no cards
	stored      []identity.Identity
	passphrases map[string]string // of this run, by the key's file
}

// keyCertificates is the setting that holds them.
const keyCertificates = "own certificates"

// ownIn are the certificates without a store: none is kept.
func ownIn(s *Secrets) *OwnCertificates {
	return &OwnCertificates{secrets: s, passphrases: map[string]string{}}
}

// load reads the stored ones. If they cannot be read, only those of cards are shown.
func (o *OwnCertificates) load(s SettingStore, book func() cards.Book) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.store, o.cards = s, book
	if _, err := s.LoadSetting(keyCertificates, &o.stored); err != nil {
		return fmt.Errorf("load the own certificates: %w", err)
	}
	return nil
}

// Own is bits.Options.Own.
func (o *OwnCertificates) Own(u *url.URL) *bits.Own {
	id := o.at(u)
	if id == nil {
		return nil
	}
	return &bits.Own{
		Name: strings.Join([]string{id.Place, id.File, id.Key}, "\n"),
		Load: func(ctx context.Context) (*tls.Certificate, error) { return o.read(ctx, *id) },
	}
}

// at is the certificate for an address: the one given for it, else the one on its card.
func (o *OwnCertificates) at(u *url.URL) *identity.Identity {
	o.mu.Lock()
	stored, book := slices.Clone(o.stored), o.cards
	o.mu.Unlock()
	if id := identity.For(stored, u); id != nil || book == nil {
		return id
	}
	card, _ := book().For(u.String())
	if card.Certificate.File == "" {
		return nil
	}
	return &identity.Identity{Place: card.Address, File: card.Certificate.File}
}

func (o *OwnCertificates) list() []identity.Identity {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.stored)
}

// read reads a certificate as its files are now.
func (o *OwnCertificates) read(ctx context.Context, id identity.Identity) (*tls.Certificate, error) {
	c, err := identity.Read(id.File, id.Key, func() (string, error) { return o.passphrase(ctx, id.KeyFile()) })
	if err == nil {
		err = identity.Check(id.File, c.Leaf, time.Now())
	}
	if flawed, ok := errors.AsType[*identity.Error](err); ok {
		flawed.Place = id.Place
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// inRing is the name of a key's passphrase in the keyring. It is stored: do not change it.
func inRing(key string) string { return "certificate " + key }

// passphrase is the one of this run, or the keyring's; "" if none is known.
func (o *OwnCertificates) passphrase(ctx context.Context, key string) (string, error) {
	o.mu.Lock()
	p, known := o.passphrases[key]
	o.mu.Unlock()
	if known {
		return p, nil
	}
	err := o.secrets.ask(ctx, func() (err error) {
		p, err = o.secrets.ring.Get(keyringService, inRing(key))
		return err
	})
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	if err != nil { // no keyring, or not in it
		return "", nil //nolint:nilerr // then none is known
	}
	o.know(key, p)
	return p, nil
}

func (o *OwnCertificates) know(key, passphrase string) {
	o.mu.Lock()
	o.passphrases[key] = passphrase
	o.mu.Unlock()
}

// DescribeOwn reads the files of a certificate and describes it. Its errors are *identity.Error and *transfer.AddressError.
func DescribeOwn(c list.OwnCertificate) (identity.Identity, error) {
	u, err := transfer.CheckURL(c.Address)
	if err != nil {
		return identity.Identity{}, err
	}
	read, err := identity.Read(c.File, c.Key, func() (string, error) { return c.Passphrase, nil })
	if err == nil {
		err = identity.Check(c.File, read.Leaf, time.Now())
	}
	if err != nil {
		return identity.Identity{}, err
	}
	id := identity.Of(read)
	id.Place, id.File, id.Key, id.Added = identity.PlaceOf(u), c.File, c.Key, time.Now().UTC()
	return id, nil
}

// give stores a certificate. kept reports whether the keyring has its passphrase.
func (o *OwnCertificates) give(ctx context.Context, c list.OwnCertificate) (kept bool, err error) {
	id, err := DescribeOwn(c)
	if err != nil {
		return false, err
	}
	if c.Passphrase != "" {
		o.know(id.KeyFile(), c.Passphrase)
	}
	if err := o.change(func(all []identity.Identity) []identity.Identity { return identity.With(all, id) }); err != nil {
		return false, err
	}
	if c.Passphrase == "" || !c.Keep {
		return false, nil
	}
	err = o.secrets.ask(ctx, func() error { return o.secrets.ring.Set(keyringService, inRing(id.KeyFile()), c.Passphrase) })
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	return err == nil, nil
}

// take removes the certificate of a place, and its passphrase unless another place has the same key. It reports whether
// there was one.
func (o *OwnCertificates) take(ctx context.Context, place string) (was bool, err error) {
	var gone identity.Identity
	err = o.change(func(all []identity.Identity) []identity.Identity {
		i := slices.IndexFunc(all, func(id identity.Identity) bool { return id.Place == place })
		if was = i >= 0; was {
			gone = all[i]
		}
		return identity.Without(all, place)
	})
	key := gone.KeyFile()
	if err != nil || !was || slices.ContainsFunc(o.list(), func(id identity.Identity) bool { return id.KeyFile() == key }) {
		return was, err
	}
	o.mu.Lock()
	delete(o.passphrases, key)
	o.mu.Unlock()
	err = o.secrets.ask(ctx, func() error { return o.secrets.ring.Delete(keyringService, inRing(key)) })
	if errors.Is(err, keyring.ErrNotFound) || !o.secrets.usable(ctx) {
		err = nil
	}
	return was, err
}

func (o *OwnCertificates) change(by func([]identity.Identity) []identity.Identity) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	next := by(o.stored)
	if err := o.store.SaveSetting(keyCertificates, next); err != nil {
		return fmt.Errorf("save the own certificates: %w", err)
	}
	o.stored = next
	return nil
}

// GiveCertificate implements Queue.
func (l *Local) GiveCertificate(ctx context.Context, c list.OwnCertificate) (kept bool, err error) {
	kept, err = l.own.give(ctx, c)
	if err != nil {
		return false, err
	}
	at, err := transfer.SignInOrigin(c.Address)
	if err != nil {
		return kept, err
	}
	return kept, l.Do(ctx, transfer.Command{Verb: transfer.VerbShown, At: at})
}

// TakeCertificate implements Queue.
func (l *Local) TakeCertificate(ctx context.Context, place string) (was bool, err error) {
	return l.own.take(ctx, place)
}

// Certificates implements Queue.
func (l *Local) Certificates(context.Context) ([]identity.Identity, error) { return l.own.list(), nil }

// GiveCertificate implements Queue.
func (r *Remote) GiveCertificate(ctx context.Context, c list.OwnCertificate) (bool, error) {
	var is kept
	err := r.post(ctx, "/own", c, &is)
	return is.Kept, err
}

// TakeCertificate implements Queue.
func (r *Remote) TakeCertificate(ctx context.Context, at string) (bool, error) {
	var was kept
	err := r.post(ctx, "/own-taken", place{at}, &was)
	return was.Kept, err
}

// Certificates implements Queue.
func (r *Remote) Certificates(ctx context.Context) (all []identity.Identity, err error) {
	err = r.get(ctx, "/own", &all)
	return all, err
}

func (c *control) give(ctx context.Context, given *list.OwnCertificate) (any, error) {
	is, err := c.q.GiveCertificate(ctx, *given)
	return kept{is}, err
}

func (c *control) take(ctx context.Context, p *place) (any, error) {
	was, err := c.q.TakeCertificate(ctx, p.Place)
	return kept{was}, err
}

func checkOwn(c *list.OwnCertificate) error {
	if !filepath.IsAbs(c.File) || c.Key != "" && !filepath.IsAbs(c.Key) {
		return badRequest("the path of a certificate is not absolute")
	}
	_, err := transfer.CheckURL(c.Address)
	return err
}
