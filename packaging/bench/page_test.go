package main

import (
	"strings"
	"testing"
	"time"
)

// TestPage: each figure is a line with its median, range, target and side; so is what could not be measured.
func TestPage(t *testing.T) {
	var r report
	r.figure(figure{"plain", "throughput", "x", []float64{1.1, 1.3, 1.2}, atLeast(1), "", nil})
	r.figure(figure{"limit", "mean", "%", []float64{3}, atMost(2), "a note", nil})
	r.figure(figure{"link", "first", "s", nil, atMost(2), "", nil})
	r.figure(figure{"link", "time", "s", []float64{2}, nil, "", nil})
	r.line(line{"plain", "1 GiB", "curl", []cost{{wall: 2 * time.Second, cpu: time.Second, peak: 9e6}}, 1000, "MB"})
	r.gap("the moon")
	var p strings.Builder
	r.targets(&p)
	r.costs(&p)
	(&bench{report: r, done: []string{"plain"}}).missing(&p)
	for _, want := range []string{
		"| plain | throughput | 1.20 x | 1.10 to 1.30 | 3 | ≥ 1 | better |  |\n",
		"| limit | mean (a note) | 3 % |  | 1 | ≤ 2 | worse |  |\n",
		"| link | first | - |  | 0 | ≤ 2 | not measured |  |\n",
		"| link | time | 2 s |  | 1 |  |  |  |\n",
		"| 1 GiB | curl | 2 | 500 MB/s | 1 | 0 | 9 |\n",
		"- the moon\n",
		"- limiter at 1 MB/s over 60 s: no part of this run.\n",
	} {
		if !strings.Contains(p.String(), want) {
			t.Errorf("%q is missing in\n%s", want, p.String())
		}
	}
}

const someBenchmarks = `goos: linux
BenchmarkClick 	       9	 291112233 ns/op	        39.0 median-ms	        49.0 worst-ms
BenchmarkScroll/drawn-2 	       2	5000 ns/op	        59.5 frames/s
BenchmarkScroll/no-rasteriser-2 	       2	5000 ns/op	        59.9 frames/s
BenchmarkClickAgain-2 	       2	5000 ns/op	        1.0 median-ms
PASS
`

func TestValuesOfABenchmark(t *testing.T) {
	for _, c := range []struct {
		benchmark, metric string
		want              float64 // 0 = none
	}{
		{"Click", "median-ms", 39},
		{"Click", "ns/op", 291112233},
		{"Scroll/drawn", "frames/s", 59.5},
		{"Scroll/no-rasteriser", "frames/s", 59.9},
		{"Scroll", "frames/s", 0},
		{"Click", "frames/s", 0},
	} {
		got := valuesOf(someBenchmarks, c.benchmark, c.metric)
		if c.want == 0 && len(got) > 0 || c.want != 0 && (len(got) != 1 || got[0] != c.want) {
			t.Errorf("%s of %s: %v, want %v", c.metric, c.benchmark, got, c.want)
		}
	}
}
