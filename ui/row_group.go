package ui

import (
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// The row of a group.

// describeGroup works out the words of a group's row.
func (r *row) describeGroup(now time.Time) rowLook {
	g := r.e.group
	j := r.e.job
	d := rowLook{
		name: groupTitle(g), dest: r.q.m.destination(r.e), state: groupText(g.tally), kind: rowGroup,
		mark: string(r.e.state), tint: stateColor(r.e.state), arrow: "open", compact: r.q.compact,
		faint: j.Outcome != "",
	}
	if r.q.m.folded(g) {
		d.arrow = "folded"
	}
	d.detail, d.brief = groupProgress(j, r.e.group.tally.resting)
	if j.Outcome != "" {
		d.kind, d.detail = rowEnded, d.detail+words.Dot+words.Clock(j.Ended, now)
	}
	return d
}

// groupActions are the buttons of a group's row: they mean all of its members that are shown.
func (r *row) groupActions() (first, second rowAction) {
	a, members := r.q.act, r.e.group.members
	all := func(can func(*transfer.Job) bool, do func([]uuid.UUID)) func() {
		return func() { do(ids(members, can)) }
	}
	t := r.e.group.tally
	if r.e.job.Outcome != "" {
		return rowAction{"retrying", words.Tr(words.UploadAgain), all(hasEnded, a.again)},
			rowAction{markRemove, words.Tr(words.Remove), all(hasEnded, a.remove)}
	}
	if len(ids(members, canCancel)) > 0 {
		second = rowAction{markCancel, words.Tr(words.Cancel), all(canCancel, a.cancel)}
	}
	switch {
	case t.active+t.waiting+t.retrying > 0:
		first = rowAction{"paused", words.Tr(words.Pause), all(canPause, a.pause)}
	case t.failed+t.needsYou > 0:
		first = rowAction{"retrying", words.Tr(words.Retry), all(canRetry, a.retry)}
	case t.paused > 0:
		first = rowAction{"resume", words.Tr(words.Resume), all(canResume, a.run)}
	}
	return first, second
}
