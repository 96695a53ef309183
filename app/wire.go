package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// The language of the control socket: the client sends one request as a line of JSON, the owner
// answers with lines of JSON, one for most requests and one after another for askWatch. Both ends
// are of one version, since an update of the program replaces both.

// maxLine bounds a line in bytes. An add of 10,000 files takes about half of it.
const maxLine = 8 << 20

// jobsPerLine bounds the jobs of one answer, so that a long history stays below maxLine.
const jobsPerLine = 500

type ask string

const (
	askHello      ask = "hello"
	askDo         ask = "do"
	askWatch      ask = "watch"
	askTranscript ask = "transcript"
	askRaise      ask = "raise"
	askQuit       ask = "quit" // the answer comes at once, the end of the connection with that of the process
	askSignIn     ask = "sign_in"
	askSignOut    ask = "sign_out"
	askPins       ask = "pins"
	askDiagnose   ask = "diagnostics"
)

type request struct {
	Ask     ask               `json:"ask"`
	Command *transfer.Command `json:"command,omitempty"` // of askDo
	Job     uuid.UUID         `json:"job,omitzero"`      // of askTranscript
	Paths   []transfer.Path   `json:"paths,omitempty"`   // of askRaise, absolute
	SignIn  *signIn           `json:"sign_in,omitempty"` // of askSignIn
	Place   string            `json:"place,omitempty"`   // of askSignOut
}

// answer is one line back. The zero value says that all went well.
type answer struct {
	Error    string      `json:"error,omitempty"`     // in the owner's language
	Known    string      `json:"known,omitempty"`     // name of the error, if it is one that the client has words for
	Kept     bool        `json:"kept,omitempty"`      // the keyring has the account, or there was one to forget
	NoWindow bool        `json:"no_window,omitempty"` // the owner has no window to raise
	Unsaved  bool        `json:"unsaved,omitempty"`   // Error says why the queue cannot be saved
	Jobs     []wireJob   `json:"jobs,omitempty"`
	Gone     []uuid.UUID `json:"gone,omitempty"`
	More     bool        `json:"more,omitempty"` // the next line belongs to the same update
	Notes    []bits.Note `json:"notes,omitempty"`

	Pins []transfer.Pin `json:"pins,omitempty"` // of askPins
	Text string         `json:"text,omitempty"` // of askDiagnose

	Practice string `json:"practice,omitempty"` // of askHello: where the practice server is or was
}

// knownErrors are those that a client says in its own language.
var knownErrors = map[string]error{
	"empty": transfer.ErrEmpty, "no_job": transfer.ErrNoJob, "unfinished": transfer.ErrUnfinished,
	"ended": transfer.ErrEnded, "overruled": transfer.ErrOverruled, "fingerprint": bits.ErrFingerprint, "version": errOtherVersion,
}

// knownAs is the name of an error that has one.
func knownAs(err error) string {
	for name, known := range knownErrors {
		if errors.Is(err, known) {
			return name
		}
	}
	return ""
}

// wireJob is a job with the fields that are not stored.
type wireJob struct {
	transfer.Job
	Phase transfer.Phase `json:"phase,omitempty"`
	Sent  int64          `json:"sent,omitempty"`
	Rate  float64        `json:"rate,omitempty"`
}

func toWire(j *transfer.Job) wireJob {
	return wireJob{Job: *j, Phase: j.Phase, Sent: j.Sent, Rate: j.Rate}
}

func (w wireJob) job() *transfer.Job {
	j := w.Job
	j.Phase, j.Sent, j.Rate = w.Phase, w.Sent, w.Rate
	return &j
}

// lines cuts an update into answers.
func lines(u transfer.Update) []answer {
	list := []answer{{}}
	for id, j := range u {
		last := &list[len(list)-1]
		if len(last.Jobs)+len(last.Gone) >= jobsPerLine {
			last.More = true
			list = append(list, answer{})
			last = &list[len(list)-1]
		}
		if j == nil {
			last.Gone = append(last.Gone, id)
		} else {
			last.Jobs = append(last.Jobs, toWire(j))
		}
	}
	return list
}

// into adds what the answer says to u.
func (a answer) into(u transfer.Update) {
	for _, w := range a.Jobs {
		u[w.ID] = w.job()
	}
	for _, id := range a.Gone {
		u[id] = nil
	}
}

// readRequest reads and checks a line. What it lets through, the engine can work with.
func readRequest(line []byte) (request, error) {
	var r request
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return request{}, strange("request is not understood: %w", err)
	}
	switch r.Ask {
	case askHello, askWatch, askTranscript, askPins, askDiagnose, askQuit:
		return r, nil
	case askSignIn:
		return r, checkSignIn(r.SignIn)
	case askSignOut:
		_, err := transfer.SignInPlace(r.Place)
		return r, err
	case askRaise:
		return r, checkPaths(r.Paths)
	case askDo:
		return r, checkCommand(r.Command)
	}
	return request{}, strange("request %q is not known", r.Ask)
}

// strange is a flaw that no request of this version has.
func strange(format string, a ...any) error {
	return fmt.Errorf("%w: %w", errOtherVersion, fmt.Errorf(format, a...))
}

func checkSignIn(s *signIn) error {
	if s == nil || s.Account.User == "" {
		return strange("the account is missing")
	}
	_, err := transfer.SignInPlace(s.Place)
	return err
}

func checkPaths(paths []transfer.Path) error {
	for _, p := range paths {
		if !filepath.IsAbs(string(p)) {
			return strange("path %q is not absolute", p)
		}
	}
	return nil
}

func checkCommand(c *transfer.Command) error {
	if c == nil {
		return strange("the command is missing")
	}
	switch c.Verb {
	case transfer.VerbAdd, transfer.VerbChange:
		return checkJobs(c.Jobs)
	case transfer.VerbLimits:
		if c.Limits == nil {
			return strange("the limits are missing")
		}
		return nil
	case transfer.VerbTrust, transfer.VerbDistrust:
		if c.Pin == nil {
			return transfer.ErrPin
		}
		return nil
	case transfer.VerbRun, transfer.VerbHold, transfer.VerbDrop, transfer.VerbForget,
		transfer.VerbStart, transfer.VerbMove, transfer.VerbPriority, transfer.VerbSignedIn:
		return nil
	}
	return strange("command %q is not known", c.Verb)
}

// checkJobs takes only jobs as NewJob makes them.
func checkJobs(jobs []transfer.Job) error {
	if len(jobs) == 0 {
		return transfer.ErrEmpty
	}
	for i := range jobs {
		j := &jobs[i]
		if j.ID == uuid.Nil || j.Source.Size < 0 || !filepath.IsAbs(j.Source.Path) {
			return strange("job %d is not complete", i+1)
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
