package list

import (
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// Row is a line of the list: an [Entry], which is one upload, or a [Group] above its members.
type Row interface {
	ID() uuid.UUID // the upload's; a group's is no upload's
	Ended() bool   // it is in the history
	Progress() Progress

	name() string
	sortKey(s *sorter) string
	state() transfer.State
	endedAt() time.Time // zero: not ended
	section() Section
	lead() *transfer.Job // the job whose queue position and address stand for the row
	serverIndex() int    // index into the servers of the model, -1 = none
	standsUnder() *Group // the group it is listed with, nil = none; for a group itself
}

// Progress is how far an upload is, or a group's members together.
type Progress struct {
	Size, Acked int64
	Sent        int64   // at least Acked
	Rate        float64 // acknowledged bytes a second
}

func (p *Progress) add(q Progress) {
	p.Size += q.Size
	p.Acked += q.Acked
	p.Sent += q.Sent
	p.Rate += q.Rate
}

// Entry is a job in the list, with values computed from it. An entry is kept when its job changes. When it has left
// the list it keeps its last job, since a row of the window may still show it.
type Entry struct {
	Job    *transfer.Job
	State  transfer.State
	part   Section
	filter Filter   // the one filter besides FilterAll that shows it
	server int      // index into the servers of the model, -1 = none
	moved  bool     // must be sorted in again
	key    string   // its name's sort key; "" = not computed yet
	text   searched // its text for the search; zero = not computed yet
	Group  *Group   // the group it was added with, nil = none
}

// ID is the upload's.
func (e *Entry) ID() uuid.UUID { return e.Job.ID }

// Ended reports whether the upload is in the history.
func (e *Entry) Ended() bool { return HasEnded(e.Job) }

// Progress is how far the upload is.
func (e *Entry) Progress() Progress {
	j := e.Job
	return Progress{Size: j.Source.Size, Acked: j.Acked, Sent: max(j.Sent, j.Acked), Rate: j.Rate}
}

func (e *Entry) name() string          { return e.Job.Name() }
func (e *Entry) state() transfer.State { return e.State }
func (e *Entry) section() Section      { return e.part }
func (e *Entry) endedAt() time.Time    { return e.Job.Ended }
func (e *Entry) lead() *transfer.Job   { return e.Job }
func (e *Entry) serverIndex() int      { return e.server }
func (e *Entry) standsUnder() *Group   { return e.Group }

// sortKey is the name's sort key, computed on first use.
func (e *Entry) sortKey(s *sorter) string {
	if e.key == "" {
		e.key = s.key(e.name())
	}
	return e.key
}

// Group is a set of files added together: a folder, or several files. It has a row of its own in the list, above
// those of its members.
type Group struct {
	id     uuid.UUID
	key    string
	folder string // the folder's name, "" = several files
	sorts  string // its name's sort key; "" = not computed yet
	size   int    // members in the whole list

	Members []*Entry // members that pass the server filter, in the order of the list
	pass    int      // number of the Model.show pass that collected members
	stale   bool     // a member changed: the fields below are out of date

	State   transfer.State   // represents all members
	Outcome transfer.Outcome // likewise; "" while one of them has not ended
	Tally   Tally
	Cause   *transfer.Job // a member whose fault all have that are stuck; nil = there is none, or several
	Latest  time.Time     // when the last of them ended; zero = none has
	sums    Progress
	quiet   time.Duration // how long nothing of its running members has moved; 0 = something moves
	server  int           // of the first member
	first   *transfer.Job // of the first member
}

// ID is derived from the group's key.
func (g *Group) ID() uuid.UUID { return g.id }

// Ended reports whether all members are in the history.
func (g *Group) Ended() bool { return g.Outcome != "" }

// Progress is that of all members together. A cancelled member counts neither as done nor as remaining.
func (g *Group) Progress() Progress { return g.sums }

func (g *Group) name() string          { return g.folder }
func (g *Group) state() transfer.State { return g.State }
func (g *Group) endedAt() time.Time    { return g.Latest }
func (g *Group) section() Section {
	if g.Ended() {
		return SectionFinished
	}
	return sectionOf(g.State)
}
func (g *Group) lead() *transfer.Job { return g.first }
func (g *Group) serverIndex() int    { return g.server }
func (g *Group) standsUnder() *Group { return g }

func (g *Group) sortKey(s *sorter) string {
	if g.sorts == "" {
		g.sorts = s.key(g.folder)
	}
	return g.sorts
}
