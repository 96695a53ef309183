package ui

import (
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// groupContent is a group.
type groupContent struct {
	q *queue
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

// actions are the buttons of a group's row: they act on all of its shown members.
func (c groupContent) actions() (first, second kit.Action) {
	a, members := c.q.act, c.g.Members
	all := func(can func(*transfer.Job) bool, do func([]uuid.UUID)) func() {
		return func() { do(list.IDs(members, can)) }
	}
	t := c.g.Tally
	if c.g.Ended() {
		return kit.Action{Mark: "retrying", Text: words.Tr(words.UploadAgain), Do: all(list.HasEnded, a.again)},
			kit.Action{Mark: markRemove, Text: words.Tr(words.Remove), Do: all(list.HasEnded, a.remove)}
	}
	if len(list.IDs(members, list.CanCancel)) > 0 {
		second = kit.Action{Mark: markCancel, Text: words.Tr(words.Cancel), Do: all(list.CanCancel, a.cancel)}
	}
	switch {
	case t.Active+t.Waiting+t.Retrying > 0:
		first = kit.Action{Mark: "paused", Text: words.Tr(words.Pause), Do: all(list.CanPause, a.pause)}
	case t.Failed+t.NeedsYou > 0:
		first = kit.Action{Mark: "retrying", Text: words.Tr(words.Retry), Do: all(list.CanRetry, a.retry)}
	case t.Paused > 0:
		first = kit.Action{Mark: "resume", Text: words.Tr(words.Resume), Do: all(list.CanResume, a.run)}
	}
	return first, second
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
	c.q.goTo(c.g.ID())
}
