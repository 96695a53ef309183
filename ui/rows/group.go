package rows

import (
	"time"

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
		name: list.GroupTitle(g), dest: c.q.m.Destination(g), state: list.GroupText(g.Tally), kind: rowGroup,
		mark: string(g.State), tint: stateColor(g.State), bar: barColor(g.State), arrow: "open", compact: c.q.compact,
		faint: g.Ended(),
	}
	if c.q.m.Folded(g) {
		d.arrow = "folded"
	}
	d.detail, d.brief = list.GroupProgress(g)
	if g.Ended() {
		d.tint = outcomeColor(g.Outcome)
		d.kind, d.detail = rowEnded, d.detail+words.Dot+words.Clock(g.Latest, now)
	}
	return d
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
