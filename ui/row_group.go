package ui

import (
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// The row of a group.

// describeGroup computes the texts of a group's row.
func (r *row) describeGroup(now time.Time) rowLook {
	g := r.e.Group
	j := r.e.Job
	d := rowLook{
		name: list.GroupTitle(g), dest: r.q.m.Destination(r.e), state: list.GroupText(g.Tally), kind: rowGroup,
		mark: string(r.e.State), tint: stateColor(r.e.State), arrow: "open", compact: r.q.compact,
		faint: j.Outcome != "",
	}
	if r.q.m.Folded(g) {
		d.arrow = "folded"
	}
	d.detail, d.brief = list.GroupProgress(j, r.e.Group.Tally.Resting)
	if j.Outcome != "" {
		d.tint = outcomeColor(j.Outcome)
		d.kind, d.detail = rowEnded, d.detail+words.Dot+words.Clock(j.Ended, now)
	}
	return d
}

// groupActions are the buttons of a group's row: they act on all of its shown members.
func (r *row) groupActions() (first, second rowAction) {
	a, members := r.q.act, r.e.Group.Members
	all := func(can func(*transfer.Job) bool, do func([]uuid.UUID)) func() {
		return func() { do(list.IDs(members, can)) }
	}
	t := r.e.Group.Tally
	if r.e.Job.Outcome != "" {
		return rowAction{"retrying", words.Tr(words.UploadAgain), all(list.HasEnded, a.again)},
			rowAction{markRemove, words.Tr(words.Remove), all(list.HasEnded, a.remove)}
	}
	if len(list.IDs(members, list.CanCancel)) > 0 {
		second = rowAction{markCancel, words.Tr(words.Cancel), all(list.CanCancel, a.cancel)}
	}
	switch {
	case t.Active+t.Waiting+t.Retrying > 0:
		first = rowAction{"paused", words.Tr(words.Pause), all(list.CanPause, a.pause)}
	case t.Failed+t.NeedsYou > 0:
		first = rowAction{"retrying", words.Tr(words.Retry), all(list.CanRetry, a.retry)}
	case t.Paused > 0:
		first = rowAction{"resume", words.Tr(words.Resume), all(list.CanResume, a.run)}
	}
	return first, second
}
