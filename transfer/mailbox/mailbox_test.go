package mailbox

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func put(b *Box[[]int], n int) bool {
	return b.Put(func(list *[]int) { *list = append(*list, n) })
}

func TestContentsAreMerged(t *testing.T) {
	b := New[[]int](0)
	for n := range 3 {
		if !put(b, n) {
			t.Fatal("an open mailbox refuses")
		}
	}
	if err := b.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, closed := b.Take(); closed || !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("took %v, closed %t", got, closed)
	}
	select {
	case <-b.Ready():
		t.Error("an empty mailbox says that it is ready")
	default:
	}
}

func TestNothingIsLostBetweenManyWritersAndOneReader(t *testing.T) {
	const writers, each = 8, 1000
	b := New[[]int](0)
	var all sync.WaitGroup
	for range writers {
		all.Go(func() { // ends with its last number
			for n := range each {
				put(b, n)
			}
		})
	}
	go func() { // ends with the writers
		all.Wait()
		b.Close()
	}()
	for sum := 0; ; {
		if err := b.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		got, closed := b.Take()
		sum += len(got)
		if closed {
			if sum != writers*each {
				t.Errorf("%d of %d arrived", sum, writers*each)
			}
			return
		}
	}
}

func TestCloseKeepsTheContents(t *testing.T) {
	b := New[[]int](0)
	put(b, 1)
	b.Close()
	if put(b, 2) {
		t.Error("a closed mailbox takes something")
	}
	for _, want := range [][]int{{1}, nil} { // no later Wait blocks
		if err := b.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, closed := b.Take(); !closed || !slices.Equal(got, want) {
			t.Errorf("took %v, closed %t; want %v", got, closed, want)
		}
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	gone := errors.New("gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(gone)
	b := New[[]int](0)
	if err := b.Wait(ctx); !errors.Is(err, gone) {
		t.Errorf("waiting in vain: %v", err)
	}
	put(b, 1)
	if err := b.Wait(ctx); err != nil {
		t.Errorf("what is there is not told: %v", err)
	}
}

// TestRestBetweenTwoWaits: the first Wait returns at once, later ones only after the rest.
func TestRestBetweenTwoWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rest = 100 * time.Millisecond
		b := New[[]int](rest)
		for i, want := range []time.Duration{0, rest, rest} {
			begun := time.Now()
			put(b, i)
			if err := b.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(begun); took != want {
				t.Errorf("visit %d after %v, want %v", i, took, want)
			}
			b.Take()
		}
	})
}

// TestNobodyRestsAtTheEnd: whoever knows that nothing follows soon, or closes the mailbox, ends the reader's rest.
func TestNobodyRestsAtTheEnd(t *testing.T) {
	for name, end := range map[string]func(*Box[[]int]){"hurry": (*Box[[]int]).Hurry, "close": (*Box[[]int]).Close} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := New[[]int](time.Hour)
				put(b, 1)
				if err := b.Wait(t.Context()); err != nil {
					t.Fatal(err)
				}
				b.Take()
				begun := time.Now()
				put(b, 2)
				time.AfterFunc(time.Second, func() { end(b) })
				if err := b.Wait(t.Context()); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(begun); took != time.Second {
					t.Errorf("rested %v", took)
				}
				if got, _ := b.Take(); !slices.Equal(got, []int{2}) {
					t.Errorf("took %v", got)
				}
			})
		})
	}
}

// TestAmend: what is amended is taken with the rest, and tells the reader nothing.
func TestAmend(t *testing.T) {
	b := New[[]int](0)
	b.Amend(func(list *[]int) { *list = append(*list, 1) })
	select {
	case <-b.Ready():
		t.Error("the reader is told")
	default:
	}
	put(b, 2)
	if got, _ := b.Take(); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("took %v", got)
	}
}
