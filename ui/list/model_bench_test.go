package list

import (
	"testing"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
)

// changed makes a hundred updates of the given jobs, each at another position of the queue.
func changed(u transfer.Update, step int64) transfer.Update {
	next := transfer.Update{}
	for id, j := range u {
		c := *j
		c.Order = (j.Order*7919 + step*13) % 10_000
		next[id] = &c
		if len(next) == 100 {
			break
		}
	}
	return next
}

// BenchmarkApply applies 100 changes with moves to a list of 10,000: single uploads, groups of 100, groups of 2 and
// one group, sorted by each column.
func BenchmarkApply(b *testing.B) {
	for _, tt := range []struct {
		name  string
		group int // 0 = none
	}{{"single", 0}, {"groups of 100", 100}, {"groups of 2", 2}, {"one group", 10_000}} {
		u, _ := listtest.Jobs(10_000, nil)
		if tt.group > 0 {
			u, _ = listtest.Grouped(10_000, 0, tt.group, nil)
		}
		b.Run(tt.name, func(b *testing.B) { benchApply(b, u, ColumnQueue) })
	}
	u, _ := listtest.Grouped(10_000, 5000, 100, nil)
	for c := ColumnQueue + 1; c < ColumnCount; c++ {
		b.Run("by "+ColumnText(c), func(b *testing.B) { benchApply(b, u, c) })
	}
}

func benchApply(b *testing.B, u transfer.Update, c Column) {
	m := New(testServers)
	m.Apply(u)
	m.SortBy(c)
	if c == ColumnQueue {
		m.Descending = false
		m.SortBy(c)
		m.SortBy(c)
	}
	there := changed(u, 1)
	back := transfer.Update{}
	for id, j := range there {
		j.Source.Size, j.Acked = j.Order+1000, j.Order%1000
		back[id] = u[id]
	}
	for i := 0; b.Loop(); i++ {
		if c := m.Apply([]transfer.Update{there, back}[i%2]); !c.Whole {
			b.Fatal("nothing moved")
		}
	}
}

// BenchmarkSort sorts 10,000 by name, as a click on the header does.
func BenchmarkSort(b *testing.B) {
	u, _ := listtest.Grouped(10_000, 5000, 100, nil)
	m := New(testServers)
	m.Apply(u)
	for b.Loop() {
		m.SortBy(ColumnName)
	}
}
