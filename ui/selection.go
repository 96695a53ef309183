package ui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// selection is kept by ID, because rows move.
type selection struct {
	selected map[uuid.UUID]bool
	anchor   uuid.UUID // where a range begins
	cursor   uuid.UUID // where the keyboard is
	watched  uuid.UUID // whose details are open, uuid.Nil = none
	heir     uuid.UUID // what took the place of the watched one in the list, until the details follow
}

// reach is how a click or a key changes the selection.
type reach int8

const (
	reachOne    reach = iota // this row only
	reachToggle              // this row in or out, the others as they are
	reachTo                  // from the anchor to this row
	reachAddTo               // the same, the others as they are
)

// indexOf is the place of an ID among what is shown, -1 if it is not shown.
func (m *model) indexOf(id uuid.UUID) int {
	if id == uuid.Nil {
		return -1
	}
	return slices.IndexFunc(m.shown, func(e *entry) bool { return e.job.ID == id })
}

// pick selects from the row at i on.
func (m *model) pick(i int, r reach) {
	if i < 0 || i >= len(m.shown) {
		return
	}
	id := m.shown[i].job.ID
	switch r {
	case reachToggle:
		m.toggle(id)
		m.anchor = id
	case reachTo, reachAddTo:
		m.pickRange(i, r == reachAddTo)
	case reachOne:
		m.selected = map[uuid.UUID]bool{id: true}
		m.anchor = id
	}
	m.cursor = id
}

func (m *model) toggle(id uuid.UUID) {
	if m.selected[id] {
		delete(m.selected, id)
		return
	}
	m.selected[id] = true
}

func (m *model) pickRange(i int, keep bool) {
	from := m.indexOf(m.anchor)
	if from < 0 {
		from = i
		m.anchor = m.shown[i].job.ID
	}
	if !keep {
		m.selected = map[uuid.UUID]bool{}
	}
	for k := min(from, i); k <= max(from, i); k++ {
		m.selected[m.shown[k].job.ID] = true
	}
}

func (m *model) pickAll() {
	m.selected = make(map[uuid.UUID]bool, len(m.shown))
	for _, e := range m.shown {
		m.selected[e.job.ID] = true
	}
}

func (m *model) pickNone() { m.selected = map[uuid.UUID]bool{} }

// step moves the keyboard's place by rows, up if negative, and selects what it reaches. It returns the
// new place, -1 in an empty list.
func (m *model) step(by int, r reach) int {
	if len(m.shown) == 0 {
		return -1
	}
	at := m.indexOf(m.cursor)
	if at < 0 && by > 0 {
		by-- // the first key press goes to the first row, not to the second
	}
	to := min(max(max(at, 0)+by, 0), len(m.shown)-1)
	m.pick(to, r)
	return to
}

// stay keeps the keyboard at its place when the upload there leaves the list, or ends and goes to the
// history. The one that takes its place is not selected: nobody has chosen it. An upload whose details
// are open keeps the keyboard for as long as it is shown at all; then both go to what took its place.
func (m *model) stay(at, split int) {
	now := m.indexOf(m.cursor)
	kept := now >= 0 && (at >= split || now < m.split || m.cursor == m.watched)
	if len(m.shown) == 0 || kept {
		return
	}
	left := m.cursor
	delete(m.selected, left)
	m.cursor = m.shown[min(at, len(m.shown)-1)].job.ID
	m.anchor = m.cursor
	if left == m.watched {
		m.heir = m.cursor
	}
}

// keepCursor drops from the selection what is no longer shown: nobody wants to cancel what he cannot
// see.
func (m *model) keepCursor(shown []*entry) {
	if len(m.selected) == 0 {
		return
	}
	kept := make(map[uuid.UUID]bool, len(m.selected))
	for _, e := range shown {
		if m.selected[e.job.ID] {
			kept[e.job.ID] = true
		}
	}
	m.selected = kept
}

// chosen are the selected uploads in the order of the list. A group stands for its members.
func (m *model) chosen() []*entry {
	if len(m.selected) == 0 {
		return nil
	}
	rows := make([]*entry, 0, len(m.selected))
	for _, e := range m.shown {
		if m.selected[e.job.ID] {
			rows = append(rows, e)
		}
	}
	return m.uploads(rows)
}

// isSelected tells whether a row is selected, by itself or with its group.
func (m *model) isSelected(e *entry) bool {
	if m.selected[e.job.ID] {
		return true
	}
	return e.group != nil && m.grouped() && m.selected[e.group.face.job.ID]
}

// ids collects the IDs of those entries that want says yes to.
func ids(list []*entry, want func(*transfer.Job) bool) []uuid.UUID {
	var found []uuid.UUID
	for _, e := range list {
		if want(e.job) {
			found = append(found, e.job.ID)
		}
	}
	return found
}

// What can be done with a job.

// buttons are which of the toolbar's are live, and for whom.
type buttons struct {
	pause, resume, cancel, retry []uuid.UUID
	all                          bool // nothing is selected: pause and resume mean everything shown
	failed                       bool // retry means all that failed, and not what is selected
}

// live works out the toolbar. With nothing selected pause and resume mean all that is shown, and
// retry all that failed; cancel never does.
func (m *model) live() buttons {
	list := m.chosen()
	b := buttons{all: len(list) == 0}
	if b.all {
		list = m.passed
	} else {
		b.cancel = ids(list, canCancel)
	}
	b.pause, b.resume = ids(list, canPause), ids(list, canResume)
	if !b.all {
		b.retry = ids(list, hasFailed)
	}
	if b.failed = len(b.retry) == 0; b.failed {
		b.retry = m.failedIDs()
	}
	return b
}

// failedIDs are as many as the filter of what failed counts: an upload that needs somebody is retried only
// when it is meant.
func (m *model) failedIDs() []uuid.UUID {
	return ids(m.passed, func(j *transfer.Job) bool { return j.State() == transfer.Failed })
}

// weighty tells whether cancelling asks first: from a number of uploads or of bytes acknowledged on,
// which the settings name. acked is what would be thrown away.
func (m *model) weighty(list []uuid.UUID, s Settings) (acked int64, ask bool) {
	for _, id := range list {
		if e := m.entries[id]; e != nil {
			acked += e.job.Acked
		}
	}
	return acked, len(list) >= cmp.Or(s.AskFrom, defaultAskFrom) || acked >= cmp.Or(s.AskBytes, defaultAskBytes)
}

// named finds the next row below the cursor, and then from the top, whose name begins with what is
// typed. The row at the cursor itself fits from the second letter on; the same letter again goes on.
func (m *model) named(typed string) (uuid.UUID, bool) {
	typed = folded(typed)
	letters := []rune(typed)
	again := strings.Count(typed, string(letters[0])) == len(letters)
	if again {
		typed = string(letters[0])
	}
	at := m.indexOf(m.cursor)
	if !again {
		at--
	}
	for i := range m.shown {
		e := m.shown[(at+1+i+len(m.shown))%len(m.shown)]
		if searchedIn(e.name()).begins(typed) {
			return e.job.ID, true
		}
	}
	return uuid.Nil, false
}
