package queue

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/source"
	"sendoff/ui/list"
)

// The protocol of the control channel: HTTP/1.1 with JSON bodies below /v1. The paths and methods for users of curl
// are listed in help_control.go, for "sendoff help control".

// controlVersion is the first part of every path. It changes when an older client could misread an answer.
// controlName is the socket in the queue's folder, on systems with such sockets.
const controlName = "control.sock"

const controlVersion = "/v1"

// headerControl marks each answer of a control channel, with its Sendoff's version as the value.
const headerControl = "Sendoff-Version"

// maxBody bounds a request's body in bytes. An add of 10,000 files takes about half of it.
const maxBody = 8 << 20

// jobsPerLine bounds the jobs in one line of a watch, so that a long history is sent in pieces.
const jobsPerLine = 500

// Aim is what a process does with the queue. Each includes the ones before it.
type Aim int32

// The aims, in rising order.
const (
	Look    Aim = iota // nothing is transferred
	Cancels            // cancels are sent
	Work               // the whole queue is transferred
)

// OwnerInfo describes the queue's owner.
type OwnerInfo struct {
	Version  string `json:"sendoff"`
	Works    Aim    `json:"works"`              // 0 only reads, 1 sends cancels, 2 uploads
	Practice string `json:"practice,omitempty"` // current or last address of the practice server
	Session  string `json:"session,omitempty"`  // number of the user's session with its window, where the system has such numbers
}

// problem is the body of an error answer.
type problem struct {
	Error   string `json:"error"`             // in the owner's language
	Known   string `json:"known,omitempty"`   // name of the error, if the client knows it
	Unsaved bool   `json:"unsaved,omitempty"` // Error says why the queue cannot be saved
}

// kept is the answer to a sign-in and a sign-out.
type kept struct {
	Kept bool `json:"kept"` // the keyring has the account, or there was one to remove
}

// wireUpdate is a change of the queue, one line of a watch.
type wireUpdate struct {
	Jobs transfer.Packed `json:"jobs,omitempty"`
	Gone []uuid.UUID     `json:"gone,omitempty"`
	More bool            `json:"more,omitempty"` // the next line belongs to the same update
}

// AccountInfo is an account without its password, as "accounts --json" prints it.
type AccountInfo struct {
	Place   string `json:"place"`           // as in transfer.SignInPlace
	User    string `json:"user,omitempty"`  // "" = the keyring, which has it, is locked
	Proxy   bool   `json:"proxy,omitempty"` // of a proxy, not of a server
	Keyring bool   `json:"keyring"`         // the keyring has it; else it ends with the Sendoff that has the queue
	Refused bool   `json:"refused"`         // it was not accepted, and is not tried again until it is changed
}

// place names a server or a proxy, for a sign-out.
type place struct {
	Place string `json:"place"`
}

// raised are the files for the add sheet of a window that is raised.
type raised struct {
	Paths []source.Path `json:"paths,omitempty"` // absolute
}

// wanted is what the process that wants the queue will do with it.
type wanted struct {
	Aim Aim `json:"aim"`
}

// knownErrors are those that a client puts into its own language.
var knownErrors = map[string]error{
	"empty": transfer.ErrEmpty, "no_job": transfer.ErrNoJob, "unfinished": transfer.ErrUnfinished,
	"ended": transfer.ErrEnded, "overruled": transfer.ErrOverruled, "fingerprint": bits.ErrFingerprint, "version": ErrOtherVersion,
	"no_window": ErrNoWindow, "full": ErrFull, "gone": ErrOwnerGone, "works": errWorks,
	"no_card": cards.ErrNoCard,
}

// knownAs is the name of an error in knownErrors.
func knownAs(err error) string {
	for name, known := range knownErrors {
		if errors.Is(err, known) {
			return name
		}
	}
	return ""
}

// into adds the line's content to u.
func (a wireUpdate) into(u transfer.Update) error {
	for _, id := range a.Gone {
		u[id] = nil
	}
	return a.Jobs.Each(func(j *transfer.Job) { u[j.ID] = j })
}

// badRequest is an error about a request that no client of this version sends.
func badRequest(format string, a ...any) error {
	return fmt.Errorf("%w: %w", ErrOtherVersion, fmt.Errorf(format, a...))
}

func checkSignIn(s *SignIn) error {
	if s.Account.User == "" && !s.Account.Self {
		return badRequest("the account is missing")
	}
	_, err := transfer.SignInOrigin(s.Place)
	return err
}

func checkPaths(r *raised) error {
	for _, p := range r.Paths {
		if !filepath.IsAbs(string(p)) {
			return badRequest("path %q is not absolute", p)
		}
	}
	return nil
}

func checkCommand(c *transfer.Command) error {
	switch c.Verb {
	case transfer.VerbAdd, transfer.VerbChange:
		return checkJobs(c.Jobs)
	case transfer.VerbLimits:
		if c.Limits == nil {
			return badRequest("the limits are missing")
		}
		return nil
	case transfer.VerbCard:
		for _, card := range c.Cards {
			if _, err := card.Checked(transfer.CheckURL); err != nil {
				return err
			}
		}
		return nil
	case transfer.VerbTrust, transfer.VerbDistrust:
		if c.Pin == nil {
			return transfer.ErrPin
		}
		return nil
	case transfer.VerbRun, transfer.VerbHold, transfer.VerbDrop, transfer.VerbForget,
		transfer.VerbStart, transfer.VerbMove, transfer.VerbPriority, transfer.VerbNow, transfer.VerbSignedIn, transfer.VerbShown, transfer.VerbUncard, transfer.VerbUnlearn:
		return nil
	}
	return badRequest("command %q is not known", c.Verb)
}

// checkJobs accepts only jobs as NewJob makes them.
func checkJobs(jobs []transfer.Job) error {
	if len(jobs) == 0 {
		return transfer.ErrEmpty
	}
	for i := range jobs {
		j := &jobs[i]
		if j.ID == uuid.Nil || j.Source.Size < 0 || !filepath.IsAbs(j.Source.Path) {
			return badRequest("job %d is not complete", i+1)
		}
		if _, err := transfer.CheckURL(j.Target.URL); err != nil {
			return err
		}
		if _, err := j.Target.Headers.List(); err != nil {
			return err
		}
	}
	return nil
}

func checkPlace(p *place) error {
	_, err := transfer.SignInOrigin(p.Place)
	return err
}

func checkAim(w *wanted) error {
	if w.Aim <= Look || w.Aim > Work {
		return badRequest("aim %d is not known", w.Aim)
	}
	return nil
}

// SignIn is a request to sign in, from the command line or the window.
type SignIn = list.SignIn
