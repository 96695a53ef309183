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

// compareQueue puts rows into the order of the queue: what has not ended as the queue has it, then what
// has, with the newest first.
func compareQueue(a, b Row) int {
	endedA, endedB := a.Ended(), b.Ended()
	switch {
	case endedA != endedB:
		if endedA {
			return 1
		}
		return -1
	case endedA:
		idA, idB := a.ID(), b.ID()
		return cmp.Or(b.endedAt().Compare(a.endedAt()), bytes.Compare(idB[:], idA[:]))
	}
	return transfer.QueueOrder(a.lead(), b.lead())
}

// compare puts rows into the order of the list. What has ended stands below what has not, whatever the
// list is sorted by.
func (m *Model) compare(a, b Row) int {
	switch {
	case a.Ended() != b.Ended():
		return compareQueue(a, b)
	case m.Descending:
		a, b = b, a
	}
	return cmp.Or(m.compareColumn(a, b), compareQueue(a, b))
}

func (m *Model) compareEntries(a, b *Entry) int { return m.compare(a, b) }

func (m *Model) compareColumn(a, b Row) int {
	switch m.Column {
	case ColumnName:
		return strings.Compare(a.sortKey(m.sorter), b.sortKey(m.sorter))
	case ColumnSize:
		return cmp.Compare(a.Progress().Size, b.Progress().Size)
	case ColumnProgress:
		return cmp.Compare(words.Percent(a.Progress().Acked, a.Progress().Size), words.Percent(b.Progress().Acked, b.Progress().Size))
	case ColumnState:
		return cmp.Compare(stateRank[a.state()], stateRank[b.state()])
	case ColumnServer:
		return strings.Compare(m.sorter.again(m.Destination(a)), m.sorter.again(m.Destination(b)))
	case ColumnQueue, ColumnCount:
	}
	return 0
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
	slices.SortFunc(m.Order, m.compareEntries)
	m.show()
}

// reorder takes the moved entries out of the order and merges dirty, the living ones among them, back
// in. It costs one pass over the list, however many there are.
func (m *Model) reorder(dirty []*Entry) {
	slices.SortFunc(dirty, m.compareEntries)
	m.Order = slices.DeleteFunc(m.Order, func(e *Entry) bool { return e.moved })
	merged := make([]*Entry, 0, len(m.Order)+len(dirty))
	rest := m.Order
	for _, e := range dirty {
		at, _ := slices.BinarySearchFunc(rest, e, m.compareEntries)
		merged = append(append(merged, rest[:at]...), e)
		rest = rest[at:]
		e.moved = false
	}
	m.Order = append(merged, rest...)
}
