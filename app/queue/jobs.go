package queue

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// Jobs are all known jobs, kept up to date by updates.
type Jobs map[uuid.UUID]*transfer.Job

// Apply adds an update. The first one of an owner holds every job.
func (all Jobs) Apply(u transfer.Update, first bool) {
	if first {
		clear(all)
	}
	for id, j := range u {
		if j == nil {
			delete(all, id)
		} else {
			all[id] = j
		}
	}
}

// Sorted lists unfinished jobs in the order of the queue, then the history, oldest first.
func (all Jobs) Sorted() []*transfer.Job {
	places := make([]Place, 0, len(all))
	for _, j := range all {
		if j != nil { // in an update: it is gone
			places = append(places, PlaceOf(j))
		}
	}
	slices.SortFunc(places, Place.Compare)
	list := make([]*transfer.Job, 0, len(places))
	for _, p := range places {
		list = append(list, all[p.id])
	}
	return list
}

// Shortest is the length to which IDs can be cut and still differ: 8 to 36.
func (all Jobs) Shortest() int { return Shortest(slices.Collect(maps.Keys(all))) }

// Find looks up jobs by unique prefixes of their IDs.
func (all Jobs) Find(names []string) ([]*transfer.Job, error) {
	var found []*transfer.Job
	for _, name := range names {
		j, err := all.One(name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(found, j) {
			found = append(found, j)
		}
	}
	return found, nil
}

// One finds a job by a prefix of its ID, or by its session. It fails with a NameError.
func (all Jobs) One(name string) (*transfer.Job, error) {
	prefix := strings.ToLower(strings.TrimSpace(name))
	var hits []*transfer.Job
	for _, j := range all.Sorted() {
		if prefix != "" && strings.HasPrefix(j.ID.String(), prefix) {
			hits = append(hits, j)
		}
	}
	switch len(hits) {
	case 1:
		return hits[0], nil
	case 0:
		if j, err := all.bySession(name); j != nil || err != nil {
			return j, err
		}
		return nil, misnamed(words.Tr("no job has an ID that begins with %q; sendoff list --all shows the IDs"), name)
	}
	var b strings.Builder
	for _, j := range hits[:min(len(hits), 10)] {
		fmt.Fprintf(&b, "\n  %s  %s", j.ID, NameOf(j))
	}
	if more := len(hits) - 10; more > 0 {
		fmt.Fprintf(&b, "\n  "+words.Tr("and %d more"), more)
	}
	return nil, misnamed(words.Tr("%d jobs have an ID that begins with %q; write more of it:%s"), len(hits), name, manyLines(b.String()))
}

// bySession finds the job with an open session: administrators know uploads by its GUID.
func (all Jobs) bySession(name string) (*transfer.Job, error) {
	wanted := strings.Trim(strings.TrimSpace(name), "{}")
	var hit *transfer.Job
	for _, j := range all.Sorted() {
		if j.Outcome != "" && !RefusedCancel(j) || wanted == "" || !strings.EqualFold(strings.Trim(j.Session.ID, "{}"), wanted) {
			continue
		}
		if hit != nil {
			return nil, misnamed("%s", words.Tr("several servers gave out this session; name the job instead"))
		}
		hit = j
	}
	return hit, nil
}

// NameOf is the name of a job's file, safe for a terminal.
func NameOf(j *transfer.Job) string { return words.Plain(j.Name()) }
