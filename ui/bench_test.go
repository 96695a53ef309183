package ui

import (
	"testing"

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

// BenchmarkApply takes 100 changes that move into a list of 10,000.
func BenchmarkApply(b *testing.B) {
	u, _ := fixture(10_000, nil)
	m := newModel(testServers)
	m.apply(u)
	there := changed(u, 1)
	back := transfer.Update{}
	for id := range there {
		back[id] = u[id]
	}
	for i := 0; b.Loop(); i++ {
		if c := m.apply([]transfer.Update{there, back}[i%2]); !c.whole {
			b.Fatal("nothing moved")
		}
	}
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
	i := int64(0)
	next := transfer.Update{}
	for _, e := range w.model.order[:5] {
		next[e.job.ID] = u[e.job.ID]
	}
	for b.Loop() {
		i++
		for id, j := range next {
			c := *j
			c.Acked = i % 1000
			next[id] = &c
		}
		w.Apply(next)
	}
}
