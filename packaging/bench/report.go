package main

// figure is one measured property, with its target if it has one.
type figure struct {
	work   string // key of the work
	what   string
	unit   string
	values []float64 // one for each round
	target *target   // nil: it has none
	note   string    // what a reader must know; "" = nothing
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
}

// section is a part of the page that is printed as it is.
type section struct{ title, text string }

func (r *report) figure(f figure) { r.figures = append(r.figures, f) }

func (r *report) gap(what string) { r.gaps = append(r.gaps, what) }

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
