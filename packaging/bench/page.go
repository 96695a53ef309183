package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// write prints the page or writes it to its file.
func (b *bench) write(before machine) error {
	text := b.pageText(before, machineNow())
	if b.page == "" {
		fmt.Print(text)
		return nil
	}
	return os.WriteFile(b.page, []byte(text), 0o644)
}

func (b *bench) pageText(before, after machine) string {
	var p strings.Builder
	fmt.Fprintf(&p, "# Sendoff beside curl and nginx\n\nMeasured on %s in %.0f minutes by `%s`: runs %d, rounds in each %d.\n\n",
		before.at.UTC().Format("2006-01-02 15:04 UTC"), after.at.Sub(before.at).Minutes(), b.command, max(b.runs, 1), b.rounds)
	fmt.Fprintf(&p, "- Machine: %s; %s\n- %s\n- Files and queues: %s; what servers receive: %s\n\n",
		hardware(), after.since(before), b.versions, place(b.dir), place(b.sink))
	p.WriteString("A run that did not end well is no figure. All that is compared ran in turn, in one run; a ratio is that of one round.\n\n")
	b.report.targets(&p)
	b.report.costs(&p)
	b.missing(&p)
	for _, s := range b.report.output {
		fmt.Fprintf(&p, "## %s\n\n```\n%s```\n\n", s.title, s.text)
	}
	p.WriteString(howMeasured)
	return p.String()
}

const howMeasured = `## How it is measured

- Client CPU is user and system time of the program from wait4; the server's is from /proc, of the process and its workers.
- Memory is the most that was resident, looked at every 5 ms: of a program that ends sooner there is none.
- Side: "better" or "worse" only if the range of the median is on that side, with a confidence of 90 % from five rounds on and the whole range below that; one round has no range.
- Runs: the side of the median of each run, one after the other; "all better" if they agree.
- Against "sendoff serve" Sendoff also computes the SHA-256 that this receiver names, for the receipt; against the discarding server only its running CRC-32C.
- curl sends no "Expect:", which would cost it a round trip. Both use TLS_AES_128_GCM_SHA256. The files are an hour old: with one that was just written Sendoff waits 3 s.
- The link is a relay of this program: rate, delay, queue, the round trip to connect, and TCP's slow start, after a pause too. It loses nothing, so congestion is not in it.
- Each upload, but the second one over the link, starts with an empty queue that knows no server.
`

// targets is the table of all figures.
func (r *report) targets(p *strings.Builder) {
	p.WriteString("## Targets\n\n| work | figure | median | range | rounds | target | side | runs |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, f := range r.figures {
		fmt.Fprintln(p, f)
	}
	p.WriteString("\n")
}

// String is the figure's line of the table.
func (f figure) String() string {
	bound, where, agree := "", "", ""
	if f.target != nil {
		bound, where, agree = f.target.String(), string(f.target.side(f.values)), f.target.agreement(f.runs)
	}
	what := f.what
	if f.note != "" {
		what += " (" + f.note + ")"
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %d | %s | %s | %s |", f.work, what, withUnit(f.values, f.unit), span(f.values), len(f.values), bound, where, agree)
}

func withUnit(values []float64, unit string) string {
	if len(values) == 0 {
		return "-"
	}
	return strings.TrimSpace(short(median(values)) + " " + unit)
}

// span is the smallest and the largest value.
func span(values []float64) string {
	if len(values) < 2 {
		return ""
	}
	low, high := extremes(values)
	return short(low) + " to " + short(high)
}

// costs is the table of all runs.
func (r *report) costs(p *strings.Builder) {
	if len(r.lines) == 0 {
		return
	}
	p.WriteString("## Runs\n\nMedians, and ranges where there are several rounds.\n\n" +
		"| work | who | seconds | speed | client CPU, s | server CPU, s | most memory, MB |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, l := range r.lines {
		speed := "-"
		if len(l.costs) > 0 && l.costs[0].done == 0 {
			speed = short(l.amount/median(walls(l.costs))) + " " + l.unit + "/s"
		}
		fmt.Fprintf(p, "| %s | %s | %s | %s | %s | %s | %s |\n",
			l.what, l.contender, both(walls(l.costs)), speed, both(cpus(l.costs)), both(serverCPUs(l.costs)), both(peaks(l.costs)))
	}
	p.WriteString("\n")
}

// both is a median with its range.
func both(values []float64) string {
	if len(values) == 0 {
		return "-"
	}
	if len(values) == 1 {
		return short(values[0])
	}
	return short(median(values)) + " (" + span(values) + ")"
}

// missing lists what this run did not measure, and what none can.
func (b *bench) missing(p *strings.Builder) {
	p.WriteString("## Not measured\n\n")
	for _, w := range works() {
		if !slices.Contains(b.done, w.key) {
			fmt.Fprintf(p, "- %s: no part of this run.\n", w.title)
		}
	}
	for _, gap := range b.report.gaps {
		fmt.Fprintf(p, "- %s\n", gap)
	}
	p.WriteString("- Loss, other congestion control, and a drop in which connections live on: the link is a relay between two TCP connections of one machine.\n" +
		"- A graphics card, Windows and macOS.\n\n")
}

// place describes where a folder is.
func place(dir string) string {
	if strings.HasPrefix(dir, memoryFolder) {
		return "in memory (" + memoryFolder + ")"
	}
	return "on disk"
}

// versions are those of all programs.
func versions(ctx context.Context, sendoff string) string {
	var list []string
	for _, c := range [][]string{{sendoff, "version"}, {"git", "describe", "--always", "--dirty", "--exclude", "*"}, {"curl", "--version"}, {"nginx", "-v"}, {"rclone", "version"}, {"go", "version"}} {
		out, err := exec.CommandContext(ctx, c[0], c[1:]...).CombinedOutput()
		if err != nil {
			continue
		}
		line, _, _ := strings.Cut(string(out), "\n")
		words := strings.Fields(line)
		list = append(list, strings.Join(words[:min(3, len(words))], " "))
	}
	return strings.Join(list, "; ")
}
