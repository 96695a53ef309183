package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// goTest is one call of go test for benchmarks that measure themselves.
type goTest struct{ folder, pattern, times string }

// engineBenchmarks are those of the engine, of the wire and of the list.
var engineBenchmarks = []goTest{
	{"./transfer", "Schedule|SmallFiles|ManyFragments", "1s"},
	{"./transfer/bits", "Send", "1s"},
	{"./transfer/receiver", "Fragment", "1s"},
	{"./ui/list", "Apply", "0.2s"},
}

// windowTests are the benchmarks of the real window on a virtual display.
var windowTests = []goTest{
	{"./app", "FirstFrame", "15x"},
	{"./app", "Open10000", "3x"},
	{"./app", "Scroll", "2x"},
	{"./app", "Processor", "1x"},
	{"./app", "Click", "9x"},
	{"./app", "Drop", "1x"},
}

func goBenchmarks(ctx context.Context, b *bench) error {
	return b.goTests(ctx, "Go benchmarks", engineBenchmarks, nil)
}

// budget is what a benchmark of the window must hold.
type budget struct {
	benchmark, metric string // as go test prints them
	what              string
	target            *target
}

// windowBudgets are what the window held when they were set, on two cores without a graphics card.
var windowBudgets = []budget{
	{"FirstFrame", "ratio", "first frame against an empty window of the toolkit", atMost(1.3)},
	{"Open10000", "open-ms", "10,000 rows opened, ms", atMost(1500)},
	{"Open10000", "rss-MB", "10,000 rows, memory in MB", atMost(250)},
	{"Scroll/drawn", "frames/s", "scrolling, drawn by the processor, frames/s", atLeast(20)},
	{"Scroll/no-rasteriser", "frames/s", "scrolling, not drawn, frames/s", atLeast(59)},
	{"Click", "median-ms", "click to grey row, ms", atMost(100)},
	{"Processor", "idle-%", "processor at rest, % of a core", nil},
	{"Processor", "empty-%", "processor of an empty window, % of a core", nil},
	{"Processor", "moving-%", "processor with five uploads moving, % of a core", atMost(8)},
	{"Drop/drawn", "drop-inside-ms", "2,000 things dropped, longest stall, drawn by the processor, ms", atMost(100)},
}

func windowBenchmarks(ctx context.Context, b *bench) error {
	if !has("Xvfb") {
		b.report.gap("The window: there is no Xvfb.")
		return nil
	}
	return b.goTests(ctx, "Benchmarks of the window", windowTests, windowBudgets)
}

// goTests runs benchmarks, prints them on the page, and holds them against their budgets.
func (b *bench) goTests(ctx context.Context, title string, list []goTest, budgets []budget) error {
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, t := range list {
		out, err := t.run(ctx, root)
		for line := range strings.Lines(out) {
			if strings.HasPrefix(line, "Benchmark") {
				text.WriteString(line)
			}
		}
		if err != nil {
			b.report.gap(fmt.Sprintf("%s of %s: %v", t.pattern, t.folder, err))
		}
	}
	b.report.section(title, text.String())
	for _, g := range budgets {
		b.report.figure(figure{"window", g.what, "", valuesOf(text.String(), g.benchmark, g.metric), g.target, "", nil})
	}
	return nil
}

func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("find the source: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}

func (t goTest) run(ctx context.Context, root string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "test", t.folder, "-run", "^$", "-bench", t.pattern, "-benchtime", t.times, "-timeout", "10m")
	cmd.Dir = root
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // go test then ends the tests, too
	cmd.WaitDelay = endTime
	cmd.Stderr = os.Stderr
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("go test: %w", err)
	}
	return out.String(), nil
}

// valuesOf reads a metric of a benchmark from the lines of go test, in the format of the standard library's
// benchmarks: name, rounds, and pairs of value and unit.
func valuesOf(text, benchmark, metric string) (values []float64) {
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || !named(fields[0], benchmark) {
			continue
		}
		for i := 2; i+1 < len(fields); i += 2 {
			if v, err := strconv.ParseFloat(fields[i], 64); err == nil && fields[i+1] == metric {
				values = append(values, v)
			}
		}
	}
	return values
}

// named reports whether a line is of a benchmark: its name may have the number of processors behind it.
func named(field, benchmark string) bool {
	name, ok := strings.CutPrefix(field, "Benchmark"+benchmark)
	if !ok {
		return false
	}
	if name == "" {
		return true
	}
	number, ok := strings.CutPrefix(name, "-")
	_, err := strconv.Atoi(number)
	return ok && err == nil
}
