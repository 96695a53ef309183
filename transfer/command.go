package transfer

import (
	"net/url"
	"time"

	"github.com/google/uuid"
)

// Verb names what a Command asks for.
type Verb string

// The verbs.
const (
	VerbAdd      Verb = "add"      // Jobs, made by NewJob
	VerbRun      Verb = "run"      // IDs: resume what is paused, retry what failed, at once
	VerbHold     Verb = "hold"     // IDs: pause
	VerbDrop     Verb = "drop"     // IDs: cancel; of a cancel that the server refused: try it again
	VerbForget   Verb = "forget"   // IDs: remove from the history; stop trying to tell the server of a cancel
	VerbStart    Verb = "start"    // IDs: upload them again from offset 0, with the files as they are on disk
	VerbChange   Verb = "change"   // Jobs: those of the queue with these IDs get these sources and targets
	VerbMove     Verb = "move"     // IDs, Place
	VerbPriority Verb = "priority" // IDs, Priority
	VerbNow      Verb = "now"      // IDs: run them before all others, those of a lower priority make room
	VerbLimits   Verb = "limits"   // Limits
	VerbSignedIn Verb = "signedin" // At: try at once what waits for a sign-in there; that may be nothing
	VerbTrust    Verb = "trust"    // Pin: trust a certificate of a host; uploads that waited for that go on
	VerbDistrust Verb = "distrust" // Pin: take that back
)

// Command is a wish of the user. It can be sent to another process as JSON.
type Command struct {
	Verb     Verb        `json:"verb"`
	IDs      []uuid.UUID `json:"ids,omitempty"`
	Jobs     []Job       `json:"jobs,omitempty"`
	Join     bool        `json:"join,omitempty"` // of VerbAdd: what an open job does already is not added; that one goes on
	Place    Place       `json:"place,omitempty"`
	Priority Priority    `json:"priority,omitempty"`
	Limits   *Limits     `json:"limits,omitempty"`
	At       string      `json:"at,omitempty"` // of VerbSignedIn, as bits.Origin names a server or a proxy
	Pin      *Pin        `json:"pin,omitempty"`

	looked *starting // of VerbStart: what was found of its files; set by Engine.prepare
}

// against are the jobs that c does not want to be started over.
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

// Place is where VerbMove puts jobs in the queue.
type Place string

// The places.
const (
	Top    Place = "top"
	Up     Place = "up"
	Down   Place = "down"
	Bottom Place = "bottom"
)

// Limits bound the engine. The zero value of a field means its default.
type Limits struct {
	Uploads   int   `json:"uploads,omitempty"`    // at once in all, 1 to 64; default 3
	PerServer int   `json:"per_server,omitempty"` // at once for one server, 1 to 64; default 2
	Rate      int64 `json:"rate,omitempty"`       // bytes a second for all uploads together; 0 = no limit
	// History is how many outcomes are kept, 100 to 200,000; default 20,000. The oldest go first, but none of
	// a group that is still uploading.
	History     int `json:"history,omitempty"`
	HistoryDays int `json:"history_days,omitempty"` // days that outcomes are kept, 0 = whatever their age
}

// withDefaults fills in what is not set and bounds what is.
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

// NewJob makes a job for VerbAdd, with an ID of its own. target.URL must be one that CheckURL takes.
func NewJob(source Source, target Target) Job {
	return Job{ID: newID(), Source: source, Target: target, Priority: Normal, Added: time.Now().UTC()}
}

// UploadAgain makes a job that uploads what j uploaded to the same URL, from the beginning and as the
// file is on disk.
func UploadAgain(j *Job) (Job, error) {
	source, err := Stat(j.Source.Path)
	if err != nil {
		return Job{}, err
	}
	again := NewJob(source, j.Target)
	again.Priority = j.Priority
	return again, nil
}

// newID falls back to a random id only if the clock cannot be read, which uuid reports as an error.
func newID() uuid.UUID {
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.New()
	}
	return id
}

// Destination makes the URL of a file: to itself, or with the file's name appended, percent-encoded
// once, if to ends in "/". It is an *AddressError for what CheckURL refuses.
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
