package ui

import "sendoff/ui/list"

// showHidden shows all servers' failures, which the chosen server had hidden.
func (w *Window) showHidden() {
	f := list.FilterNeedsYou
	if w.model.Totals.Stuck > 0 {
		f = list.FilterFailed
	}
	w.model.Filter = f
	w.model.SetServer(-1)
	w.toolbar.search.SetText("")
	w.refreshAll()
	w.queue.Focus()
}
