package queue

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

// TestSortedIsTheOrderOfTheQueue: unfinished jobs are listed as the engine takes them, before all that are over.
func TestSortedIsTheOrderOfTheQueue(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	all, begun := Jobs{}, time.Now()
	for range 2000 {
		j := &transfer.Job{ID: uuid.New(), Priority: transfer.Priority(random.IntN(3)), Order: random.Int64N(20)}
		if random.IntN(2) == 0 {
			j.Outcome, j.Ended = transfer.Delivered, begun.Add(time.Duration(random.IntN(50)))
		}
		all[j.ID] = j
	}
	list := all.Sorted()
	open := slices.IndexFunc(list, func(j *transfer.Job) bool { return j.Outcome != "" })
	if len(list) != len(all) || open <= 0 {
		t.Fatalf("%d of %d jobs, the first one that is over at %d", len(list), len(all), open)
	}
	if !slices.IsSortedFunc(list[:open], transfer.QueueOrder) {
		t.Error("the unfinished jobs are not in the order of the queue")
	}
	if !slices.IsSortedFunc(list[open:], func(a, b *transfer.Job) int {
		return cmp.Or(cmp.Compare(a.Outcome, b.Outcome), a.Ended.Compare(b.Ended), slices.Compare(a.ID[:], b.ID[:]))
	}) {
		t.Error("the history is not sorted by its end, or has unfinished jobs")
	}
}

// TestShortest: IDs are cut as far as they still differ, to eight characters at least.
func TestShortest(t *testing.T) {
	for want, ids := range map[int][]string{
		8:  {"01234567-0000-4000-8000-000000000000", "01234568-0000-4000-8000-000000000000"},
		10: {"01234567-8000-4000-8000-000000000000", "11234567-8000-4000-8000-000000000000", "01234567-9000-4000-8000-000000000000"},
		36: {"01234567-0000-4000-8000-000000000000", "01234567-0000-4000-8000-000000000001"},
	} {
		var list []uuid.UUID
		for _, id := range ids {
			list = append(list, uuid.MustParse(id))
		}
		if got := Shortest(list); got != want {
			t.Errorf("%v: %d characters, want %d", ids, got, want)
		}
	}
	if got := Shortest(nil); got != 8 {
		t.Errorf("without any: %d", got)
	}
}
