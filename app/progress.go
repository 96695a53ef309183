package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui"
)

// progress tells people how some jobs get on: on a terminal as a block of lines that is drawn again,
// elsewhere as a line whenever something happened.
type progress struct {
	out    io.Writer
	redraw bool
	color  bool
	ids    []uuid.UUID
	said   map[uuid.UUID]string // the last line printed, or what stands for it
	causes map[uuid.UUID]string // what stands for the last cause of a new try that was printed
	over   map[uuid.UUID]bool   // jobs that ended or need the user
	drawn  int                  // lines of the block on the screen
	failed bool
}

// progressLines bounds the block, so that it fits on a screen.
const progressLines = 15

func newProgress(c *call, ids []uuid.UUID) *progress {
	return &progress{
		out: c.stderr, redraw: c.terminal(c.stderr), color: c.color, ids: ids,
		said: map[uuid.UUID]string{}, causes: map[uuid.UUID]string{}, over: map[uuid.UUID]bool{},
	}
}

// show prints what changed and reports whether all jobs are over.
func (p *progress) show(all jobs) bool {
	p.clear()
	for _, id := range p.ids {
		if j, ok := all[id]; !p.over[id] && (!ok || settled(j)) {
			p.finish(id, j)
		}
	}
	p.explain(all)
	if p.redraw {
		p.block(all)
	} else {
		p.plain(all)
	}
	return p.unfinished() == 0
}

// explain prints why a job has to try again, in a line that stays: once for each cause, until the job
// gets on.
func (p *progress) explain(all jobs) {
	for _, j := range p.open(all) {
		switch {
		case j.Fault == nil:
			delete(p.causes, j.ID)
		case j.State() == transfer.Retrying:
			cause := fmt.Sprint(j.Fault.Kind, j.Fault.HTTP, j.Fault.Code)
			if p.causes[j.ID] != cause {
				p.causes[j.ID] = cause
				fmt.Fprintf(p.out, "%s: %s\n", nameOf(j), ui.FaultText(j.Fault, j))
			}
		}
	}
}

// settled reports whether nothing more happens to a job until the user says so. A paused one waits
// for whoever paused it.
func settled(j *transfer.Job) bool {
	switch j.State() {
	case transfer.Done, transfer.Cancelled, transfer.Failed, transfer.NeedsYou:
		return true
	default:
		return false
	}
}

func (p *progress) unfinished() int { return len(p.ids) - len(p.over) }

// finish prints a job's last line, which stays. A job that is not there was removed by others.
func (p *progress) finish(id uuid.UUID, j *transfer.Job) {
	p.over[id] = true
	if j == nil {
		p.failed = true
		fmt.Fprintf(p.out, tr("%s: removed from the queue")+"\n", id)
		return
	}
	good := j.Outcome == transfer.Delivered && j.Fault == nil // with a fault, the reply is missing
	p.failed = p.failed || !good
	fmt.Fprintf(p.out, "%s: %s\n", nameOf(j), paint(lastWord(j), good, p.color && p.redraw))
	if j.ReplyAt != "" {
		fmt.Fprintf(p.out, "%s: %s\n", nameOf(j), ui.ReplyElsewhereText(j))
	}
}

// lastWord says how a job ended, or what stopped it.
func lastWord(j *transfer.Job) string {
	switch {
	case j.Outcome == transfer.Delivered:
		done := fmt.Sprintf(tr("Done - %s to %s"), ui.Size(j.Source.Size), ui.HostText(redacted(j.Target.URL)))
		if j.Fault != nil {
			done += " - " + ui.FaultText(j.Fault, j)
		}
		return done
	case j.Outcome != "":
		return ui.OutcomeText(j)
	case j.Fault != nil:
		return ui.StateText(j, time.Now()) + " - " + ui.FaultText(j.Fault, j) + signInHint(j.Fault)
	}
	return ui.StateText(j, time.Now())
}

// signInHint is the command that cures a fault, with a blank before it; "" where none does.
func signInHint(f *transfer.Fault) string {
	if !f.Kind.SignIn() || f.Ask.Place == "" {
		return ""
	}
	command := "sendoff sign-in " + f.Ask.Place
	if f.Ask.Proxy {
		command += " --proxy"
	}
	if f.Kind == transfer.KindClearSignIn {
		command += " --unencrypted"
	}
	return " " + fmt.Sprintf(tr("To sign in: %s"), ui.Plain(command))
}

// block draws the lines of the jobs at work, then as many of the waiting as fit.
func (p *progress) block(all jobs) {
	list := p.open(all)
	slices.SortStableFunc(list, func(a, b *transfer.Job) int {
		return boolInt(a.State() == transfer.Waiting) - boolInt(b.State() == transfer.Waiting)
	})
	for i, j := range list {
		if i == progressLines {
			fmt.Fprintf(p.out, tr("and %d more")+"\n", len(list)-i)
			p.drawn++
			return
		}
		fmt.Fprintln(p.out, progressLine(j))
		p.drawn++
	}
}

func (p *progress) open(all jobs) []*transfer.Job {
	var list []*transfer.Job
	for _, id := range p.ids {
		if j, ok := all[id]; ok && !p.over[id] {
			list = append(list, j)
		}
	}
	return list
}

// clear takes the block off the screen.
func (p *progress) clear() {
	if p.drawn > 0 {
		fmt.Fprintf(p.out, "\x1b[%dA\x1b[J", p.drawn)
		p.drawn = 0
	}
}

// end leaves nothing of the block behind.
func (p *progress) end() { p.clear() }

// lineWidth keeps a line of the block on one line of the narrowest usual terminal: a longer one would
// wrap, and the block could not be drawn over.
const lineWidth = 79

func progressLine(j *transfer.Job) string {
	line := []rune(barLine(j))
	return string(line[:min(len(line), lineWidth)])
}

func barLine(j *transfer.Job) string {
	const width = 12
	line := fmt.Sprintf("%-20s", ui.Shorten(nameOf(j), 20))
	if j.Source.Size > 0 {
		acked := int(float64(width) * float64(j.Acked) / float64(j.Source.Size))
		sent := int(float64(width) * float64(max(j.Sent, j.Acked)) / float64(j.Source.Size))
		acked, sent = min(acked, width), min(sent, width)
		line += " [" + strings.Repeat("#", acked) + strings.Repeat("=", sent-acked) + strings.Repeat(".", width-sent) + "]"
	}
	line += " " + ui.StateText(j, time.Now())
	if j.State() != transfer.Uploading || j.Rate < 1 {
		return line
	}
	left := time.Duration(float64(j.Source.Size-j.Acked) / j.Rate * float64(time.Second))
	return line + ", " + ui.Rate(j.Rate) + ", " + fmt.Sprintf(tr("%s left"), ui.Left(left))
}

// plain prints a line for each job whose state or tenth of its way changed.
func (p *progress) plain(all jobs) {
	for _, j := range p.open(all) {
		percent := ui.Percent(j.Acked, j.Source.Size)
		if now := fmt.Sprint(j.State(), percent/10); now != p.said[j.ID] {
			p.said[j.ID] = now
			fmt.Fprintf(p.out, "%s: %s\n", nameOf(j), ui.StateText(j, time.Now()))
		}
	}
}

// paint colours words on a terminal: green for good, red for bad.
func paint(text string, good, color bool) string {
	switch {
	case !color:
		return text
	case good:
		return "\x1b[32m" + text + "\x1b[0m"
	}
	return "\x1b[31m" + text + "\x1b[0m"
}
