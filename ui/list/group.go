package list

import (
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// minFolded is the smallest size of a group that starts collapsed.
const minFolded = 21

// groupSpace is the UUID namespace for groups' rows, which have no job's ID.
var groupSpace = uuid.MustParse("0b8a2a2e-55f3-4c53-9d4c-0c6c0f7f8b11")

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

// Folded reports whether a group is collapsed: by the user's choice, else by its size.
func (m *Model) Folded(g *Group) bool {
	if folded, said := m.folds[g.key]; said {
		return folded
	}
	return len(g.Members) >= minFolded
}

// sum recomputes a group's sums from its members.
func (g *Group) sum() {
	g.stale = false
	g.Tally = Tally{all: len(g.Members)}
	g.Latest, g.sums, g.quiet = time.Time{}, Progress{}, 0
	g.server, g.first = g.Members[0].server, g.Members[0].Job
	ended := true
	for _, e := range g.Members {
		ended = ended && e.Ended()
		if e.State.Standing() == transfer.Runs {
			g.quiet = quieter(g.quiet, e.Job.Quiet, g.Tally.Active == 0)
		}
		g.add(e)
		g.Tally.add(e.Job, e.State)
	}
	g.Outcome = ""
	if ended {
		g.Outcome = g.Tally.outcome()
	}
	g.State = g.Tally.state()
	g.Cause = g.cause()
}

// cause is a member whose fault all members have that are stuck, nil if none is or their faults differ.
func (g *Group) cause() *transfer.Job {
	var first *transfer.Job
	for _, e := range g.Members {
		f := e.Job.Fault
		switch {
		case e.State.Standing() != transfer.Stuck || f == nil:
		case first == nil:
			first = e.Job
		case f.Kind != first.Fault.Kind || f.HTTP != first.Fault.HTTP || f.Code != first.Fault.Code:
			return nil
		}
	}
	return first
}

// OneCause reports whether a group waits for the user, with one cause for all of its members that are stuck.
func (g *Group) OneCause() bool { return g.Cause != nil && g.State.Standing() == transfer.Stuck }

// Covers reports whether a group's row says what is wrong with a member, so that the member's need not.
func (g *Group) Covers(e *Entry) bool { return g.OneCause() && e.State.Standing() == transfer.Stuck }

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
