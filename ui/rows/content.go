package rows

import (
	"cmp"
	"time"

	"fyne.io/fyne/v2/theme"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// content is what a row shows: an upload, a group, or a section's title.
type content interface {
	describe(now time.Time) rowLook
	open()        // on a double click and Enter
	unfold() bool // on Right, before it moves to the buttons; reports whether it did anything
	leave()       // on Left
}

// contentOf is the content for a row of the list; nil means a title.
func (q *Queue) contentOf(r list.Row) content {
	switch r := r.(type) {
	case *list.Entry:
		return uploadContent{q, r}
	case *list.Group:
		return groupContent{q, r}
	}
	return titleContent{q, noTitle}
}

// titleContent is the title of a section.
type titleContent struct {
	q *Queue
	s list.Section
}

func (c titleContent) describe(time.Time) rowLook {
	d := rowLook{name: list.SectionText(c.s), tint: kit.ColorMuted, kind: rowHeading, compact: c.q.compact, arrow: "open"}
	p, _ := c.q.m.PartOf(c.s)
	if p.Folded {
		d.arrow = "folded"
	}
	if c.s == list.SectionFinished {
		n, uploaded := c.q.m.History()
		d.state, d.brief = words.FinishedText(n, uploaded, c.q.w.HistoryKept()), words.Number(n)
		return d
	}
	d.state, d.brief = c.q.m.SumText(p)
	return d
}

// open opens or collapses the section.
func (c titleContent) open() { c.q.foldSection(c.s) }

// unfold opens the section, or goes to its first row.
func (c titleContent) unfold() bool {
	p, ok := c.q.m.PartOf(c.s)
	switch {
	case !ok:
	case p.Folded:
		c.q.foldSection(c.s)
	default:
		c.q.GoTo(c.q.m.Shown[p.At].ID())
	}
	return ok
}

// leave collapses the section, and stays there.
func (c titleContent) leave() {
	if p, ok := c.q.m.PartOf(c.s); ok && !p.Folded {
		c.q.foldSection(c.s)
	}
}

// uploadContent is one upload.
type uploadContent struct {
	q *Queue
	e *list.Entry
}

// describe computes the texts of an upload's row.
func (u uploadContent) describe(now time.Time) rowLook {
	j, s := u.e.Job, u.e.State
	d := rowLook{
		compact: u.q.compact, name: words.Drawn(j.Name()), dest: u.q.m.Destination(u.e), mark: string(s), tint: stateColor(s),
		state: words.ShortText(j, now),
	}
	if u.e.Group != nil && u.q.m.Grouped() {
		d.indent, d.dest = memberIndent, ""
	}
	switch {
	case j.Outcome != "":
		d.ended(j, now)
	case j.Fault != nil && list.CanRetry(j) && !j.Watched():
		d.stuck(j, now)
		if d.calm = d.indent > 0 && u.e.Group.Covers(u.e); d.calm {
			d.state, d.facts, d.code = d.facts, "", ""
		}
	case s == transfer.Uploading:
		d.moving(j)
	default:
		d.facts = amountText(j)
		d.pace(j)
		d.faint = s.Standing() == transfer.Leaves
		if d.faint && j.Fault != nil { // the server was not told of the cancel: the session may be open
			d.tint, d.warn, d.facts = theme.ColorNameWarning, true, words.NextTryText(j, now)
		}
	}
	d.brief = cmp.Or(d.brief, d.facts)
	if d.compact {
		d.columns(j, now)
	}
	return d
}

// ended fills in the row of the history: when, and how much.
func (d *rowLook) ended(j *transfer.Job, now time.Time) {
	d.kind, d.tint = rowEnded, outcomeColor(j.Outcome)
	d.facts, d.figures = words.Clock(j.Ended, now), words.Size(j.Source.Size)
	switch {
	case j.Outcome != transfer.Delivered:
	case j.Proof != nil && j.Proof.Differs():
		d.tint = theme.ColorNameError
	case j.Fault != nil: // the file was delivered, its reply was not
		d.tint = theme.ColorNameWarning
	}
}

// stuck fills in the row of an upload that cannot go on: its state or its next try, and the cause with its code.
func (d *rowLook) stuck(j *transfer.Job, now time.Time) {
	d.kind, d.code = rowFault, words.CodeText(j.Fault)
	d.facts, d.figures = cmp.Or(words.NextTryText(j, now), words.StateText(j, now)), amountText(j)
}

// moving fills in the row of an upload that sends: its bar.
func (d *rowLook) moving(j *transfer.Job) {
	d.bar, d.state = barColor(transfer.Uploading), ""
	d.figures = words.PartText(j.Acked, j.Source.Size)
	if j.Behind() {
		d.state = words.StartedOverText(j)
	}
	if d.pace(j); d.facts != "" && !d.warn {
		d.brief = words.LeftText(words.LeftOf(j))
	}
}

// pace fills in speed and time left, or for how long the server has been silent.
func (d *rowLook) pace(j *transfer.Job) {
	if pace, quiet := words.PaceText(j); pace != "" {
		d.facts, d.warn = pace, quiet
		if quiet {
			d.tint = theme.ColorNameWarning
		}
	}
}

// columns fills in what a row of one line says.
func (d *rowLook) columns(j *transfer.Job, now time.Time) {
	d.size = words.Size(j.Source.Size)
	parts, quiet := words.Pace(j)
	d.warn = d.warn || quiet
	switch {
	case quiet:
		d.state = parts[0]
	case len(parts) == 2:
		d.speed, d.left = parts[0], words.Left(words.LeftOf(j))
	case j.Outcome != "":
		d.state += words.Dot + words.Clock(j.Ended, now)
	}
	d.state = cmp.Or(d.state, list.SectionText(list.SectionUploading))
	if j.Outcome == "" && (j.Acked > 0 || j.State() == transfer.Uploading) {
		d.bar = barColor(j.State())
		d.percent = words.PercentText(words.Percent(j.Acked, j.Source.Size))
	}
}

// amountText is how much of an upload is acknowledged, or its size if nothing is.
func amountText(j *transfer.Job) string {
	if j.Acked > 0 {
		return words.PartText(j.Acked, j.Source.Size)
	}
	return words.Size(j.Source.Size)
}

// open shows the details.
func (u uploadContent) open() { u.q.w.Details(u.e.Job.ID) }

func (uploadContent) unfold() bool { return false }

// leave moves from a member to its group, and else to the title of the section.
func (u uploadContent) leave() {
	if u.e.Group != nil && u.q.m.Grouped() {
		u.q.GoTo(u.e.Group.ID())
		return
	}
	u.q.toTitle(u.q.sectionOf(u.e))
}

// groupContent is a group.
type groupContent struct {
	q *Queue
	g *list.Group
}

func (c groupContent) describe(now time.Time) rowLook {
	g := c.g
	d := rowLook{
		dest: c.q.m.Destination(g), state: list.GroupText(g.Tally), mark: string(g.State),
		tint: stateColor(g.State), arrow: "open", compact: c.q.compact,
	}
	d.name, d.tail = list.GroupTitle(g)
	if c.q.m.Folded(g) {
		d.arrow = "folded"
	}
	p := g.Progress()
	d.figures = words.PartText(p.Acked, p.Size)
	if p.Acked == 0 && g.State.Standing() != transfer.Runs {
		d.figures = words.Size(p.Size)
	}
	switch {
	case g.Ended():
		d.kind, d.tint = rowEnded, outcomeColor(g.Outcome)
		d.facts, d.figures = words.Clock(g.Latest, now), words.Size(p.Size)
	case g.State.Standing() == transfer.Runs:
		d.bar = barColor(g.State)
		d.facts, d.brief, d.warn = list.GroupPace(g)
	case g.OneCause():
		d.kind, d.state, d.code = rowFault, list.CauseText(g), words.CodeText(g.Cause.Fault)
		d.facts = words.StateText(g.Cause, now)
	}
	d.brief = cmp.Or(d.brief, d.facts)
	if d.compact {
		d.groupColumns(g)
	}
	return d
}

// groupColumns fills in what a group's row of one line says.
func (d *rowLook) groupColumns(g *list.Group) {
	p := g.Progress()
	d.size = words.Size(p.Size)
	if p.Rate >= 1 {
		d.speed, d.left = words.Rate(p.Rate), words.Left(list.GroupLeft(g))
	}
	if !g.Ended() && p.Acked > 0 {
		d.bar = barColor(g.State)
		d.percent = words.PercentText(words.Percent(p.Acked, p.Size))
	}
}

// open opens or collapses the group.
func (c groupContent) open() { c.q.fold(c.g, !c.q.m.Folded(c.g)) }

func (c groupContent) unfold() bool {
	folded := c.q.m.Folded(c.g)
	if folded {
		c.q.fold(c.g, false)
	}
	return folded
}

// leave collapses the group, and moves from a collapsed one to the title of the section.
func (c groupContent) leave() {
	if !c.q.m.Folded(c.g) {
		c.q.fold(c.g, true)
		c.q.GoTo(c.g.ID())
		return
	}
	c.q.toTitle(c.q.sectionOf(c.g))
}
