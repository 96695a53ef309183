package queue

import (
	"context"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/identity"
	"sendoff/ui/list"
)

// Queue is the queue of jobs, owned by this process or by another.
type Queue interface {
	Verifier
	// Do returns once the command is stored.
	Do(ctx context.Context, c transfer.Command) error
	// Watch passes every job and the history first, then changes, until f or ctx ends it.
	Watch(ctx context.Context, f func(transfer.Update) error) error
	// All is every job and the whole history.
	All(ctx context.Context) (transfer.Update, error)
	// Each calls see with each of them, in no order. So a long queue is never there as a whole.
	Each(ctx context.Context, see func(*transfer.Job)) error
	Transcript(ctx context.Context, id uuid.UUID) ([]bits.Note, error)
	// Pins are the certificates that the user trusts.
	Pins(ctx context.Context) ([]transfer.Pin, error)
	// Servers are the cards of servers, and what these have taught.
	Servers(ctx context.Context) (Servers, error)
	// Proxy is the setting for proxies. SetProxy changes it, and tries again what may have failed by the old one.
	Proxy(ctx context.Context) (cards.Proxy, error)
	SetProxy(ctx context.Context, c cards.Proxy) error
	// Diagnostics is a report for whoever helps, without secrets.
	Diagnostics(ctx context.Context) (string, error)
	// Raise shows the window and opens its add sheet with the files. It fails with ErrNoWindow without one,
	// and with ErrOwnerGone if the owner is ending: then it has not taken the files.
	Raise(ctx context.Context, paths []string) error
	// SignIn takes an account and resumes the jobs that waited for it. kept reports whether the system's keyring
	// stored it.
	SignIn(ctx context.Context, s SignIn) (kept bool, err error)
	// SignOut removes an account; was reports whether there was one.
	SignOut(ctx context.Context, place string) (was bool, err error)
	// Accounts lists the accounts, without passwords. It may ask the keyring.
	Accounts(ctx context.Context) ([]AccountInfo, error)
	// GiveCertificate takes a certificate of this computer for a server that asks for one, and resumes the jobs that
	// waited for it. kept reports whether the system's keyring stored its passphrase.
	GiveCertificate(ctx context.Context, c list.OwnCertificate) (kept bool, err error)
	// TakeCertificate removes the one of a place; was reports whether there was one.
	TakeCertificate(ctx context.Context, place string) (was bool, err error)
	// Certificates are those of this computer.
	Certificates(ctx context.Context) ([]identity.Identity, error)
	// Start makes the queue transfer. It does nothing for an owner in another process.
	Start(ctx context.Context) error
	// StartCancels makes the queue send cancels, and upload nothing.
	StartCancels()
	Close() error
}

// watchRest is the shortest time between two updates: each makes every watcher process every job.
const watchRest = 100 * time.Millisecond
