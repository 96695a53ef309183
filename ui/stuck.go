package ui

import (
	"sendoff/transfer"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// What cannot go on leaves a filter like Active at once. Nothing disappears without a word: a note names it and its
// cause, with a button that leads there.

// sayStuck tells of uploads that the chosen filter hides since they cannot go on, together with those of the note that is
// still there.
func (a *actions) sayStuck(found []*list.Entry) {
	if len(found) == 0 {
		return
	}
	w := a.w
	w.stuck = w.model.Still(w.stuck, list.HasFailed)
	for _, e := range found {
		w.stuck = append(w.stuck, e.Job.ID)
	}
	w.offer(words.StuckText(w.model.Job(w.stuck[0]), len(w.stuck)), words.Tr(words.ShowIt), a.showStuck)
}

// showStuck shows what the note is about, under its filter.
func (a *actions) showStuck() {
	w := a.w
	still := w.model.Still(w.stuck, list.HasFailed)
	w.stuck = nil
	if len(still) == 0 {
		return
	}
	f := list.FilterNeedsYou
	if w.model.Job(still[0]).State() == transfer.Failed {
		f = list.FilterFailed
	}
	w.toolbar.search.SetText("")
	w.model.SetFilter(f)
	w.refreshAll()
	w.queue.GoTo(still[0])
	w.queue.Focus()
}
