package main

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// TestMeter: seconds are counted from the first byte; one in which nothing moves counts too.
func TestMeter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := new(meter)
		for _, wait := range []time.Duration{time.Minute, 999 * time.Millisecond, time.Millisecond, 2500 * time.Millisecond} {
			<-time.After(wait)
			m.count(make([]byte, 10))
		}
		if got, want := m.perSecond(9), []float64{20, 10, 0, 10}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if got := m.perSecond(2); len(got) != 2 {
			t.Errorf("got %v of two seconds", got)
		}
	})
}
