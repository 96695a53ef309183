package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sendoff/transfer"
)

// changed makes a hundred updates of the jobs given, each at another place of the queue.
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

// BenchmarkApply takes 100 changes that move into a list of 10,000: of single uploads, with groups of 100,
// with groups of 2 and all in one group, and sorted by each column.
func BenchmarkApply(b *testing.B) {
	for _, tt := range []struct {
		name  string
		group int // 0 = none
	}{{"single", 0}, {"groups of 100", 100}, {"groups of 2", 2}, {"one group", 10_000}} {
		u, _ := fixture(10_000, nil)
		if tt.group > 0 {
			u, _ = groupFixture(10_000, 0, tt.group, nil)
		}
		b.Run(tt.name, func(b *testing.B) { benchApply(b, u, columnQueue) })
	}
	u, _ := groupFixture(10_000, 5000, 100, nil)
	for c := columnQueue + 1; c < columnCount; c++ {
		b.Run("by "+columnText(c), func(b *testing.B) { benchApply(b, u, c) })
	}
}

func benchApply(b *testing.B, u transfer.Update, c column) {
	m := newModel(testServers)
	m.apply(u)
	m.sortBy(c)
	if c == columnQueue {
		m.descending = false
		m.sortBy(c)
		m.sortBy(c)
	}
	there := changed(u, 1)
	back := transfer.Update{}
	for id, j := range there {
		j.Source.Size, j.Acked = j.Order+1000, j.Order%1000
		back[id] = u[id]
	}
	for i := 0; b.Loop(); i++ {
		if c := m.apply([]transfer.Update{there, back}[i%2]); !c.whole {
			b.Fatal("nothing moved")
		}
	}
}

// BenchmarkSort sorts 10,000 by name, as a click on the header does.
func BenchmarkSort(b *testing.B) {
	u, _ := groupFixture(10_000, 5000, 100, nil)
	m := newModel(testServers)
	m.apply(u)
	for b.Loop() {
		m.sortBy(columnName)
	}
}

// BenchmarkOpen makes the window, takes 10,000 uploads in and paints the first picture.
func BenchmarkOpen(b *testing.B) {
	a := test.NewTempApp(b)
	u, _ := groupFixture(10_000, 5000, 100, nil)
	for b.Loop() {
		w := NewWindow(a, &fakeHost{posted: make(chan struct{}, 1)}, Settings{Servers: testServers})
		w.win.Resize(fyne.NewSize(1280, 800))
		w.Apply(u)
		if w.win.Canvas().Capture() == nil {
			b.Fatal("no picture")
		}
		w.win.Close()
	}
}

// BenchmarkProgressOffScreen takes in what 5 uploads do that are scrolled away.
func BenchmarkProgressOffScreen(b *testing.B) {
	w, u := benchWindow(b)
	benchProgress(b, w, u, w.model.order[9000:9005])
}

func benchWindow(b *testing.B) (*Window, transfer.Update) {
	h := &fakeHost{posted: make(chan struct{}, 1)}
	w := NewWindow(test.NewTempApp(b), h, Settings{Servers: testServers})
	w.win.Resize(fyne.NewSize(1280, 800))
	u, _ := fixture(10_000, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	return w, u
}

// BenchmarkListRefresh binds all rows on the screen anew, with 10,000 in the list.
func BenchmarkListRefresh(b *testing.B) {
	w, _ := benchWindow(b)
	for b.Loop() {
		w.queue.Refresh()
	}
}

// BenchmarkProgress repaints the rows of 5 uploads in place.
func BenchmarkProgress(b *testing.B) {
	w, u := benchWindow(b)
	benchProgress(b, w, u, w.model.order[:5])
}

func benchProgress(b *testing.B, w *Window, u transfer.Update, list []*entry) {
	i := int64(0)
	next := transfer.Update{}
	for _, e := range list {
		next[e.job.ID] = u[e.job.ID]
	}
	for b.Loop() {
		i++
		for id, j := range next {
			c := *j
			c.Acked = i % 1000
			next[id] = &c
		}
		w.progress.last = time.Time{} // long ago: paint at once
		w.Apply(next)
	}
}
