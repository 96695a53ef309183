package kit

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

func TestSecondHalfOfADoubleClick(t *testing.T) {
	at := func(x, y float32) *fyne.PointEvent { return &fyne.PointEvent{AbsolutePosition: fyne.NewPos(x, y)} }
	begun := time.Now()
	for name, c := range map[string]struct {
		second *fyne.PointEvent
		after  time.Duration
		want   bool
	}{
		"at once":                {at(101, 99), 100 * time.Millisecond, false},
		"as late as people are":  {at(100, 100), 499 * time.Millisecond, false},
		"a click of its own":     {at(100, 100), 500 * time.Millisecond, true},
		"elsewhere":              {at(130, 100), 100 * time.Millisecond, true},
		"elsewhere, on the left": {at(70, 100), 100 * time.Millisecond, true},
		"a key":                  {nil, 10 * time.Millisecond, true},
	} {
		var last click
		if !last.counts(at(100, 100), begun) {
			t.Fatal("the first click does not count")
		}
		if got := last.counts(c.second, begun.Add(c.after)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
