package main

import (
	"math"
	"slices"
)

// confidence is how sure a statement about a median is at least, where there are rounds enough.
const confidence = 0.9

// median is the middle value, or the mean of the middle two; NaN of none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(values))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// interval is where the true median lies with the confidence above, whatever the distribution: between the k-th
// smallest and the k-th largest value. With fewer than five values it is their whole range and less sure.
func interval(values []float64) (low, high float64) {
	if len(values) == 0 {
		return math.NaN(), math.NaN()
	}
	s := slices.Sorted(slices.Values(values))
	k := outliers(len(s))
	return s[k], s[len(s)-1-k]
}

// outliers is how many of n values may be left out at each end: that few lie on one side of the true median as rarely
// as that many coins show heads.
func outliers(n int) (k int) {
	below := math.Pow(0.5, float64(n)) // probability that no value is below the median
	ways := 1.0
	for k = 0; ; k++ {
		ways *= float64(n-k) / float64(k+1)
		below += ways * math.Pow(0.5, float64(n))
		if k+1 > (n-1)/2 || 1-2*below < confidence {
			return k
		}
	}
}

// ratios divides the values of each round.
func ratios(over, under []float64) []float64 {
	list := make([]float64, 0, len(over))
	for i := range min(len(over), len(under)) {
		list = append(list, over[i]/under[i])
	}
	return list
}

// extremes are the smallest and the largest value.
func extremes(values []float64) (low, high float64) { return slices.Min(values), slices.Max(values) }
