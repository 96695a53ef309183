package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
)

// BenchmarkOpen makes the window, adds 10,000 uploads and paints the first frame.
func BenchmarkOpen(b *testing.B) {
	a := test.NewTempApp(b)
	u, _ := listtest.Grouped(10_000, 5000, 100, nil)
	for b.Loop() {
		w := NewWindow(a, &fakeHost{posted: make(chan struct{}, 1)}, list.Settings{Servers: labServers})
		w.win.Resize(fyne.NewSize(1280, 800))
		w.Apply(u)
		if w.win.Canvas().Capture() == nil {
			b.Fatal("no picture")
		}
		w.win.Close()
	}
}

// BenchmarkProgressOffScreen applies progress of 5 uploads outside the visible part.
func BenchmarkProgressOffScreen(b *testing.B) {
	w, u := benchWindow(b)
	benchProgress(b, w, u, w.model.Order[9000:9005])
}

func benchWindow(b *testing.B) (*Window, transfer.Update) {
	h := &fakeHost{posted: make(chan struct{}, 1)}
	w := NewWindow(test.NewTempApp(b), h, list.Settings{Servers: labServers})
	w.win.Resize(fyne.NewSize(1280, 800))
	u, _ := listtest.Jobs(10_000, func(_ int, j *transfer.Job) { j.Phase = transfer.Sending })
	w.Apply(u)
	return w, u
}

// BenchmarkListRefresh rebinds all visible rows, with 10,000 uploads in the list.
func BenchmarkListRefresh(b *testing.B) {
	w, _ := benchWindow(b)
	for b.Loop() {
		w.queue.Refresh()
	}
}

// BenchmarkProgress repaints the rows of 5 uploads in place.
func BenchmarkProgress(b *testing.B) {
	w, u := benchWindow(b)
	benchProgress(b, w, u, w.model.Order[:5])
}

func benchProgress(b *testing.B, w *Window, u transfer.Update, list []*list.Entry) {
	i := int64(0)
	next := transfer.Update{}
	for _, e := range list {
		next[e.Job.ID] = u[e.Job.ID]
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
