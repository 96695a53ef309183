package list

import (
	"github.com/google/uuid"

	"sendoff/transfer"
)

// Change says how an update changed the list on the screen.
type Change struct {
	Rows  []Row    // to repaint, at an unchanged position
	Whole bool     // rows came, went or moved
	State bool     // some row changed its state
	Found bool     // a server was found that is not remembered
	Stuck []*Entry // uploads that cannot go on and have therefore left the chosen filter
}

// Apply applies an update.
func (m *Model) Apply(u transfer.Update) Change {
	var c Change
	at, split, found := m.IndexOf(m.Cursor), m.Split, len(m.Found)
	gone, dirty := false, []*Entry(nil)
	for id, j := range u {
		switch e := m.Entries[id]; {
		case j == nil && e == nil:
		case j == nil:
			delete(m.Entries, id)
			m.leave(e)
			e.moved, gone = true, true
		case e == nil:
			e = &Entry{}
			m.Entries[id] = e
			m.set(e, j)
			e.moved = true
			dirty = append(dirty, e)
		default:
			before, was := e.State, e.filter
			if e.Group != nil {
				e.Group.stale = true
			}
			if m.set(e, j) {
				e.moved = true
				dirty = append(dirty, e)
			}
			c.State = c.State || e.State != before
			if e.State.Standing() == transfer.Stuck && m.Filter.lets(was) && !m.Filter.lets(e.filter) && (m.Server < 0 || m.Server == e.server) {
				c.Stuck = append(c.Stuck, e)
			}
			c.Rows = append(c.Rows, e)
		}
	}
	if gone || len(dirty) > 0 {
		m.reorder(dirty)
	}
	if len(m.Found) > found {
		m.placeAll()
		c.Found = true
	}
	if gone || len(dirty) > 0 || m.resum(&c) {
		m.arrange()
		c.Whole = true
		if at >= 0 {
			m.stay(at, split)
		}
	}
	m.tally()
	m.forgetSums()
	return c
}

// set gives an entry its new job and reports whether its position or visibility may have changed.
func (m *Model) set(e *Entry, j *transfer.Job) bool {
	old := *e
	e.Job, e.State = j, j.State()
	e.filter = filterOf(e.State)
	e.part = sectionOfJob(j, e.State)
	if old.Job == nil || old.Job.Target.URL != j.Target.URL || HasEnded(old.Job) && !HasEnded(j) {
		e.text = searched{}
		e.server = m.place(j)
	}
	if old.Job == nil || old.Job.Source.Path != j.Source.Path {
		e.key, e.text = "", searched{}
	}
	if old.Job == nil {
		m.join(e, j.Target.Group)
		return true
	}
	return m.compare(&old, e) != 0 || m.Filter != FilterAll && old.filter != e.filter || old.server != e.server
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

// Predict shows a command's effect until the engine's update arrives: a cancelled job must not look alive
// meanwhile. Applying the result undoes it.
func (m *Model) Predict(ids []uuid.UUID, want transfer.Want) (undo transfer.Update) {
	undo = transfer.Update{}
	guess := transfer.Update{}
	for _, id := range ids {
		if e := m.Entries[id]; e != nil && e.Job.Outcome == "" {
			j := *e.Job
			undo[id] = e.Job
			j.Want, j.Rate, j.Fault = want, 0, nil
			guess[id] = &j
		}
	}
	m.Apply(guess)
	return undo
}
