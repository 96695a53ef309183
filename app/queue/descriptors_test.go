package queue

import (
	"testing"
)

// TestBudget: uploads and clients together stay below the limit, and each gets at least some.
func TestBudget(t *testing.T) {
	for _, limit := range []uint64{0, 12, 32, 48, 64, 100, 256, 1024, 20000, 1 << 20, 1<<64 - 1} {
		b := budgetOf(limit)
		if b.uploads < 1 || b.watchers < 1 || b.watchers >= b.clients || b.uploads > 64 {
			t.Errorf("of %d files: %+v", limit, b)
		}
		if open := uint64(b.uploads*uploadFiles + b.clients + ownFiles); limit >= 48 && open > limit {
			t.Errorf("of %d files %d may be open: %+v", limit, open, b)
		}
	}
}
