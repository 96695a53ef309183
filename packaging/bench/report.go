package main

import (
	"cmp"
	"slices"
)

// figure is one measured property, with its target if it has one.
type figure struct {
	work   string // key of the work
	what   string
	unit   string
	values []float64 // one for each round
	target *target   // nil: it has none
	note   string    // what a reader must know; "" = nothing
	runs   []float64 // the median of each run, where there are several
}

// line is what one contender's runs of one work cost.
type line struct {
	work, what, contender string
	costs                 []cost
	amount                float64 // what a run moves, in unit
	unit                  string  // MB or files
}

// report collects all results.
type report struct {
	figures []figure
	lines   []line
	output  []section // of programs that measure themselves
	gaps    []string  // what could not be measured, and why
	run     int       // the present one, from 0
}

// section is a part of the page that is printed as it is.
type section struct{ title, text string }

// figure adds a figure, or what a later run has measured of it.
func (r *report) figure(f figure) {
	if len(f.values) > 0 {
		f.runs = []float64{median(f.values)}
	}
	for i := range r.figures {
		if old := &r.figures[i]; r.run > 0 && old.work == f.work && old.what == f.what {
			old.values, old.runs = append(old.values, f.values...), append(old.runs, f.runs...)
			old.note = cmp.Or(f.note, old.note)
			return
		}
	}
	r.figures = append(r.figures, f)
}

// line adds what runs of a contender have cost, or what those of a later run have.
func (r *report) line(l line) {
	for i := range r.lines {
		if old := &r.lines[i]; r.run > 0 && old.what == l.what && old.contender == l.contender {
			old.costs = append(old.costs, l.costs...)
			return
		}
	}
	r.lines = append(r.lines, l)
}

// section adds a part that is printed as it is, in place of that of an earlier run.
func (r *report) section(title, text string) {
	for i := range r.output {
		if r.output[i].title == title {
			r.output[i].text = text
			return
		}
	}
	r.output = append(r.output, section{title, text})
}

// gap says what could not be measured. Each run may say it.
func (r *report) gap(what string) {
	if !slices.Contains(r.gaps, what) {
		r.gaps = append(r.gaps, what)
	}
}

// walls are the seconds of each run.
func walls(costs []cost) []float64 {
	return each(costs, func(c cost) float64 { return c.wall.Seconds() })
}

// cpus are the processor seconds of each run's own program.
func cpus(costs []cost) []float64 {
	return each(costs, func(c cost) float64 { return c.cpu.Seconds() })
}

func serverCPUs(costs []cost) []float64 {
	return each(costs, func(c cost) float64 { return c.server.Seconds() })
}

// peaks are the most memory of each run, in MB.
func peaks(costs []cost) []float64 { return each(costs, func(c cost) float64 { return c.peak / 1e6 }) }

func each(costs []cost, of func(cost) float64) []float64 {
	list := make([]float64, 0, len(costs))
	for _, c := range costs {
		list = append(list, of(c))
	}
	return list
}
