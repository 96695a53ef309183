package list

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strings"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// Column is what the list is sorted by.
type Column int

// The columns.
const (
	ColumnQueue Column = iota // as the uploads will run, and the history with the newest first
	ColumnName
	ColumnSize
	ColumnProgress
	ColumnState
	ColumnServer
	ColumnCount
)

// ColumnKeys name the columns in the settings; a promise to later versions.
var ColumnKeys = [ColumnCount]string{"", "name", "size", "progress", "state", "server"}

// Restore sorts and folds the list as it was left. A column of another version is the queue's order.
func (m *Model) Restore(s Settings) {
	if c := slices.Index(ColumnKeys[:], s.Column); c >= 0 {
		m.Column, m.Descending = Column(c), s.Descending
	}
	maps.Copy(m.folds, s.Folds)
}

// KeptFolds are the groups of the list that were collapsed or opened.
func (m *Model) KeptFolds() map[string]bool {
	folds := maps.Clone(m.folds)
	maps.DeleteFunc(folds, func(key string, _ bool) bool { return m.Groups[key] == nil })
	return folds
}

// compareJobs puts jobs into the order of the queue: what has not ended as the queue has it, then what
// has, with the newest first.
func compareJobs(a, b *transfer.Job) int {
	endedA, endedB := a.Outcome != "", b.Outcome != ""
	switch {
	case endedA != endedB:
		if endedA {
			return 1
		}
		return -1
	case endedA:
		return cmp.Or(b.Ended.Compare(a.Ended), bytes.Compare(b.ID[:], a.ID[:]))
	}
	return transfer.QueueOrder(a, b)
}

// compare puts entries into the order of the list. What has ended stands below what has not, whatever
// the list is sorted by.
func (m *Model) compare(a, b *Entry) int {
	switch {
	case (a.Job.Outcome != "") != (b.Job.Outcome != ""):
		return compareJobs(a.Job, b.Job)
	case m.Descending:
		a, b = b, a
	}
	return cmp.Or(m.compareColumn(a, b), compareJobs(a.Job, b.Job))
}

func (m *Model) compareColumn(a, b *Entry) int {
	switch m.Column {
	case ColumnName:
		return strings.Compare(m.sortKey(a), m.sortKey(b))
	case ColumnSize:
		return cmp.Compare(a.Job.Source.Size, b.Job.Source.Size)
	case ColumnProgress:
		return cmp.Compare(words.Percent(a.Job.Acked, a.Job.Source.Size), words.Percent(b.Job.Acked, b.Job.Source.Size))
	case ColumnState:
		return cmp.Compare(stateRank[a.State], stateRank[b.State])
	case ColumnServer:
		return strings.Compare(m.sorter.again(m.Destination(a)), m.sorter.again(m.Destination(b)))
	case ColumnQueue, ColumnCount:
	}
	return 0
}

// name is that of the file or of the group.
func (e *Entry) name() string {
	if e.Face {
		return e.Group.name
	}
	return e.Job.Name()
}

// sortKey is what a name sorts by. It is made when it is first asked for.
func (m *Model) sortKey(e *Entry) string {
	if e.key == "" {
		e.key = m.sorter.key(e.name())
	}
	return e.key
}

// stateRank sorts by state: what wants people first, then what runs, then what rests.
var stateRank = map[transfer.State]int{
	transfer.NeedsYou: 0, transfer.Failed: 1, transfer.Retrying: 2, transfer.Finishing: 3,
	transfer.GettingReply: 4, transfer.Uploading: 5, transfer.Connecting: 6, transfer.Waiting: 7,
	transfer.Paused: 8, transfer.Cancelling: 9, transfer.Done: 10, transfer.Cancelled: 11,
}

// SortBy sorts the list by a column; the same column again turns the direction around.
func (m *Model) SortBy(c Column) {
	m.Descending = m.Column == c && !m.Descending
	m.Column = c
	slices.SortFunc(m.Order, m.compare)
	m.show()
}

// reorder takes the moved entries out of the order and merges dirty, the living ones among them, back
// in. It costs one pass over the list, however many there are.
func (m *Model) reorder(dirty []*Entry) {
	slices.SortFunc(dirty, m.compare)
	m.Order = slices.DeleteFunc(m.Order, func(e *Entry) bool { return e.moved })
	merged := make([]*Entry, 0, len(m.Order)+len(dirty))
	rest := m.Order
	for _, e := range dirty {
		at, _ := slices.BinarySearchFunc(rest, e, m.compare)
		merged = append(append(merged, rest[:at]...), e)
		rest = rest[at:]
		e.moved = false
	}
	m.Order = append(merged, rest...)
}
