package rows

import (
	"time"

	"fyne.io/fyne/v2/theme"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// content is what a row shows: an upload, a group, or the history's heading.
type content interface {
	describe(now time.Time) rowLook
	open()        // on a double click and Enter
	unfold() bool // on Right, before it moves to the buttons; reports whether it did anything
	leave()       // on Left
}

// contentOf is the content for a row of the list; nil means the heading.
func (q *Queue) contentOf(r list.Row) content {
	switch r := r.(type) {
	case *list.Entry:
		return uploadContent{q, r}
	case *list.Group:
		return groupContent{q, r}
	}
	return headingContent{q}
}

// headingContent is the heading of the history. It never has the focus.
type headingContent struct{ q *Queue }

func (h headingContent) describe(time.Time) rowLook {
	n, uploaded := h.q.m.History()
	return rowLook{
		name: words.Tr(words.Finished), state: words.FinishedText(n, uploaded, h.q.w.HistoryKept()), brief: words.Number(n),
		tint: kit.ColorMuted, kind: rowHeading, compact: h.q.compact,
	}
}

func (headingContent) open()        {}
func (headingContent) unfold() bool { return false }
func (headingContent) leave()       {}

// uploadContent is one upload.
type uploadContent struct {
	q *Queue
	e *list.Entry
}

// describe computes the texts of an upload's row.
func (u uploadContent) describe(now time.Time) rowLook {
	j, s := u.e.Job, u.e.State
	d := rowLook{compact: u.q.compact, name: words.Drawn(j.Name()), dest: u.q.m.Destination(u.e), mark: string(s), tint: stateColor(s), bar: barColor(s)}
	d.state = words.StateText(j, now)
	if u.e.Group != nil && u.q.m.Grouped() {
		d.indent, d.dest = memberIndent, ""
	}
	switch {
	case j.Outcome != "":
		d.kind, d.faint = rowEnded, true
		d.tint = outcomeColor(j.Outcome)
		d.detail = words.Size(j.Source.Size) + words.Dot + words.Clock(j.Ended, now)
		if j.Outcome == transfer.Delivered {
			d.detail = ""
		}
		if j.Outcome == transfer.Delivered && j.Fault != nil { // the file was delivered, its reply was not
			d.detail, d.tint = words.FaultSentence(j.Fault, j), theme.ColorNameWarning
		}
	case j.Fault != nil && list.CanRetry(j) && !j.Watched():
		d.kind = rowFault
		d.detail = words.FaultSentence(j.Fault, j)
		d.code = words.CodeText(j.Fault)
	default:
		d.detail, d.brief = words.ProgressText(j)
		d.faint = s.Standing() == transfer.Leaves
		if d.faint && j.Fault != nil { // the server was not told of the cancel: the session may be open
			d.tint, d.kind = theme.ColorNameWarning, rowEnded
		}
	}
	return d
}

// open shows the details.
func (u uploadContent) open() { u.q.w.Details(u.e.Job.ID) }

func (uploadContent) unfold() bool { return false }

// leave moves from a member to its group.
func (u uploadContent) leave() {
	if u.e.Group != nil && u.q.m.Grouped() {
		u.q.GoTo(u.e.Group.ID())
	}
}
