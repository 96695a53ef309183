package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/mattn/go-runewidth"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/words"
)

// progress shows how some jobs get on: on a terminal as a block of lines that is redrawn, otherwise as a line for
// each event.
type progress struct {
	out    io.Writer
	redraw bool
	color  bool
	ids    []uuid.UUID
	mine   map[uuid.UUID]bool          // ids
	jobs   map[uuid.UUID]*transfer.Job // those of ids that are not over, as far as they are shown
	sums   sums                        // of ids
	had    map[uuid.UUID]sums          // what each that is not over adds to sums
	said   map[uuid.UUID]string        // the last printed line, or a key of it
	causes map[uuid.UUID]string        // key of the last printed cause of a retry
	over   map[uuid.UUID]bool          // jobs that ended or need the user
	drawn  []int                       // columns of each line of the drawn block
	tenth  int                         // last printed tenth of many files
	quiet  bool                        // only failures are printed
	size   func() (columns, rows int)
	failed bool
	asks   bool                    // the user can be asked for an account
	waits  *transfer.Job           // the job that needs one
	asked  map[uuid.UUID]time.Time // the faults that the user was asked about
}

// progressLines bounds the block. On a lower screen it is one line.
const progressLines = 15

// manyFiles is the number of files from which only the ends of files are printed, and totals before: a line for
// each change of each file would be too much.
const manyFiles = 20

// sums are what some jobs have in all.
type sums struct{ acked, size int64 }

func newProgress(c *call, ids []uuid.UUID) *progress {
	mine := make(map[uuid.UUID]bool, len(ids))
	for _, id := range ids {
		mine[id] = true
	}
	return &progress{
		mine: mine, jobs: map[uuid.UUID]*transfer.Job{}, had: map[uuid.UUID]sums{},
		out: c.Stderr, redraw: c.terminal(c.Stderr), color: c.color, ids: ids,
		size: func() (int, int) { return screenSize(c.Stderr) },
		said: map[uuid.UUID]string{}, causes: map[uuid.UUID]string{}, over: map[uuid.UUID]bool{}, asked: map[uuid.UUID]time.Time{},
	}
}

// maxWaiting bounds the waiting jobs that are kept to be shown: of more nobody could see the end.
const maxWaiting = 1000

// show prints changes and reports whether all jobs are over. The first update of an owner holds every job. Its cost is
// that of what has changed and of what is drawn.
func (p *progress) show(u transfer.Update, first bool) bool {
	p.clear()
	for _, id := range p.touched(u, first) {
		if j := u[id]; !p.over[id] {
			p.take(id, j)
		}
	}
	if !p.quiet {
		p.draw()
	}
	return p.unfinished() == 0 || p.waits != nil
}

// touched returns the jobs that an update concerns, in their order if it may be all of them or they are few.
func (p *progress) touched(u transfer.Update, first bool) []uuid.UUID {
	if first {
		return p.ids
	}
	var ids []uuid.UUID
	if len(p.ids) <= manyFiles {
		for _, id := range p.ids {
			if _, changed := u[id]; changed {
				ids = append(ids, id)
			}
		}
		return ids
	}
	for id := range u {
		if p.mine[id] {
			ids = append(ids, id)
		}
	}
	return ids
}

// take notes the newest state of a job, nil for one that was removed.
func (p *progress) take(id uuid.UUID, j *transfer.Job) {
	p.add(id, j)
	if p.asks && j != nil && needsAccount(j) {
		if p.waits == nil && !p.asked[id].Equal(j.Fault.At) {
			p.waits = j
		}
		p.jobs[id] = j
		return
	}
	if j == nil || settled(j) {
		delete(p.jobs, id)
		delete(p.had, id)
		p.finish(id, j)
		return
	}
	delete(p.jobs, id)
	if j.State() != transfer.Waiting || j.Fault != nil || len(p.jobs) < maxWaiting {
		p.jobs[id] = j
	}
	if !p.quiet {
		p.explain(j)
	}
}

// add replaces what a job adds to the sums.
func (p *progress) add(id uuid.UUID, j *transfer.Job) {
	var is sums
	if j != nil {
		is = sums{j.Acked, j.Source.Size}
	}
	was := p.had[id]
	p.sums = sums{p.sums.acked + is.acked - was.acked, p.sums.size + is.size - was.size}
	p.had[id] = is
}

func (p *progress) draw() {
	switch {
	case p.redraw:
		p.block()
	case len(p.ids) > manyFiles:
		p.sum()
	default:
		p.plain()
	}
}

// explain prints why a job is retried, in a line that stays: once for each cause, until the job makes progress.
func (p *progress) explain(j *transfer.Job) {
	switch {
	case j.Fault == nil:
		delete(p.causes, j.ID)
	case j.State() == transfer.Retrying && !j.Watched():
		cause := fmt.Sprint(j.Fault.Kind, j.Fault.HTTP, j.Fault.Code)
		if p.causes[j.ID] != cause && !p.saidOfMany(cause) {
			p.causes[j.ID] = cause
			fmt.Fprintf(p.out, "%s: %s\n", queue.NameOf(j), words.FaultText(j.Fault, j))
		}
	}
}

// saidOfMany reports whether a cause was printed for another of many files that still has it.
func (p *progress) saidOfMany(cause string) bool {
	if len(p.ids) <= manyFiles {
		return false
	}
	for _, said := range p.causes {
		if said == cause {
			return true
		}
	}
	return false
}

// settled reports whether nothing happens to a job until the user acts. A paused job is not settled: it waits for
// whoever paused it.
func settled(j *transfer.Job) bool {
	return j.State().Ended() || j.State().Standing() == transfer.Stuck
}

// needsAccount reports whether a sign-in lets a job go on.
func needsAccount(j *transfer.Job) bool {
	return j.Outcome == "" && settled(j) && j.Fault != nil && j.Fault.Kind.SignIn() && j.Fault.Kind != transfer.KindNoSignIn && j.Fault.Ask.Origin != ""
}

func (p *progress) unfinished() int { return len(p.ids) - len(p.over) }

// finish prints a job's last line, which stays. A missing job was removed by another process.
func (p *progress) finish(id uuid.UUID, j *transfer.Job) {
	p.over[id] = true
	if j == nil {
		p.failed = true
		fmt.Fprintf(p.out, words.Tr("%s: removed from the queue")+"\n", id)
		return
	}
	good := j.Outcome == transfer.Delivered && j.Fault == nil // with a fault the reply is missing
	p.failed = p.failed || !good
	if p.quiet && good {
		return
	}
	fmt.Fprintf(p.out, "%s: %s\n", queue.NameOf(j), paint(lastWord(j), good, p.color && p.redraw))
	if j.ReplyAt != "" {
		fmt.Fprintf(p.out, "%s: %s\n", queue.NameOf(j), words.ReplyElsewhereText(j))
	}
}

// lastWord says how a job ended, or what stopped it.
func lastWord(j *transfer.Job) string {
	switch {
	case j.Outcome == transfer.Delivered:
		done := fmt.Sprintf(words.Tr("Done · %s to %s"), words.Size(j.Source.Size), words.HostText(bits.SafeAddress(j.Target.URL)))
		if verified := words.VerifiedText(j); verified != "" {
			done += " · " + verified
		}
		if j.Fault != nil {
			done += " - " + words.FaultText(j.Fault, j)
		}
		return done
	case j.Outcome != "":
		return words.OutcomeText(j, time.Now())
	case j.Fault != nil:
		return words.StateText(j, time.Now()) + " - " + words.FaultText(j.Fault, j) + cureHint(j.Fault, j.Target.URL)
	}
	return words.StateText(j, time.Now())
}

// signInHint is the command that cures a fault, after a blank; "" = none.
func signInHint(f *transfer.Fault) string {
	if !f.Kind.SignIn() || f.Ask.Origin == "" {
		return ""
	}
	command := "sendoff sign-in " + f.Ask.Place()
	if f.Ask.Proxy {
		command += " --proxy"
	}
	if f.Kind == transfer.KindClearSignIn {
		command += " --unencrypted"
	}
	return " " + fmt.Sprintf(words.Tr("To sign in: %s"), words.Plain(command))
}

// block draws the lines of running jobs, then as many waiting ones as fit; or one line for all if they do not fit
// on the screen.
func (p *progress) block() {
	list := p.open()
	slices.SortStableFunc(list, func(a, b *transfer.Job) int {
		return boolInt(a.State() == transfer.Waiting) - boolInt(b.State() == transfer.Waiting)
	})
	columns, rows := p.size()
	if len(list) > 0 && min(len(list), progressLines+1) >= rows { // the cursor needs a row
		p.line(p.sumLine(), columns)
		return
	}
	for i, j := range list {
		if i == progressLines {
			p.line(fmt.Sprintf(words.Tr("and %d more"), len(list)-i), columns)
			return
		}
		p.line(barLine(j, columns), columns)
	}
}

// line draws a line of one row: one that wraps could not be drawn over. The last column stays free, as some
// terminals then continue on the next row.
func (p *progress) line(text string, columns int) {
	text = runewidth.Truncate(text, columns-1, "")
	fmt.Fprintln(p.out, text)
	p.drawn = append(p.drawn, runewidth.StringWidth(text))
}

// sumLine is the totals of all files in one line.
func (p *progress) sumLine() string {
	var rate float64
	var running []*transfer.Job
	for _, j := range p.jobs {
		if rate += j.Rate; j.State().Standing() == transfer.Runs {
			running = append(running, j)
		}
	}
	pace := words.Rate(rate)
	if quiet := silenceOf(running); quiet > 0 {
		pace = words.QuietText(quiet)
	}
	return fmt.Sprintf(words.Tr("%[1]d of %[2]d files are over, %[3]s of %[4]s confirmed, %[5]s"),
		len(p.over), len(p.ids), words.Size(p.sums.acked), words.Size(p.sums.size), pace)
}

// paceLine is a running job's pace behind its state.
func paceLine(j *transfer.Job) string {
	parts, _ := words.Pace(j)
	return strings.Join(append([]string{""}, parts...), ", ")
}

// silenceOf is for how long nothing of the running jobs has moved; 0 if something moves, or none runs.
func silenceOf(running []*transfer.Job) time.Duration {
	if len(running) == 0 {
		return 0
	}
	quietest := slices.MinFunc(running, func(a, b *transfer.Job) int { return cmp.Compare(a.Quiet, b.Quiet) })
	return quietest.Quiet
}

// sum prints a line whenever another tenth of many files is over.
func (p *progress) sum() {
	if tenth := len(p.over) * 10 / len(p.ids); tenth > p.tenth {
		p.tenth = tenth
		fmt.Fprintln(p.out, p.sumLine())
	}
}

// open returns the jobs that can be shown, in the order in which they were added.
func (p *progress) open() []*transfer.Job {
	list := make([]*transfer.Job, 0, len(p.jobs))
	for _, j := range p.jobs {
		list = append(list, j)
	}
	slices.SortFunc(list, func(a, b *transfer.Job) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return list
}

// clear erases the block. If the terminal became narrower, a line takes several rows.
func (p *progress) clear() {
	if len(p.drawn) == 0 {
		return
	}
	columns, _ := p.size()
	up := 0
	for _, width := range p.drawn {
		up += max(1, (width+columns-1)/columns)
	}
	fmt.Fprintf(p.out, "\x1b[%dA\x1b[J", up)
	p.drawn = nil
}

// end erases the block.
func (p *progress) end() { p.clear() }

// nameColumns is the width for a name if there is room.
const nameColumns = 20

func barLine(j *transfer.Job, columns int) string {
	const width = 12
	room := min(nameColumns, columns/3)
	line := runewidth.FillRight(shortenTo(queue.NameOf(j), room), room)
	if columns <= 2*nameColumns+width { // the state is more important than the bar
		return line + " " + words.StateText(j, time.Now())
	}
	if j.Source.Size > 0 {
		acked := int(float64(width) * float64(j.Acked) / float64(j.Source.Size))
		sent := int(float64(width) * float64(max(j.Sent, j.Acked)) / float64(j.Source.Size))
		acked, sent = min(acked, width), min(sent, width)
		line += " [" + strings.Repeat("#", acked) + strings.Repeat("=", sent-acked) + strings.Repeat(".", width-sent) + "]"
	}
	line += " " + words.StateText(j, time.Now())
	return line + paceLine(j)
}

// shortenTo cuts out the middle of a name that takes too many columns.
func shortenTo(name string, columns int) string {
	whole := runewidth.StringWidth(name)
	if whole <= columns {
		return name
	}
	tail := (columns - 1) * 2 / 5
	return runewidth.Truncate(name, columns-1-tail, "") + "…" + runewidth.TruncateLeft(name, whole-tail, "")
}

// plain prints a line for each job whose state or tenth changed.
func (p *progress) plain() {
	for _, j := range p.open() {
		percent := words.Percent(j.Acked, j.Source.Size)
		if now := fmt.Sprint(j.State(), percent/10); now != p.said[j.ID] {
			p.said[j.ID] = now
			fmt.Fprintf(p.out, "%s: %s\n", queue.NameOf(j), words.StateText(j, time.Now()))
		}
	}
}

// paint colours text on a terminal: green for good, red for bad.
func paint(text string, good, color bool) string {
	switch {
	case !color:
		return text
	case good:
		return "\x1b[32m" + text + "\x1b[0m"
	}
	return "\x1b[31m" + text + "\x1b[0m"
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
