package list

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// Group is what was added together: a folder, or several files. In the list it is a row of its own,
// the face, over the rows of its members.
type Group struct {
	key     string
	name    string   // of its folder, "" = several files
	size    int      // members in the whole list
	Members []*Entry // those that the chosen server lets through, in the order of the list
	Face    *Entry
	Tally   Tally
	pass    int  // of model.show that collected members
	stale   bool // a member changed: the sums must be made anew
}

// Tally counts the members of a group that the chosen server lets through.
type Tally struct {
	all, done, Active, Waiting, Retrying, NeedsYou, Failed, Paused int

	cancelling int                      // cancelled here, and the server has not answered
	ended      map[transfer.Outcome]int // all that ended without having been uploaded; nil = none
	unlisted   int                      // of all, those that the history had no room for
	Resting    int64                    // bytes that are left of what goes on only when somebody does something about it
}

// foldFrom is how many members a group has at least that begins collapsed.
const foldFrom = 21

// groupSpace makes the IDs of groups' rows, which are no jobs' IDs.
var groupSpace = uuid.MustParse("0b8a2a2e-55f3-4c53-9d4c-0c6c0f7f8b11")

// group is the group of the files that are added: more than one, or what a folder holds. It is "" for a
// single file.
func (b *Batch) group() string {
	n, nested, folder := 0, false, ""
	for _, c := range b.List {
		if !c.Ticked() {
			continue
		}
		n++
		top, _, inside := strings.Cut(c.Found.Rel, "/")
		if !inside {
			top = ""
		}
		if nested = nested || inside; n == 1 {
			folder = top
		}
		if top != folder {
			folder = ""
		}
	}
	if n < 2 && !nested {
		return ""
	}
	return transfer.NewGroupKey(folder)
}

// Regroup gives jobs that are uploaded once more groups of their own, so that they do not mix with
// those that have ended; one by itself needs none.
func Regroup(jobs []transfer.Job) {
	again := map[string]string{}
	many := map[string]int{}
	for _, j := range jobs {
		many[j.Target.Group]++
	}
	for i := range jobs {
		g := jobs[i].Target.Group
		if g == "" || many[g] < 2 {
			jobs[i].Target.Group = ""
			continue
		}
		if again[g] == "" {
			again[g] = transfer.NewGroupKey(transfer.GroupFolder(g))
		}
		jobs[i].Target.Group = again[g]
	}
}

// groupOf is the group with a key, made when it is first met; nil for no key.
func (m *Model) groupOf(key string) *Group {
	if key == "" {
		return nil
	}
	g := m.Groups[key]
	if g == nil {
		g = &Group{key: key}
		g.name = words.Plain(transfer.GroupFolder(g.key))
		g.Face = &Entry{Group: g, Face: true, Job: &transfer.Job{ID: uuid.NewSHA1(groupSpace, []byte(key))}}
		m.Groups[key] = g
		m.faces[g.Face.Job.ID] = g
	}
	return g
}

// join and leave keep the number of a group's members; a group without any is gone.
func (m *Model) join(e *Entry, key string) {
	if e.Group = m.groupOf(key); e.Group != nil {
		e.Group.size++
		e.Group.stale = true
	}
}

func (m *Model) leave(e *Entry) {
	g := e.Group
	if g == nil {
		return
	}
	e.Group, g.stale = nil, true
	if g.size--; g.size == 0 {
		delete(m.Groups, g.key)
		delete(m.faces, g.Face.Job.ID)
	}
}

// Grouped tells whether the list shows groups. Filters and the search look into them.
func (m *Model) Grouped() bool {
	return m.Filter == FilterAll && strings.TrimSpace(m.search) == ""
}

// Folded tells whether a group is collapsed: as the user left it, else by its size.
func (m *Model) Folded(g *Group) bool {
	if folded, said := m.folds[g.key]; said {
		return folded
	}
	return len(g.Members) >= foldFrom
}

// Fold collapses a group or opens it. What is selected inside gives way to the group.
func (m *Model) Fold(g *Group, folded bool) {
	m.folds[g.key] = folded
	if folded {
		inside := false
		for _, e := range g.Members {
			inside = inside || m.Selected[e.Job.ID] || m.Cursor == e.Job.ID
			delete(m.Selected, e.Job.ID)
		}
		if inside {
			m.Selected[g.Face.Job.ID] = true
			m.Cursor, m.anchor = g.Face.Job.ID, g.Face.Job.ID
		}
	}
	m.show()
}

// sum makes the face of a group anew from its members. It writes over the job of the face, which nobody
// else keeps: another one for every group and update would be the most of what an update costs.
func (g *Group) sum() {
	g.stale = false
	j := g.Face.Job
	*j = transfer.Job{ID: j.ID}
	g.Tally = Tally{all: len(g.Members)}
	g.Face.server = -1
	ended := true
	for i, e := range g.Members {
		if i == 0 {
			g.Face.server = e.server
			j.Priority, j.Order, j.Target.URL = e.Job.Priority, e.Job.Order, e.Job.Target.URL
		}
		ended = ended && e.Job.Outcome != ""
		addTo(j, e)
		g.Tally.add(e)
	}
	if ended {
		j.Outcome = g.Tally.outcome()
	}
	g.Face.State = g.Tally.state()
	g.Face.filter = filterOf(g.Face.State)
}

// addTo adds a member to the sums of its group. What was cancelled is no part of the way that is left.
func addTo(sum *transfer.Job, e *Entry) {
	j := e.Job
	if j.Ended.After(sum.Ended) {
		sum.Ended = j.Ended
	}
	cut := j.Cut[transfer.Delivered].Bytes
	sum.Source.Size += cut
	sum.Acked += cut
	sum.Sent += cut
	if e.filter == FilterCancelled {
		return
	}
	sum.Source.Size += j.Source.Size
	sum.Acked += j.Acked
	sum.Sent += max(j.Sent, j.Acked)
	sum.Rate += j.Rate
}

func (t *Tally) add(e *Entry) {
	t.addCut(e.Job.Cut)
	switch e.State.Standing() {
	case transfer.Runs:
		t.Active++
	case transfer.Waits:
		if e.State == transfer.Retrying {
			t.Retrying++
		} else {
			t.Waiting++
		}
	case transfer.Stuck:
		t.rest(e)
		if e.State == transfer.NeedsYou {
			t.NeedsYou++
		} else {
			t.Failed++
		}
	case transfer.Rests:
		t.rest(e)
		t.Paused++
	case transfer.Leaves:
		t.cancelling++
	case transfer.HasDone:
		t.done++
	case transfer.HasLeft:
		t.end(e.Job.Outcome, 1)
	}
}

func (t *Tally) rest(e *Entry) { t.Resting += e.Job.Source.Size - e.Job.Acked }

// end counts what ended without having been uploaded.
func (t *Tally) end(o transfer.Outcome, n int) {
	if t.ended == nil {
		t.ended = map[transfer.Outcome]int{}
	}
	t.ended[o] += n
}

// addCut counts what is listed no more.
func (t *Tally) addCut(cut map[transfer.Outcome]transfer.Cut) {
	for outcome, c := range cut {
		t.all += c.Jobs
		t.unlisted += c.Jobs
		if outcome == transfer.Delivered {
			t.done += c.Jobs
		} else {
			t.end(outcome, c.Jobs)
		}
	}
}

// outcome of a group whose members have all ended: the one that leaves most open, else that something was
// uploaded, else that the server confirmed.
func (t *Tally) outcome() transfer.Outcome {
	for _, o := range []transfer.Outcome{transfer.Refused, transfer.Unknown, transfer.TooLate, transfer.NotTold} {
		if t.ended[o] > 0 {
			return o
		}
	}
	if t.done > 0 {
		return transfer.Delivered
	}
	return transfer.Confirmed
}

// cancelled are the members whose cancel left nothing open.
func (t *Tally) cancelled() int {
	return t.ended[transfer.Confirmed] + t.ended[transfer.AlreadyGone] + t.ended[transfer.NeverReached]
}

// state is the one that stands for the group: the liveliest, then what waits for people.
func (t *Tally) state() transfer.State {
	switch {
	case t.Active > 0:
		return transfer.Uploading
	case t.Retrying > 0:
		return transfer.Retrying
	case t.NeedsYou > 0:
		return transfer.NeedsYou
	case t.Failed > 0:
		return transfer.Failed
	case t.Waiting > 0:
		return transfer.Waiting
	case t.Paused > 0:
		return transfer.Paused
	case t.cancelling > 0:
		return transfer.Cancelling
	}
	end := transfer.Job{Outcome: t.outcome()}
	return end.State()
}

// collect sorts what the filter, the server and the search let through into single uploads and groups
// with their members.
func (m *Model) collect() (groups []*Group) {
	m.pass++
	m.single = m.single[:0]
	for _, e := range m.passed {
		g := e.Group
		if g == nil {
			m.single = append(m.single, e)
			continue
		}
		if g.pass != m.pass {
			g.pass, g.Members = m.pass, g.Members[:0]
			groups = append(groups, g)
		}
		g.Members = append(g.Members, e)
	}
	for _, g := range groups {
		if g.stale {
			g.sum()
		}
	}
	slices.SortFunc(groups, func(a, b *Group) int { return m.compare(a.Face, b.Face) })
	return groups
}

// weave puts the groups between the single uploads.
func (m *Model) weave() {
	rest := m.passed
	if groups := m.collect(); len(groups) > 0 {
		rest = m.single
		for _, g := range groups {
			at, _ := slices.BinarySearchFunc(rest, g.Face, m.compare)
			m.Shown = append(append(m.Shown, rest[:at]...), g.Face)
			if !m.Folded(g) {
				m.Shown = append(m.Shown, g.Members...)
			}
			rest = rest[at:]
		}
	}
	m.Shown = append(m.Shown, rest...)
}

// ended tells on which side of the split an entry stands: a group's members stand with their group.
func (m *Model) ended(e *Entry) bool {
	if e.Group != nil && m.Grouped() {
		e = e.Group.Face
	}
	return e.Job.Outcome != ""
}

// resum brings the faces up to date whose members changed without moving, and tells whether one of
// them must move itself. The faces are added to the rows to be painted.
func (m *Model) resum(c *Change) (moved bool) {
	if !m.Grouped() {
		return false
	}
	for _, e := range c.Rows {
		g := e.Group
		if g == nil || !g.stale {
			continue
		}
		before, job := *g.Face, *g.Face.Job
		before.Job = &job
		g.sum()
		moved = moved || m.compare(&before, g.Face) != 0
		c.Rows = append(c.Rows, g.Face)
	}
	return moved
}
