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
	endedAt() time.Time  // zero: not ended
	lead() *transfer.Job // the job whose queue position and address stand for the row
	serverIndex() int    // index into model.servers, -1 = none
	standsUnder() *Group // the group it is listed with, nil = none; for a group itself
}

// Progress is how far an upload is, or a group's members together.
type Progress struct {
	Size, Acked int64
	Sent        int64   // at least Acked
	Rate        float64 // acknowledged bytes a second
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

// ID is derived from the group's key.
func (g *Group) ID() uuid.UUID { return g.id }

// Ended reports whether all members are in the history.
func (g *Group) Ended() bool { return g.Outcome != "" }

// Progress is that of all members together. A cancelled member counts neither as done nor as remaining.
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
