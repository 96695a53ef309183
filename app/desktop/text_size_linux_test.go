package desktop

import (
	"testing"
)

func TestXftScale(t *testing.T) {
	for resources, want := range map[string]int{
		"": 0, "Xft.antialias:\t1\nXft.dpi:\t144\n": 150, "Xft.dpi: 96": 100, "Xft.dpi:192\nXft.hinting: 1": 200, "*dpi: 120": 125,
		"Xft.dpi: 96\nXft.dpi: 192\n": 200, "Xft.dpi: 0": 0, "Xft.dpi: many": 0, "Xft.dpi: 1e9": 0, "Xft.dpi: NaN": 0, "XTerm.dpi: 192": 0,
	} {
		if got := xftScale(resources); got != want {
			t.Errorf("%q: %d, want %d", resources, got, want)
		}
	}
}
