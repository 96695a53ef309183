package ui

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// group is what was added together: a folder, or several files. In the list it is a row of its own,
// the face, over the rows of its members.
type group struct {
	key     string
	name    string   // of its folder, "" = several files
	size    int      // members in the whole list
	members []*entry // those that the chosen server lets through, in the order of the list
	face    *entry
	tally   groupTally
	pass    int  // of model.show that collected members
	stale   bool // a member changed: the sums must be made anew
}

// groupTally counts the members of a group that the chosen server lets through.
type groupTally struct {
	all, done, active, waiting, retrying, needsYou, failed, paused, cancelled int

	unlisted int   // of all, those that the history had no room for
	resting  int64 // bytes that are left of what goes on only when somebody does something about it
}

// foldFrom is how many members a group has at least that begins collapsed.
const foldFrom = 21

// groupSpace makes the IDs of groups' rows, which are no jobs' IDs.
var groupSpace = uuid.MustParse("0b8a2a2e-55f3-4c53-9d4c-0c6c0f7f8b11")

// group is the group of the files that are added: more than one, or what a folder holds. It is "" for a
// single file.
func (b *batch) group() string {
	n, nested, folder := 0, false, ""
	for _, c := range b.list {
		if !c.ticked() {
			continue
		}
		n++
		top, _, inside := strings.Cut(c.found.Rel, "/")
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

// regroup gives jobs that are uploaded once more groups of their own, so that they do not mix with
// those that have ended; one by itself needs none.
func regroup(jobs []transfer.Job) {
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
func (m *model) groupOf(key string) *group {
	if key == "" {
		return nil
	}
	g := m.groups[key]
	if g == nil {
		g = &group{key: key}
		g.name = words.Plain(transfer.GroupFolder(g.key))
		g.face = &entry{group: g, face: true, job: &transfer.Job{ID: uuid.NewSHA1(groupSpace, []byte(key))}}
		m.groups[key] = g
		m.faces[g.face.job.ID] = g
	}
	return g
}

// join and leave keep the number of a group's members; a group without any is gone.
func (m *model) join(e *entry, key string) {
	if e.group = m.groupOf(key); e.group != nil {
		e.group.size++
		e.group.stale = true
	}
}

func (m *model) leave(e *entry) {
	g := e.group
	if g == nil {
		return
	}
	e.group, g.stale = nil, true
	if g.size--; g.size == 0 {
		delete(m.groups, g.key)
		delete(m.faces, g.face.job.ID)
	}
}

// grouped tells whether the list shows groups. Filters and the search look into them.
func (m *model) grouped() bool {
	return m.filter == filterAll && strings.TrimSpace(m.search) == ""
}

// folded tells whether a group is collapsed: as the user left it, else by its size.
func (m *model) folded(g *group) bool {
	if folded, said := m.folds[g.key]; said {
		return folded
	}
	return len(g.members) >= foldFrom
}

// fold collapses a group or opens it. What is selected inside gives way to the group.
func (m *model) fold(g *group, folded bool) {
	m.folds[g.key] = folded
	if folded {
		inside := false
		for _, e := range g.members {
			inside = inside || m.selected[e.job.ID] || m.cursor == e.job.ID
			delete(m.selected, e.job.ID)
		}
		if inside {
			m.selected[g.face.job.ID] = true
			m.cursor, m.anchor = g.face.job.ID, g.face.job.ID
		}
	}
	m.show()
}

// sum makes the face of a group anew from its members. It writes over the job of the face, which nobody
// else keeps: another one for every group and update would be the most of what an update costs.
func (g *group) sum() {
	g.stale = false
	j := g.face.job
	*j = transfer.Job{ID: j.ID}
	g.tally = groupTally{all: len(g.members)}
	g.face.server = -1
	ended := true
	for i, e := range g.members {
		if i == 0 {
			g.face.server = e.server
			j.Priority, j.Order, j.Target.URL = e.job.Priority, e.job.Order, e.job.Target.URL
		}
		ended = ended && e.job.Outcome != ""
		addTo(j, e)
		g.tally.add(e)
	}
	if ended {
		j.Outcome = g.tally.outcome()
	}
	g.face.state = g.tally.state()
	g.face.filter = filterOf(g.face.state)
}

// addTo adds a member to the sums of its group. What was cancelled is no part of the way that is left.
func addTo(sum *transfer.Job, e *entry) {
	j := e.job
	if j.Ended.After(sum.Ended) {
		sum.Ended = j.Ended
	}
	cut := j.Cut[transfer.Delivered].Bytes
	sum.Source.Size += cut
	sum.Acked += cut
	sum.Sent += cut
	if e.filter == filterCancelled {
		return
	}
	sum.Source.Size += j.Source.Size
	sum.Acked += j.Acked
	sum.Sent += max(j.Sent, j.Acked)
	sum.Rate += j.Rate
}

func (t *groupTally) add(e *entry) {
	t.addCut(e.job.Cut)
	if e.state == transfer.NeedsYou || e.state == transfer.Failed || e.state == transfer.Paused {
		t.resting += e.job.Source.Size - e.job.Acked
	}
	switch e.filter {
	case filterDone:
		t.done++
	case filterCancelled:
		t.cancelled++
	case filterNeedsYou:
		t.needsYou++
	case filterFailed:
		t.failed++
	case filterPaused:
		t.paused++
	case filterWaiting:
		t.waiting++
	case filterActive:
		if e.state == transfer.Retrying {
			t.retrying++
		} else {
			t.active++
		}
	default: // no state's filter
	}
}

// addCut counts what is listed no more.
func (t *groupTally) addCut(cut map[transfer.Outcome]transfer.Cut) {
	for outcome, c := range cut {
		t.all += c.Jobs
		t.unlisted += c.Jobs
		if outcome == transfer.Delivered {
			t.done += c.Jobs
		} else {
			t.cancelled += c.Jobs
		}
	}
}

// outcome of a group whose members have all ended.
func (t *groupTally) outcome() transfer.Outcome {
	if t.done > 0 {
		return transfer.Delivered
	}
	return transfer.Confirmed
}

// state is the one that stands for the group: the liveliest, then what waits for people.
func (t *groupTally) state() transfer.State {
	switch {
	case t.active > 0:
		return transfer.Uploading
	case t.retrying > 0:
		return transfer.Retrying
	case t.needsYou > 0:
		return transfer.NeedsYou
	case t.failed > 0:
		return transfer.Failed
	case t.waiting > 0:
		return transfer.Waiting
	case t.paused > 0:
		return transfer.Paused
	case t.done > 0:
		return transfer.Done
	}
	return transfer.Cancelled
}

// collect sorts what the filter, the server and the search let through into single uploads and groups
// with their members.
func (m *model) collect() (groups []*group) {
	m.pass++
	m.single = m.single[:0]
	for _, e := range m.passed {
		g := e.group
		if g == nil {
			m.single = append(m.single, e)
			continue
		}
		if g.pass != m.pass {
			g.pass, g.members = m.pass, g.members[:0]
			groups = append(groups, g)
		}
		g.members = append(g.members, e)
	}
	for _, g := range groups {
		if g.stale {
			g.sum()
		}
	}
	slices.SortFunc(groups, func(a, b *group) int { return m.compare(a.face, b.face) })
	return groups
}

// weave puts the groups between the single uploads.
func (m *model) weave() {
	rest := m.passed
	if groups := m.collect(); len(groups) > 0 {
		rest = m.single
		for _, g := range groups {
			at, _ := slices.BinarySearchFunc(rest, g.face, m.compare)
			m.shown = append(append(m.shown, rest[:at]...), g.face)
			if !m.folded(g) {
				m.shown = append(m.shown, g.members...)
			}
			rest = rest[at:]
		}
	}
	m.shown = append(m.shown, rest...)
}

// ended tells on which side of the split an entry stands: a group's members stand with their group.
func (m *model) ended(e *entry) bool {
	if e.group != nil && m.grouped() {
		e = e.group.face
	}
	return e.job.Outcome != ""
}

// resum brings the faces up to date whose members changed without moving, and tells whether one of
// them must move itself. The faces are added to the rows to be painted.
func (m *model) resum(c *change) (moved bool) {
	if !m.grouped() {
		return false
	}
	for _, e := range c.rows {
		g := e.group
		if g == nil || !g.stale {
			continue
		}
		before, job := *g.face, *g.face.job
		before.job = &job
		g.sum()
		moved = moved || m.compare(&before, g.face) != 0
		c.rows = append(c.rows, g.face)
	}
	return moved
}
