package list

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// Group is what was added together: a folder, or several files. In the list it is a row of its own over the
// rows of its members.
type Group struct {
	id     uuid.UUID
	key    string
	folder string // its name, "" = several files
	sorts  string // what the name sorts by; "" = not asked for so far
	size   int    // members in the whole list

	Members []*Entry // those that the chosen server lets through, in the order of the list
	pass    int      // of model.show that collected members
	stale   bool     // a member changed: all below must be made anew

	State   transfer.State   // the one that stands for all members
	Outcome transfer.Outcome // the same, "" while one of them has not ended
	Tally   Tally
	Latest  time.Time // when the last of them ended, zero = none has
	sums    Progress
	server  int           // of the first member
	first   *transfer.Job // of the first member
}

// Tally counts the members of a group that the chosen server lets through.
type Tally struct {
	all, done, Active, Waiting, Retrying, NeedsYou, Failed, Paused int

	cancelling int                      // cancelled here, and the server has not answered
	ended      map[transfer.Outcome]int // all that ended without having been uploaded; nil = none
	unlisted   int                      // of all, those that the history had no room for
	resting    int64                    // bytes that are left of what goes on only when somebody does something about it
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
		g.folder = words.Plain(transfer.GroupFolder(key))
		g.id = uuid.NewSHA1(groupSpace, []byte(key))
		m.Groups[key] = g
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
			m.Selected[g.id] = true
			m.Cursor, m.anchor = g.id, g.id
		}
	}
	m.show()
}

// sum makes the sums of a group anew from its members.
func (g *Group) sum() {
	g.stale = false
	g.Tally = Tally{all: len(g.Members)}
	g.Latest, g.sums = time.Time{}, Progress{}
	g.server, g.first = g.Members[0].server, g.Members[0].Job
	ended := true
	for _, e := range g.Members {
		ended = ended && e.Ended()
		g.add(e)
		g.Tally.add(e)
	}
	g.Outcome = ""
	if ended {
		g.Outcome = g.Tally.outcome()
	}
	g.State = g.Tally.state()
}

// add adds a member to the sums of its group.
func (g *Group) add(e *Entry) {
	if e.Job.Ended.After(g.Latest) {
		g.Latest = e.Job.Ended
	}
	cut := e.Job.Cut[transfer.Delivered].Bytes
	g.sums.add(Progress{Size: cut, Acked: cut, Sent: cut})
	if e.filter != FilterCancelled {
		g.sums.add(e.Progress())
	}
}

func (p *Progress) add(q Progress) {
	p.Size += q.Size
	p.Acked += q.Acked
	p.Sent += q.Sent
	p.Rate += q.Rate
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

func (t *Tally) rest(e *Entry) { t.resting += e.Job.Source.Size - e.Job.Acked }

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
	slices.SortFunc(groups, func(a, b *Group) int { return m.compare(a, b) })
	return groups
}

// weave puts the groups between the single uploads.
func (m *Model) weave() {
	rest := m.passed
	if groups := m.collect(); len(groups) > 0 {
		rest = m.single
		for _, g := range groups {
			at, _ := slices.BinarySearchFunc(rest, g, func(e *Entry, g *Group) int { return m.compare(e, g) })
			m.add(rest[:at])
			m.Shown = append(m.Shown, g)
			if !m.Folded(g) {
				m.add(g.Members)
			}
			rest = rest[at:]
		}
	}
	m.add(rest)
}

// ended tells on which side of the split a row stands: a group's members stand with their group.
func (m *Model) ended(r Row) bool {
	if g := r.standsUnder(); g != nil && m.Grouped() {
		return g.Ended()
	}
	return r.Ended()
}

// resum brings the groups up to date whose members changed without moving, and tells whether one of
// them must move itself. The groups are added to the rows to be painted. Those of other servers than the
// chosen one wait until they are shown: they have not been told which of their members are gone.
func (m *Model) resum(c *Change) (moved bool) {
	if !m.Grouped() {
		return false
	}
	for _, r := range c.Rows {
		g := r.standsUnder()
		if g == nil || !g.stale || g.pass != m.pass {
			continue
		}
		before := *g
		g.sum()
		moved = moved || m.compare(&before, g) != 0
		c.Rows = append(c.Rows, g)
	}
	return moved
}
