package main

import "testing"

func TestSide(t *testing.T) {
	for name, c := range map[string]struct {
		target *target
		values []float64
		want   side
	}{
		"all above a least":         {atLeast(1), []float64{1.1, 1.2, 1.01}, better},
		"all below a least":         {atLeast(1), []float64{0.9, 0.8, 0.99}, worse},
		"on both sides of it":       {atLeast(1), []float64{0.9, 1.2, 1.3}, tooNear},
		"all below a most":          {atMost(0.05), []float64{0.01, 0.04}, better},
		"all above a most":          {atMost(0.05), []float64{0.06, 0.4}, worse},
		"the bound itself, most":    {atMost(3), []float64{3}, better},
		"the bound itself, least":   {atLeast(3), []float64{3}, better},
		"one value":                 {atMost(3), []float64{4}, worse},
		"nothing":                   {atMost(3), nil, missing},
		"one outlier among nine":    {atLeast(1), []float64{2, 2, 2, 2, 0.1, 2, 2, 2, 2}, better},
		"two outliers among nine":   {atLeast(1), []float64{2, 2, 2, 2, 0.1, 2, 2, 0.1, 2}, tooNear},
		"one outlier among only 5":  {atLeast(1), []float64{2, 2, 2, 2, 0.1}, tooNear},
		"an outlier to the far end": {atLeast(1), []float64{2, 2, 2, 2, 200}, better},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.target.side(c.values); got != c.want {
				t.Errorf("%v of %v: %q, want %q", c.values, c.target, got, c.want)
			}
		})
	}
}

func TestShort(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 3: "3", 0.0512: "0.051", 1.234: "1.23", 12.34: "12.3", 123.4: "123", -1.5: "-1.50", 100_000: "100000"} {
		if got := short(v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
}
