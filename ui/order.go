package ui

import (
	"bytes"
	"cmp"
	"slices"

	"sendoff/transfer"
)

// compareJobs puts jobs into the order of the list: what has not ended as the queue has it, then what
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
	return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.Order, b.Order), bytes.Compare(a.ID[:], b.ID[:]))
}

func compareEntries(a, b *entry) int { return compareJobs(a.job, b.job) }

// reorder takes the moved entries out of the order and merges dirty, the living ones among them, back
// in. It costs one pass over the list, however many there are.
func (m *model) reorder(dirty []*entry) {
	slices.SortFunc(dirty, compareEntries)
	m.order = slices.DeleteFunc(m.order, func(e *entry) bool { return e.moved })
	merged := make([]*entry, 0, len(m.order)+len(dirty))
	rest := m.order
	for _, e := range dirty {
		at, _ := slices.BinarySearchFunc(rest, e, compareEntries)
		merged = append(append(merged, rest[:at]...), e)
		rest = rest[at:]
		e.moved = false
	}
	m.order = append(merged, rest...)
}
