package ui

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strings"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// column is what the list is sorted by.
type column int

const (
	columnQueue column = iota // as the uploads will run, and the history with the newest first
	columnName
	columnSize
	columnProgress
	columnState
	columnServer
	columnCount
)

// columnKeys name the columns in the settings; a promise to later versions.
var columnKeys = [columnCount]string{"", "name", "size", "progress", "state", "server"}

// restore sorts and folds the list as it was left. A column of another version is the queue's order.
func (m *model) restore(s Settings) {
	if c := slices.Index(columnKeys[:], s.Column); c >= 0 {
		m.column, m.descending = column(c), s.Descending
	}
	maps.Copy(m.folds, s.Folds)
}

// keptFolds are the groups of the list that were collapsed or opened.
func (m *model) keptFolds() map[string]bool {
	folds := maps.Clone(m.folds)
	maps.DeleteFunc(folds, func(key string, _ bool) bool { return m.groups[key] == nil })
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
func (m *model) compare(a, b *entry) int {
	switch {
	case (a.job.Outcome != "") != (b.job.Outcome != ""):
		return compareJobs(a.job, b.job)
	case m.descending:
		a, b = b, a
	}
	return cmp.Or(m.compareColumn(a, b), compareJobs(a.job, b.job))
}

func (m *model) compareColumn(a, b *entry) int {
	switch m.column {
	case columnName:
		return strings.Compare(m.sortKey(a), m.sortKey(b))
	case columnSize:
		return cmp.Compare(a.job.Source.Size, b.job.Source.Size)
	case columnProgress:
		return cmp.Compare(words.Percent(a.job.Acked, a.job.Source.Size), words.Percent(b.job.Acked, b.job.Source.Size))
	case columnState:
		return cmp.Compare(stateRank[a.state], stateRank[b.state])
	case columnServer:
		return strings.Compare(m.sorter.again(m.destination(a)), m.sorter.again(m.destination(b)))
	case columnQueue, columnCount:
	}
	return 0
}

// name is that of the file or of the group.
func (e *entry) name() string {
	if e.face {
		return e.group.name
	}
	return e.job.Name()
}

// sortKey is what a name sorts by. It is made when it is first asked for.
func (m *model) sortKey(e *entry) string {
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

// sortBy sorts the list by a column; the same column again turns the direction around.
func (m *model) sortBy(c column) {
	m.descending = m.column == c && !m.descending
	m.column = c
	slices.SortFunc(m.order, m.compare)
	m.show()
}

// reorder takes the moved entries out of the order and merges dirty, the living ones among them, back
// in. It costs one pass over the list, however many there are.
func (m *model) reorder(dirty []*entry) {
	slices.SortFunc(dirty, m.compare)
	m.order = slices.DeleteFunc(m.order, func(e *entry) bool { return e.moved })
	merged := make([]*entry, 0, len(m.order)+len(dirty))
	rest := m.order
	for _, e := range dirty {
		at, _ := slices.BinarySearchFunc(rest, e, m.compare)
		merged = append(append(merged, rest[:at]...), e)
		rest = rest[at:]
		e.moved = false
	}
	m.order = append(merged, rest...)
}
