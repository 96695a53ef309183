package ranks

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

type thing struct {
	rank  string
	order int
	place int32
}

// counted is a set of things that counts how often two are compared.
func counted() (s *Set[*thing], compared *int) {
	compared = new(int)
	return New(func(t *thing) string { return t.rank }, func(a, b *thing) int {
		*compared++
		return cmp.Compare(a.order, b.order)
	}, func(t *thing) *int32 { return &t.place }), compared
}

func never(string) bool { return false }

// TestInOrder: whatever is put in and taken out, the rest comes in order, and each rank has its first.
func TestInOrder(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	s, _ := counted()
	var there []*thing
	for i := range 3000 {
		if len(there) > 0 && random.IntN(3) == 0 {
			at := random.IntN(len(there))
			s.Remove(there[at].rank, there[at])
			there = slices.Delete(there, at, at+1)
		} else {
			there = append(there, &thing{rank: fmt.Sprint(random.IntN(20)), order: random.IntN(1000)*3000 + i})
			s.Put(there[len(there)-1])
		}
		if i%100 > 0 {
			continue
		}
		want := slices.SortedFunc(slices.Values(there), func(a, b *thing) int { return cmp.Compare(a.order, b.order) })
		if got := slices.Collect(s.InOrder(never)); !slices.Equal(got, want) || s.Len() != len(want) {
			t.Fatalf("seed %d, step %d: %d things of %d, or in another order", seed, i, len(got), len(want))
		}
		for _, first := range want {
			if got, ok := s.First(first.rank); !ok || got.order > first.order {
				t.Fatalf("seed %d, step %d: %v is not the first of its rank", seed, i, got)
			}
		}
	}
}

// TestClosedRanks: nothing more comes from a rank that is closed in the middle, and all of the others.
func TestClosedRanks(t *testing.T) {
	s, _ := counted()
	for i := range 300 {
		s.Put(&thing{rank: fmt.Sprint(i % 3), order: i})
	}
	seen := map[string]int{}
	for one := range s.InOrder(func(rank string) bool { return rank == "1" && seen[rank] == 10 }) {
		seen[one.rank]++
	}
	if seen["0"] != 100 || seen["1"] != 10 || seen["2"] != 100 {
		t.Errorf("%v", seen)
	}
}

// TestEmptyRank: a rank goes with its last thing.
func TestEmptyRank(t *testing.T) {
	s, _ := counted()
	one := &thing{rank: "a"}
	s.Put(one)
	s.Remove("a", one)
	if _, ok := s.First("a"); ok || s.Len() != 0 || len(s.ranks) != 0 || one.place != 0 {
		t.Errorf("%d things, %d ranks", s.Len(), len(s.ranks))
	}
	for range s.InOrder(never) {
		t.Error("there is something")
	}
}

// TestCostDoesNotGrow: with a hundred times as much waiting, finding, adding and removing compares hardly more, in one
// rank and in as many ranks as things.
func TestCostDoesNotGrow(t *testing.T) {
	cost := func(n, perRank int) int {
		s, compared := counted()
		all := make([]*thing, n)
		for i := range all {
			all[i] = &thing{rank: fmt.Sprint(i / perRank), order: (i * 7919) % n}
			s.Put(all[i])
		}
		*compared = 0
		for one := range s.InOrder(never) {
			if one.order == 10 {
				break
			}
		}
		one := all[n/2]
		s.Remove(one.rank, one)
		s.Put(one)
		return *compared
	}
	for _, perRank := range []int{1, 100_000} {
		few, many := cost(1000, perRank), cost(100_000, perRank)
		if many > 3*few {
			t.Errorf("%d in a rank: %d comparisons among 1,000 things, %d among 100,000", perRank, few, many)
		}
	}
}
