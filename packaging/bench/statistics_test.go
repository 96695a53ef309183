package main

import (
	"math"
	"slices"
	"testing"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{3}, 3},
		{[]float64{4, 1}, 2.5},
		{[]float64{9, 1, 2}, 2},
		{[]float64{4, 3, 2, 1}, 2.5},
	} {
		before := slices.Clone(c.values)
		if got := median(c.values); got != c.want {
			t.Errorf("median of %v is %v, want %v", c.values, got, c.want)
		}
		if !slices.Equal(before, c.values) {
			t.Errorf("%v became %v", before, c.values)
		}
	}
	if got := median(nil); !math.IsNaN(got) {
		t.Errorf("median of nothing is %v", got)
	}
}

// TestInterval: values at the ends are left out only as far as the median stays inside nine times out of ten. The
// numbers are those of the tables for the sign test.
func TestInterval(t *testing.T) {
	for n, left := range map[int]int{1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 7: 0, 8: 1, 9: 1, 10: 1, 11: 2, 20: 5} {
		var values []float64
		for i := range n {
			values = append(values, float64(n-i)) // from the largest down
		}
		low, high := interval(values)
		if low != float64(1+left) || high != float64(n-left) {
			t.Errorf("%d values: %v to %v, want %d to %d", n, low, high, 1+left, n-left)
		}
	}
}
