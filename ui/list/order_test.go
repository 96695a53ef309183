package list

import (
	"slices"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
)

func TestSortByColumns(t *testing.T) {
	ended := func(i int, j *transfer.Job) {
		j.Source.Size = []int64{500, 100, 300, 200, 400, 50}[i]
		j.Acked = []int64{50, 90, 60, 0, 40, 50}[i]
		j.Source.Path = "/d/" + []string{"img_10", "img_9", "B", "a", "c", "z"}[i]
		if i == 5 {
			j.Outcome = transfer.Delivered
		}
		if i == 2 {
			j.Want = transfer.Hold
		}
		if i == 1 {
			j.Target.URL = "https://aaa.example.com/x"
		}
	}
	u, _ := listtest.Jobs(6, ended)
	m := New(testServers)
	m.Apply(u)
	for _, tt := range []struct {
		column Column
		want   []string
	}{
		{ColumnName, []string{"a", "B", "c", "img_9", "img_10", "z"}},
		{ColumnName, []string{"img_10", "img_9", "c", "B", "a", "z"}}, // the same column again reverses
		{ColumnSize, []string{"img_9", "a", "B", "c", "img_10", "z"}},
		{ColumnProgress, []string{"a", "img_10", "c", "B", "img_9", "z"}},
		{ColumnState, []string{"img_10", "img_9", "a", "c", "B", "z"}},
		{ColumnServer, []string{"img_9", "img_10", "B", "a", "c", "z"}}, // aaa.example.com before Lab drop
		{ColumnQueue, []string{"img_10", "img_9", "B", "a", "c", "z"}},
		{ColumnQueue, []string{"c", "a", "B", "img_9", "img_10", "z"}},
	} {
		m.SortBy(tt.column)
		if got := names(m); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", ColumnText(tt.column), got, tt.want)
		}
	}
}

func TestSortedListStaysSorted(t *testing.T) {
	u, id := listtest.Grouped(300, 100, 10, nil)
	m := New(testServers)
	m.Apply(u)
	for c := range ColumnCount {
		m.SortBy(c)
		for step := range 30 {
			j := *m.Entries[id[(step*37+int(c))%300]].Job
			j.Acked, j.Order, j.Phase = int64(step*31%1000), int64(step*97%300), transfer.Sending
			m.Apply(transfer.Update{j.ID: &j})
			if !slices.IsSortedFunc(m.Order, m.compareEntries) {
				t.Fatalf("%s, step %d: not sorted", ColumnText(c), step)
			}
			if n := len(m.uploads(m.Shown)); n != 300 {
				t.Fatalf("%s, step %d: %d uploads are in the list", ColumnText(c), step, n)
			}
		}
	}
}

// TestAnotherColumnBeginsAscending: only the same column again reverses the order.
func TestAnotherColumnBeginsAscending(t *testing.T) {
	m := New(nil)
	for i, step := range []struct {
		column     Column
		descending bool
	}{{ColumnName, false}, {ColumnName, true}, {ColumnSize, false}, {ColumnSize, true}, {ColumnSize, false}, {ColumnName, false}} {
		if m.SortBy(step.column); m.Descending != step.descending {
			t.Errorf("step %d: descending %t", i, m.Descending)
		}
	}
}

// TestHistoryStandsBelow: for every column and direction.
func TestHistoryStandsBelow(t *testing.T) {
	u, _ := listtest.Jobs(8, func(i int, j *transfer.Job) {
		j.Source.Size = int64(i)
		if i%3 == 0 {
			j.Outcome, j.Ended = transfer.Delivered, time.Unix(int64(i), 0)
		}
	})
	m := New(testServers)
	m.Apply(u)
	for c := range ColumnCount {
		for range 2 {
			m.SortBy(c)
			for i, r := range m.Shown {
				if ended := r.Ended(); ended != (i >= 5) || m.Split != 5 {
					t.Errorf("column %d, descending %t: row %d has ended: %t, the history begins at %d", c, m.Descending, i, ended, m.Split)
				}
			}
		}
	}
}
