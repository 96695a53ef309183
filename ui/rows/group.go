package rows

import (
	"cmp"
	"time"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// groupContent is a group.
type groupContent struct {
	q *Queue
	g *list.Group
}

func (c groupContent) describe(now time.Time) rowLook {
	g := c.g
	d := rowLook{
		name: list.GroupTitle(g), dest: c.q.m.Destination(g), state: list.GroupText(g.Tally), mark: string(g.State),
		tint: stateColor(g.State), arrow: "open", compact: c.q.compact,
	}
	if c.q.m.Folded(g) {
		d.arrow = "folded"
	}
	p := g.Progress()
	d.figures = words.PartText(p.Acked, p.Size)
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
	case p.Acked == 0:
		d.figures = words.Size(p.Size)
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

// leave collapses the group, and stays there.
func (c groupContent) leave() {
	if !c.q.m.Folded(c.g) {
		c.q.fold(c.g, true)
		return
	}
	c.q.GoTo(c.g.ID())
}
