package list

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/words"
)

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
	Latest  time.Time // when the last of them ended; zero = none has
	sums    Progress
	server  int           // of the first member
	first   *transfer.Job // of the first member
}

// Tally counts a group's members that pass the server filter.
type Tally struct {
	all, done, Active, Waiting, Retrying, NeedsYou, Failed, Paused int

	cancelling int                      // cancelled here, without an answer of the server yet
	ended      map[transfer.Outcome]int // ended without being uploaded; nil = none
	unlisted   int                      // part of all: those that the history had no room for
	resting    int64                    // remaining bytes of uploads that need the user to continue
}

// minFolded is the smallest size of a group that starts collapsed.
const minFolded = 21

// groupSpace is the UUID namespace for groups' rows, which have no job's ID.
var groupSpace = uuid.MustParse("0b8a2a2e-55f3-4c53-9d4c-0c6c0f7f8b11")

// group is a key for the added files: for several of them, or for those of a folder. It is "" for a single file.
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

// Regroup gives jobs that are uploaded again new groups, so that they do not mix with those that have ended. A
// single one gets none.
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

// groupOf is the group with a key, made on first use; nil for "".
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

// join counts a new member of a group, leave one less. A group without members is removed.
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

// Grouped reports whether the list shows groups. Filters and the search show single uploads instead.
func (m *Model) Grouped() bool {
	return m.Filter == FilterAll && strings.TrimSpace(m.search) == ""
}

// Folded reports whether a group is collapsed: by the user's choice, else by its size.
func (m *Model) Folded(g *Group) bool {
	if folded, said := m.folds[g.key]; said {
		return folded
	}
	return len(g.Members) >= minFolded
}

// Fold collapses or opens a group. A selection inside a collapsed group moves to the group.
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

// sum recomputes a group's sums from its members.
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

// end counts uploads that ended without being uploaded.
func (t *Tally) end(o transfer.Outcome, n int) {
	if t.ended == nil {
		t.ended = map[transfer.Outcome]int{}
	}
	t.ended[o] += n
}

// addCut counts uploads that are no longer listed.
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

// outcome is the outcome of a group whose members have all ended: the one that leaves most open, else uploaded if
// any was, else confirmed.
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

// cancelled counts the members whose cancel left nothing open.
func (t *Tally) cancelled() int {
	return t.ended[transfer.Confirmed] + t.ended[transfer.AlreadyGone] + t.ended[transfer.NeverReached]
}

// state is the state that represents the group: the most active one, then those that wait for the user.
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

// collect sorts what filter, server and search admit into single uploads and groups with their members.
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

// weave inserts the groups among the single uploads.
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

// ended reports on which side of the split a row is: a group's members follow their group.
func (m *Model) ended(r Row) bool {
	if g := r.standsUnder(); g != nil && m.Grouped() {
		return g.Ended()
	}
	return r.Ended()
}

// resum updates the groups whose members changed without moving, and adds them to the rows to repaint. It reports
// whether a group itself must move. Groups at other servers than the chosen one wait until they are shown: which of
// their members are gone is not known yet.
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
