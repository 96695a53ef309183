package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sendoff/transfer"
)

// TestDropDoesNotFreeze: while 2,000 files are looked at, added and shown, no turn of the screen's
// goroutine takes longer than people notice. What else the computer does can make a turn late, but not
// in three rounds.
func TestDropDoesNotFreeze(t *testing.T) {
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
	var longest []time.Duration
	for range 3 {
		longest = append(longest, dropOnce(t, dir))
	}
	t.Log(longest)
	if least := slices.Min(longest); least > 100*time.Millisecond {
		t.Errorf("one turn took %v", least)
	}
}

// dropOnce drops a folder, starts what was found, and tells how long the longest turn took.
func dropOnce(t *testing.T, dir string) time.Duration {
	t.Helper()
	w, h := openTest(t, labSettings())
	w.side.chooseServer(0)
	var longest time.Duration
	h.around = func(f func()) {
		begun := time.Now()
		f()
		longest = max(longest, time.Since(begun))
	}
	h.around(func() { w.Add([]string{dir}) })
	h.drain(func() bool { return w.adding != nil && w.adding.walks == 0 })
	h.around(func() { w.adding.submit(transfer.Run) })
	if len(h.commands) != 1 || len(h.commands[0].Jobs) != 2000 {
		t.Fatalf("%d commands", len(h.commands))
	}
	u := transfer.Update{}
	for i := range h.commands[0].Jobs {
		u[h.commands[0].Jobs[i].ID] = &h.commands[0].Jobs[i]
	}
	h.around(func() { w.Apply(u) })
	return longest
}
