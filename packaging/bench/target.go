package main

import (
	"fmt"
	"slices"
	"strings"
)

// target is a bound for a figure.
type target struct {
	bound float64
	least bool // the figure must be at least the bound; else at most
}

func atLeast(bound float64) *target { return &target{bound, true} }

func atMost(bound float64) *target { return &target{bound, false} }

func (t target) String() string {
	if t.least {
		return "≥ " + short(t.bound)
	}
	return "≤ " + short(t.bound)
}

// side is where a figure is of its target.
type side string

const (
	better  side = "better"
	worse   side = "worse"
	tooNear side = "too noisy to say"
	missing side = "not measured"
)

// side tells where the median lies, as far as the values let one say.
func (t target) side(values []float64) side {
	low, high := interval(values)
	meets := func(v float64) bool { return v >= t.bound == t.least || v == t.bound }
	switch {
	case len(values) == 0:
		return missing
	case meets(low) && meets(high):
		return better
	case meets(low) || meets(high):
		return tooNear
	}
	return worse
}

// agreement tells on which side the median of each run is; "" for a single run.
func (t target) agreement(medians []float64) string {
	if len(medians) < 2 {
		return ""
	}
	sides := make([]string, 0, len(medians))
	for _, m := range medians {
		sides = append(sides, string(t.side([]float64{m})))
	}
	if len(slices.Compact(slices.Clone(sides))) == 1 {
		return "all " + sides[0]
	}
	return strings.Join(sides, ", ")
}

// short writes a number with three digits that matter.
func short(v float64) string {
	switch {
	case v >= 100 || v <= -100 || v == float64(int64(v)):
		return fmt.Sprintf("%.0f", v)
	case v >= 10 || v <= -10:
		return fmt.Sprintf("%.1f", v)
	case v >= 1 || v <= -1:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.3f", v)
}
