package ranks

import "iter"

// Set is a set of things in ordered ranks. A thing stands in one rank at a time. Its rank and its order may only change
// while it is not in the set, or right before another Put of it.
type Set[T comparable] struct {
	rank    func(T) string
	compare func(a, b T) int
	place   func(T) *int32 // where a thing keeps its place in its rank, counted from 1; 0 = in no rank

	ranks map[string]*rank[T]
	empty heap[T]        // what a new rank begins with
	front heap[*rank[T]] // by the first thing of each
	size  int
}

type rank[T any] struct {
	name string
	heap[T]
	at int // in front
}

// New makes an empty set. place returns where a thing keeps its place. A thing with one place can stand in one set at
// a time.
func New[T comparable](name func(T) string, compare func(a, b T) int, place func(T) *int32) *Set[T] {
	s := &Set[T]{rank: name, compare: compare, place: place, ranks: map[string]*rank[T]{}}
	s.front = heap[*rank[T]]{
		less:  func(a, b *rank[T]) bool { return compare(a.all[0], b.all[0]) < 0 },
		moved: func(l *rank[T], at int) { l.at = at },
	}
	s.empty = heap[T]{
		less:  func(a, b T) bool { return compare(a, b) < 0 },
		moved: func(t T, at int) { *place(t) = int32(at) + 1 },
	}
	return s
}

// Len returns how many things are in the set.
func (s *Set[T]) Len() int { return s.size }

// Put adds a thing at its place in its rank. It returns the name of the rank, for Remove.
func (s *Set[T]) Put(t T) string {
	name := s.rank(t)
	l := s.ranks[name]
	if l == nil {
		l = &rank[T]{name: name, heap: s.empty}
		s.ranks[name] = l
		l.push(t)
		s.front.push(l)
	} else {
		l.push(t)
		s.front.fix(l.at)
	}
	s.size++
	return l.name // the one that is kept anyhow
}

// Remove takes a thing out of rank name, in which it was put.
func (s *Set[T]) Remove(name string, t T) {
	l, at := s.ranks[name], s.place(t)
	if l.remove(int(*at) - 1); len(l.all) > 0 {
		s.front.fix(l.at)
	} else {
		s.front.remove(l.at)
		delete(s.ranks, name)
	}
	*at = 0
	s.size--
}

// First returns the first thing of a rank; false if it is empty.
func (s *Set[T]) First(name string) (first T, ok bool) {
	l := s.ranks[name]
	if l == nil {
		return first, false
	}
	return l.all[0], true
}

// spot is a place in a rank.
type spot[T any] struct {
	rank *rank[T]
	at   int
}

// InOrder yields the things of all ranks in order. It skips the rest of a rank as soon as closed reports true for it.
// What is not reached costs nothing. The set must not change meanwhile.
func (s *Set[T]) InOrder(closed func(rank string) bool) iter.Seq[T] {
	return func(yield func(T) bool) {
		next := heap[spot[T]]{
			less:  func(a, b spot[T]) bool { return s.compare(a.rank.all[a.at], b.rank.all[b.at]) < 0 },
			moved: func(spot[T], int) {},
		}
		s.reach(&next, 0)
		for len(next.all) > 0 {
			p := next.remove(0)
			if p.at == 0 { // a rank's first stands before those of two other ranks
				s.reach(&next, 2*p.rank.at+1)
				s.reach(&next, 2*p.rank.at+2)
			}
			if closed(p.rank.name) {
				continue
			}
			if !yield(p.rank.all[p.at]) {
				return
			}
			for _, at := range []int{2*p.at + 1, 2*p.at + 2} {
				if at < len(p.rank.all) {
					next.push(spot[T]{p.rank, at})
				}
			}
		}
	}
}

// reach adds the first thing of the rank at a place in front.
func (s *Set[T]) reach(next *heap[spot[T]], at int) {
	if at < len(s.front.all) {
		next.push(spot[T]{s.front.all[at], 0})
	}
}
