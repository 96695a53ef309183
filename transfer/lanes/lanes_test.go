package lanes

import (
	"testing"
	"time"
)

// run has files arrive as fast as rate says for the number of lanes, and returns the number in the end.
func run(l *Lanes, now *time.Time, rate func(lanes int) float64, files int) int {
	for range files {
		*now = now.Add(time.Duration(float64(time.Second) / rate(l.Open())))
		l.Began(l.Open())
		l.Done(*now)
	}
	return l.Open()
}

// TestLanes: the number grows while it helps, wherever that ends.
func TestLanes(t *testing.T) {
	for name, c := range map[string]struct {
		rate func(lanes int) float64
		want int
	}{
		"a far server answers each lane by itself": {func(n int) float64 { return float64(n) * 3 }, Most},
		"a near one that is no slower with more":   {func(n int) float64 { return min(float64(n), 4) * 500 }, Most},
		"one that chokes on more than eight": {func(n int) float64 {
			if n > 8 {
				return 100
			}
			return float64(n) * 100
		}, 8},
	} {
		t.Run(name, func(t *testing.T) {
			var l Lanes
			now := time.Now()
			if n := run(&l, &now, c.rate, 2000); n != c.want {
				t.Errorf("%d lanes, want %d", n, c.want)
			}
		})
	}
}

// TestSlowForAnotherReason: a link or a computer that becomes slow costs no lanes.
func TestSlowForAnotherReason(t *testing.T) {
	var l Lanes
	now := time.Now()
	for _, rate := range []float64{100, 50, 25, 12, 6} {
		run(&l, &now, func(n int) float64 { return rate * float64(n) }, 1000)
	}
	if l.Open() != Most {
		t.Errorf("%d lanes", l.Open())
	}
}

// TestTooLittleToDo: files that do not fill the lanes say nothing about them.
func TestTooLittleToDo(t *testing.T) {
	var l Lanes
	now := time.Now()
	for range 1000 {
		now = now.Add(time.Millisecond)
		l.Began(l.Open() - 1)
		l.Done(now)
	}
	if l.Open() != first {
		t.Errorf("%d lanes", l.Open())
	}
}

// TestTurnedAway: a server that turns connections away gets half as many, once for each crowd, and the number that
// was too many only after a while.
func TestTurnedAway(t *testing.T) {
	l := Of(Most)
	now := time.Now()
	for range Most {
		l.Refused(now)
	}
	if l.Open() != Most/2 {
		t.Fatalf("%d lanes after one crowd", l.Open())
	}
	faster := func(n int) float64 { return float64(n) * 100 }
	if n := run(&l, &now, faster, 500); n >= Most {
		t.Errorf("%d lanes again at once", n)
	}
	now = now.Add(crowdedFor)
	if n := run(&l, &now, faster, 1000); n != Most {
		t.Errorf("%d lanes after a while", n)
	}
	for range 10 {
		l.until = time.Time{}
		l.Refused(now)
	}
	if l.Open() != 1 {
		t.Errorf("%d lanes", l.Open())
	}
}

// TestKnownServer: what was learned is used at once, within bounds.
func TestKnownServer(t *testing.T) {
	for learned, want := range map[int]int{0: first, -3: first, 1: 1, 12: 12, 99: Most} {
		if l := Of(learned); l.Open() != want {
			t.Errorf("%d lanes for %d, want %d", l.Open(), learned, want)
		}
	}
}
