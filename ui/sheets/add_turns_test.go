package sheets

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sendoff/transfer"
)

// turnBudget is the longest time a callback may hold the screen's goroutine; a longer stall is noticeable.
const turnBudget = 100 * time.Millisecond

// TestDropComesInParts: of 2,000 dropped files no callback on the screen's goroutine handles more than 500, however
// fast the walk is.
func TestDropComesInParts(t *testing.T) {
	dir := manyFiles(t)
	w := open(t, labSettings())
	w.ShowServer(0)
	turns, most := 0, 0
	w.around = func(f func()) {
		before := 0
		if w.adder.open != nil {
			before = len(w.adder.open.batch.List)
		}
		f()
		if n := len(w.adder.open.batch.List) - before; n > 0 {
			turns, most = turns+1, max(most, n)
		}
	}
	w.around(func() { w.adder.Add([]string{dir}) })
	w.drain(func() bool { return w.adder.open != nil && w.adder.open.walks == 0 })
	if len(w.adder.open.batch.List) != 2000 || most > 500 || turns < 4 {
		t.Errorf("%d files came in %d turns, %d at once", len(w.adder.open.batch.List), turns, most)
	}
}

// BenchmarkDropTurns drops 2,000 files, adds and shows them, and reports the longest callback on the screen's
// goroutine. It fails above turnBudget.
func BenchmarkDropTurns(b *testing.B) {
	dir := manyFiles(b)
	var sum, longest time.Duration
	for b.Loop() {
		one := dropOnce(b, dir)
		sum, longest = sum+one, max(longest, one)
	}
	b.ReportMetric(float64(sum.Microseconds())/1000/float64(b.N), "ms/longest-turn")
	if sum/time.Duration(b.N) > turnBudget {
		b.Errorf("the longest turns took %v on average, %v at most", sum/time.Duration(b.N), longest)
	}
}

// manyFiles makes 2,000 empty files in 20 folders.
func manyFiles(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for i := range 2000 {
		folder := filepath.Join(dir, fmt.Sprintf("folder %02d", i%20))
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("фото %04d.jpg", i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// dropOnce drops a folder, starts the found files, and returns the longest callback's duration.
func dropOnce(t testing.TB, dir string) time.Duration {
	t.Helper()
	w := open(t, labSettings())
	w.ShowServer(0)
	var longest time.Duration
	w.around = func(f func()) {
		begun := time.Now()
		f()
		longest = max(longest, time.Since(begun))
	}
	w.around(func() { w.adder.Add([]string{dir}) })
	w.drain(func() bool { return w.adder.open != nil && w.adder.open.walks == 0 })
	w.around(func() { w.adder.open.submit(transfer.Run) })
	if len(w.commands) != 1 || len(w.commands[0].Jobs) != 2000 {
		t.Fatalf("%d commands", len(w.commands))
	}
	u := transfer.Update{}
	for i := range w.commands[0].Jobs {
		u[w.commands[0].Jobs[i].ID] = &w.commands[0].Jobs[i]
	}
	w.around(func() { w.apply(u) })
	return longest
}
