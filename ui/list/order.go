package list

import (
	"bytes"
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// Restore restores sort order and folds from the settings. An unknown column means the queue's order.
func (m *Model) Restore(s Settings) {
	if c := slices.Index(ColumnKeys[:], s.Column); c >= 0 {
		m.Column, m.Descending = Column(c), s.Descending
	}
	maps.Copy(m.folds, s.Folds)
}

// KeptFolds are the collapsed or opened groups, for the settings.
func (m *Model) KeptFolds() map[string]bool {
	folds := maps.Clone(m.folds)
	maps.DeleteFunc(folds, func(key string, _ bool) bool { return m.Groups[key] == nil && !slices.Contains(sectionKeys[:], key) })
	return folds
}

// compareQueue sorts rows: unfinished ones in the order of the queue, then ended ones, newest first.
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

// compare sorts rows by section, and inside of one by the list's column.
func (m *Model) compare(a, b Row) int {
	switch {
	case a.section() != b.section():
		return cmp.Compare(a.section(), b.section())
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
	case ColumnSpeed:
		return cmp.Compare(a.Progress().Rate, b.Progress().Rate)
	case ColumnLeft:
		return cmp.Compare(timeLeft(a.Progress()), timeLeft(b.Progress()))
	case ColumnQueue, ColumnCount:
	}
	return 0
}

// timeLeft is the time that the rest takes, in seconds; endless where nothing moves.
func timeLeft(p Progress) float64 {
	if p.Rate < 1 {
		return math.Inf(1)
	}
	return float64(p.Size-p.Acked) / p.Rate
}

// stateRank sorts by state: first those that need the user, then running, then idle ones.
var stateRank = map[transfer.State]int{
	transfer.NeedsYou: 0, transfer.Failed: 1, transfer.Retrying: 2, transfer.Finishing: 3,
	transfer.GettingReply: 4, transfer.Uploading: 5, transfer.Connecting: 6, transfer.Waiting: 7,
	transfer.Paused: 8, transfer.Cancelling: 9, transfer.Done: 10, transfer.Cancelled: 11,
}

// reorder removes moved entries from the order and merges dirty, those that still exist, back in. It takes one pass
// over the list for any number of them.
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
