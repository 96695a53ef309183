package transfer

import (
	"net/url"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/cards"
	"sendoff/transfer/receipt"
	"sendoff/transfer/source"
)

// Verb names what a Command asks for.
type Verb string

// The verbs.
const (
	VerbAdd      Verb = "add"      // Jobs, made by NewJob
	VerbRun      Verb = "run"      // IDs: resume what is paused, retry what failed, at once
	VerbHold     Verb = "hold"     // IDs: pause
	VerbDrop     Verb = "drop"     // IDs: cancel; retry a cancel that the server refused
	VerbForget   Verb = "forget"   // IDs: remove from the history; give up a cancel that the server has not answered
	VerbStart    Verb = "start"    // IDs: upload again from offset 0, with the files as they are on disk
	VerbChange   Verb = "change"   // Jobs: the queued jobs with these IDs get these sources and targets
	VerbMove     Verb = "move"     // IDs, Place
	VerbPriority Verb = "priority" // IDs, Priority
	VerbNow      Verb = "now"      // IDs: run before all others; running jobs of lower priority are preempted
	VerbLimits   Verb = "limits"   // Limits
	VerbSignedIn Verb = "signedin" // At: retry at once the jobs that wait for a sign-in there, if any
	VerbShown    Verb = "shown"    // At: retry at once the jobs whose server there waits for a certificate of this computer, if any
	VerbTrust    Verb = "trust"    // Pin: trust a certificate of a host; uploads that wait for it go on
	VerbDistrust Verb = "distrust" // Pin: withdraw that
	VerbCard     Verb = "card"     // Cards: add them; with At, change the card of that name
	VerbUncard   Verb = "uncard"   // At: remove the card of that name
	VerbUnlearn  Verb = "unlearn"  // At: forget what a server has taught; At is as Target.Server
)

// verbProven keeps what a comparison with the server has shown of an upload that is done: IDs, proof. It comes from this
// process alone.
const verbProven Verb = "proven"

// Command is a wish of the user. It can be sent to another process as JSON.
type Command struct {
	Verb     Verb         `json:"verb"`
	IDs      []uuid.UUID  `json:"ids,omitempty"`
	Jobs     []Job        `json:"jobs,omitempty"`
	Join     bool         `json:"join,omitempty"` // of VerbAdd: where an open job does the same, no job is added and that one goes on
	Place    Place        `json:"place,omitempty"`
	Priority Priority     `json:"priority,omitempty"`
	Limits   *Limits      `json:"limits,omitempty"`
	At       string       `json:"at,omitempty"` // of VerbSignedIn: a server, a folder or a proxy, as SignInPlace names it; of VerbShown: a server; of the verbs of cards: see there
	Pin      *Pin         `json:"pin,omitempty"`
	Cards    []cards.Card `json:"cards,omitempty"`

	proof  *receipt.Proof // of verbProven
	looked *starting      // of VerbStart: the files found; set by Engine.prepare
}

// against returns the jobs that c keeps from being started over.
func (c *Command) against() []uuid.UUID {
	switch c.Verb { //nolint:exhaustive // the others do not mind
	case VerbHold, VerbDrop, VerbForget:
		return c.IDs
	case VerbChange:
		var ids []uuid.UUID
		for i := range c.Jobs {
			ids = append(ids, c.Jobs[i].ID)
		}
		return ids
	}
	return nil
}

// Place is where VerbMove moves jobs in the queue.
type Place string

// The places.
const (
	Top    Place = "top"
	Up     Place = "up"
	Down   Place = "down"
	Bottom Place = "bottom"
)

// Limits are the user's limits. The zero value of a field means its default.
type Limits struct {
	Uploads   int   `json:"uploads,omitempty"`    // at once in all, 1 to 64; default 3
	PerServer int   `json:"per_server,omitempty"` // at once for one server, 1 to 64; default 2
	Rate      int64 `json:"rate,omitempty"`       // bytes a second of all uploads together; 0 = no limit
	// History is how many outcomes are kept, 100 to 200,000; default 50,000. The oldest are removed first, but not
	// those of a group that is still uploading.
	History     int `json:"history,omitempty"`
	HistoryDays int `json:"history_days,omitempty"` // days that outcomes are kept, 0 = no limit
}

// withDefaults replaces unset limits by defaults and bounds the others.
func (l Limits) withDefaults() Limits {
	if l.Uploads <= 0 {
		l.Uploads = 3
	}
	if l.PerServer <= 0 {
		l.PerServer = 2
	}
	if l.History <= 0 {
		l.History = defaultHistory
	}
	return Limits{
		Uploads: min(l.Uploads, 64), PerServer: min(l.PerServer, 64), Rate: max(l.Rate, 0),
		History: min(max(l.History, minHistory), maxHistory), HistoryDays: max(l.HistoryDays, 0),
	}
}

// NewJob makes a job for VerbAdd, with a new ID. target.URL must be valid by CheckURL.
func NewJob(file source.File, target Target) Job {
	return Job{ID: newID(), Source: file, Target: target, Priority: Normal, Added: time.Now().UTC()}
}

// UploadAgain makes a job that uploads j's file to the same URL again, from offset 0 and as the file is on disk. Its
// errors are *source.Error.
func UploadAgain(j *Job) (Job, error) {
	file, err := source.Stat(j.Source.Path)
	if err != nil {
		return Job{}, err
	}
	again := NewJob(file, j.Target)
	again.Priority = j.Priority
	return again, nil
}

// newID returns a time-ordered ID, or a random one if the clock cannot be read.
func newID() uuid.UUID {
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.New()
	}
	return id
}

// Destination returns the URL of a file: to itself, or with the percent-encoded name appended if to ends in "/". Its
// errors are *AddressError.
func Destination(to, name string) (string, error) {
	u, err := CheckURL(to)
	if err != nil {
		return "", err
	}
	if u.Path[len(u.Path)-1] == '/' {
		u = &url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery}
		u = u.JoinPath(url.PathEscape(name))
	}
	if _, err := CheckURL(u.String()); err != nil {
		return "", err
	}
	return u.String(), nil
}
