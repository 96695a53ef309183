package list

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// Reach is how a click or a key changes the selection.
type Reach int8

// How much a click or a key selects.
const (
	ReachOne    Reach = iota // this row only
	ReachToggle              // toggles this row
	ReachTo                  // from the anchor to this row
	ReachAddTo               // the same, keeping the other rows
)

// IndexOf is an ID's index into Shown, -1 if it is not shown.
func (m *Model) IndexOf(id uuid.UUID) int {
	if id == uuid.Nil {
		return -1
	}
	return slices.IndexFunc(m.Shown, func(r Row) bool { return r.ID() == id })
}

// Pick selects with the row at i.
func (m *Model) Pick(i int, r Reach) {
	if i < 0 || i >= len(m.Shown) {
		return
	}
	id := m.Shown[i].ID()
	switch r {
	case ReachToggle:
		m.toggle(id)
		m.anchor = id
	case ReachTo, ReachAddTo:
		m.pickRange(i, r == ReachAddTo)
	case ReachOne:
		m.Selected = map[uuid.UUID]bool{id: true}
		m.anchor = id
	}
	m.Cursor = id
}

func (m *Model) toggle(id uuid.UUID) {
	if m.Selected[id] {
		delete(m.Selected, id)
		return
	}
	m.Selected[id] = true
}

func (m *Model) pickRange(i int, keep bool) {
	from := m.IndexOf(m.anchor)
	if from < 0 {
		from = i
		m.anchor = m.Shown[i].ID()
	}
	if !keep {
		m.Selected = map[uuid.UUID]bool{}
	}
	for k := min(from, i); k <= max(from, i); k++ {
		m.Selected[m.Shown[k].ID()] = true
	}
}

// PickAll selects all that is shown.
func (m *Model) PickAll() {
	m.Selected = make(map[uuid.UUID]bool, len(m.Shown))
	for _, r := range m.Shown {
		m.Selected[r.ID()] = true
	}
}

// PickNone selects nothing.
func (m *Model) PickNone() { m.Selected = map[uuid.UUID]bool{} }

// Step moves the cursor by rows, up if negative, and selects what it reaches. It returns the new index, -1 in an
// empty list.
func (m *Model) Step(by int, r Reach) int {
	if len(m.Shown) == 0 {
		return -1
	}
	at := m.IndexOf(m.Cursor)
	if at < 0 && by > 0 {
		by-- // the first key press moves to the first row, not the second
	}
	to := min(max(max(at, 0)+by, 0), len(m.Shown)-1)
	m.Pick(to, r)
	return to
}

// stay keeps the cursor's position when its upload leaves the list, or ends and moves to the history. The row that
// takes its place is not selected, since the user did not choose it. A watched upload keeps the cursor while it is
// shown; then cursor and details move to the row in its place.
func (m *Model) stay(at, split int) {
	now := m.IndexOf(m.Cursor)
	kept := now >= 0 && (at >= split || now < m.Split || m.Cursor == m.Watched)
	if len(m.Shown) == 0 || kept {
		return
	}
	left := m.Cursor
	delete(m.Selected, left)
	m.Cursor = m.Shown[min(at, len(m.Shown)-1)].ID()
	m.anchor = m.Cursor
	if left == m.Watched {
		m.Successor = m.Cursor
	}
}

// keepCursor removes hidden rows from the selection: the user must not cancel what is not visible.
func (m *Model) keepCursor(shown []Row) {
	if len(m.Selected) == 0 {
		return
	}
	kept := make(map[uuid.UUID]bool, len(m.Selected))
	for _, r := range shown {
		if id := r.ID(); m.Selected[id] {
			kept[id] = true
		}
	}
	m.Selected = kept
}

// Chosen are the selected uploads in the order of the list. A group stands for its members.
func (m *Model) Chosen() []*Entry {
	if len(m.Selected) == 0 {
		return nil
	}
	rows := make([]Row, 0, len(m.Selected))
	for _, r := range m.Shown {
		if m.Selected[r.ID()] {
			rows = append(rows, r)
		}
	}
	return m.uploads(rows)
}

// IsSelected reports whether a row is selected, itself or through its group.
func (m *Model) IsSelected(r Row) bool {
	if m.Selected[r.ID()] {
		return true
	}
	g := r.standsUnder()
	return g != nil && m.Grouped() && m.Selected[g.id]
}

// IDs are the IDs of the entries that want accepts.
func IDs(list []*Entry, want func(*transfer.Job) bool) []uuid.UUID {
	var found []uuid.UUID
	for _, e := range list {
		if want(e.Job) {
			found = append(found, e.Job.ID)
		}
	}
	return found
}

// Buttons are the enabled buttons of the toolbar, with the uploads they apply to.
type Buttons struct {
	Pause, Resume, Cancel, Retry []uuid.UUID
	All                          bool // nothing is selected: pause and resume apply to all shown
	Failed                       bool // retry applies to all that failed, not to the selection
}

// Live computes the toolbar's state. Without a selection pause and resume apply to all shown uploads, and retry to
// all failed ones; cancel never does.
func (m *Model) Live() Buttons {
	list := m.Chosen()
	b := Buttons{All: len(list) == 0}
	if b.All {
		list = m.passed
	} else {
		b.Cancel = IDs(list, CanCancel)
	}
	b.Pause, b.Resume = IDs(list, CanPause), IDs(list, CanResume)
	if !b.All {
		b.Retry = IDs(list, HasFailed)
	}
	if b.Failed = len(b.Retry) == 0; b.Failed {
		b.Retry = m.FailedIDs()
	}
	return b
}

// FailedIDs are the uploads that the Failed filter counts. One that needs the user is retried only when selected.
func (m *Model) FailedIDs() []uuid.UUID {
	return IDs(m.passed, func(j *transfer.Job) bool { return j.State() == transfer.Failed })
}

// Weighty reports whether a cancel asks first: from a number of uploads, or where more than so much time of confirmed
// sending would be lost, both set in the settings. acked are the bytes it would throw away, spent is that time.
func (m *Model) Weighty(list []uuid.UUID, s Settings) (acked int64, spent time.Duration, ask bool) {
	for _, id := range list {
		if e := m.Entries[id]; e != nil {
			acked += e.Job.Acked
			spent += sendingTime(e.Job)
		}
	}
	return acked, spent, len(list) >= cmp.Or(s.AskFrom, DefaultAskFrom) || spent > cmp.Or(s.AskTime, DefaultAskTime)
}

// sendingTime is how long the confirmed bytes of an upload took to send. Of an upload of an earlier version that is not
// known: the time since its session was opened stands for it.
func sendingTime(j *transfer.Job) time.Duration {
	if j.Sending > 0 || j.Acked == 0 {
		return j.Sending
	}
	return max(j.Heard.Sub(j.Opened), 0)
}

// Named finds the next row after the cursor, wrapping around, whose name begins with the typed text. The cursor's
// own row matches from the second letter on; repeating one letter moves on.
func (m *Model) Named(typed string) (uuid.UUID, bool) {
	typed = folded(typed)
	letters := []rune(typed)
	again := strings.Count(typed, string(letters[0])) == len(letters)
	if again {
		typed = string(letters[0])
	}
	at := m.IndexOf(m.Cursor)
	if !again {
		at--
	}
	for i := range m.Shown {
		r := m.Shown[(at+1+i+len(m.Shown))%len(m.Shown)]
		if searchedIn(r.name()).begins(typed) {
			return r.ID(), true
		}
	}
	return uuid.Nil, false
}

// Job is an upload of the list, nil if it is gone.
func (m *Model) Job(id uuid.UUID) *transfer.Job {
	if e := m.Entries[id]; e != nil {
		return e.Job
	}
	return nil
}

// Still are those uploads that a test still admits: while a question is open, uploads go on and end.
func (m *Model) Still(list []uuid.UUID, can func(*transfer.Job) bool) []uuid.UUID {
	return slices.DeleteFunc(slices.Clone(list), func(id uuid.UUID) bool {
		j := m.Job(id)
		return j == nil || !can(j)
	})
}
