package main

import (
	"strings"
	"testing"
	"time"
)

// TestRunsMeet: later runs add to the figures and costs of the first one, and the page tells whether all runs have found
// the same side of a target.
func TestRunsMeet(t *testing.T) {
	var r report
	for run, values := range [][]float64{{1.2, 1.3, 1.4}, {1.1}, {0.9, 1.5, 1.6}} {
		r.run = run
		r.figure(figure{"plain", "throughput", "x", values, atLeast(1), "", nil})
		r.figure(figure{"link", "time", "s", []float64{float64(3 - run)}, atMost(2), "", nil})
		r.figure(figure{"limit", "mean", "%", []float64{1}, nil, "", nil})
		r.line(line{"plain", "1 GiB", "curl", []cost{{wall: time.Duration(run+1) * time.Second}}, 1000, "MB"})
		r.section("Go benchmarks", strings.Repeat("x", run+1))
		r.gap("the moon")
	}
	var p strings.Builder
	r.targets(&p)
	r.costs(&p)
	for _, want := range []string{
		"| plain | throughput | 1.30 x | 0.900 to 1.60 | 7 | ≥ 1 | too noisy to say | all better |\n",
		"| link | time | 2 s | 1 to 3 | 3 | ≤ 2 | too noisy to say | worse, better, better |\n",
		"| limit | mean | 1 % | 1 to 1 | 3 |  |  |  |\n",
		"| 1 GiB | curl | 2 (1 to 3) | 500 MB/s |",
	} {
		if !strings.Contains(p.String(), want) {
			t.Errorf("%q is missing in\n%s", want, p.String())
		}
	}
	if len(r.output) != 1 || r.output[0].text != "xxx" || len(r.gaps) != 1 {
		t.Errorf("sections %v, gaps %v", r.output, r.gaps)
	}
}

// TestTopEntries: comments and blank lines of a report of perf are no entries.
func TestTopEntries(t *testing.T) {
	const report = "# Samples: 9\n#\n\n    16.28%  [.] gcmAesEnc           -      -   \n     8.92%  [k] _copy_to_iter\n     1.00%  [k] other\n"
	if got, want := topEntries([]byte(report), 2), "16.28%  [.] gcmAesEnc\n8.92%  [k] _copy_to_iter\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
