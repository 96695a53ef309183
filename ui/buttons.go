package ui

import (
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/rows"
	"sendoff/ui/words"
)

// Buttons are the two buttons of a row: the likely cure, and the way to end it. nil stands for the heading of the
// history, whose buttons act on all of it.
func (a *actions) Buttons(r list.Row) (first, second kit.Action) {
	switch r := r.(type) {
	case *list.Entry:
		return a.ofUpload(r.Job)
	case *list.Group:
		return a.ofGroup(r)
	}
	return kit.Action{Text: words.Tr(words.Export), Do: a.exportHistory}, kit.Action{Text: words.Tr(words.ClearFinished), Do: a.clearFinished}
}

func (a *actions) ofUpload(j *transfer.Job) (first, second kit.Action) {
	one := []uuid.UUID{j.ID}
	second = kit.Action{Mark: rows.MarkCancel, Text: words.WayOut(j), Do: func() { a.cancel(one) }}
	switch {
	case list.HasEnded(j):
		return a.afterwards(j), kit.Action{Mark: rows.MarkRemove, Text: words.Tr(words.Remove), Do: func() { a.Forget(one) }}
	case list.IsOpenCancel(j):
		return kit.Action{}, kit.Action{Mark: rows.MarkStop, Text: words.Tr(words.StopTrying), Do: func() { a.Forget(one) }}
	case !list.CanCancel(j):
		return kit.Action{}, kit.Action{}
	case list.CanResume(j):
		first = kit.Action{Mark: "resume", Text: words.Tr(words.Resume), Do: func() { a.run(one) }}
	case list.CanRetry(j):
		first = remedyOf(j).action(a, j.ID)
	case list.CanPause(j):
		first = kit.Action{Mark: "paused", Text: words.Tr(words.Pause), Do: func() { a.pause(one) }}
	}
	return first, second
}

// cureOf is the likely cure of what all stuck members of a group have in common.
func (a *actions) cureOf(g *list.Group) kit.Action {
	switch words.CureOf(g.Cause.Fault, g.Cause) { //nolint:exhaustive // the others begin with a file, or are to try again
	case words.CureAddress, words.CureTest, words.CureAdmin, words.CureCertificate, words.CureOwnCertificate, words.CureSignIn, words.CureAccount, words.CureDetails:
		return remedyOf(g.Cause).action(a, g.Cause.ID)
	}
	return kit.Action{Mark: "retrying", Text: words.Tr(words.Retry), Do: func() { a.retry(list.IDs(g.Members, list.CanRetry)) }}
}

// ofGroup are the buttons of a group's row: they act on all of its shown members.
func (a *actions) ofGroup(g *list.Group) (first, second kit.Action) {
	all := func(can func(*transfer.Job) bool, do func([]uuid.UUID)) func() {
		return func() { do(list.IDs(g.Members, can)) }
	}
	if g.Ended() {
		return kit.Action{Mark: "retrying", Text: words.Tr(words.UploadAgain), Do: all(list.HasEnded, a.again)},
			kit.Action{Mark: rows.MarkRemove, Text: words.Tr(words.Remove), Do: all(list.HasEnded, a.remove)}
	}
	if len(list.IDs(g.Members, list.CanCancel)) > 0 {
		second = kit.Action{Mark: rows.MarkCancel, Text: words.Tr(words.Cancel), Do: all(list.CanCancel, a.cancel)}
	}
	switch t := g.Tally; {
	case g.OneCause():
		first = a.cureOf(g)
	case t.Active+t.Waiting+t.Retrying > 0:
		first = kit.Action{Mark: "paused", Text: words.Tr(words.Pause), Do: all(list.CanPause, a.pause)}
	case t.Failed+t.NeedsYou > 0:
		first = kit.Action{Mark: "retrying", Text: words.Tr(words.Retry), Do: all(list.CanRetry, a.retry)}
	case t.Paused > 0:
		first = kit.Action{Mark: "resume", Text: words.Tr(words.Resume), Do: all(list.CanResume, a.run)}
	}
	return first, second
}
