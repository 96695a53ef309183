package list

import (
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// Row is a line of the list. There are two kinds: an [Entry] is one upload, a [Group] stands over its members.
type Row interface {
	ID() uuid.UUID // of the upload; a group's is no upload's
	Ended() bool   // nothing more happens to it
	Progress() Progress

	name() string
	sortKey(s *sorter) string
	state() transfer.State
	endedAt() time.Time  // zero: it has not ended
	lead() *transfer.Job // whose place in the queue and whose address are the row's
	serverIndex() int    // into model.servers, -1 = none
	standsUnder() *Group // the group it is listed with, nil = alone; a group is listed with itself
}

// Progress is how far an upload is, or all members of a group together.
type Progress struct {
	Size, Acked int64
	Sent        int64   // Acked or more
	Rate        float64 // acknowledged bytes a second
}

// ID is that of the upload.
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
func (e *Entry) endedAt() time.Time    { return e.Job.Ended }
func (e *Entry) lead() *transfer.Job   { return e.Job }
func (e *Entry) serverIndex() int      { return e.server }
func (e *Entry) standsUnder() *Group   { return e.Group }

// sortKey is what the name sorts by. It is made when it is first asked for.
func (e *Entry) sortKey(s *sorter) string {
	if e.key == "" {
		e.key = s.key(e.name())
	}
	return e.key
}

// ID is made of the group's key.
func (g *Group) ID() uuid.UUID { return g.id }

// Ended reports whether all members are in the history.
func (g *Group) Ended() bool { return g.Outcome != "" }

// Progress is that of all members together. What was cancelled is no part of the way that is left.
func (g *Group) Progress() Progress { return g.sums }

func (g *Group) name() string          { return g.folder }
func (g *Group) state() transfer.State { return g.State }
func (g *Group) endedAt() time.Time    { return g.Latest }
func (g *Group) lead() *transfer.Job   { return g.first }
func (g *Group) serverIndex() int      { return g.server }
func (g *Group) standsUnder() *Group   { return g }

func (g *Group) sortKey(s *sorter) string {
	if g.sorts == "" {
		g.sorts = s.key(g.folder)
	}
	return g.sorts
}
