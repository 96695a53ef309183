package ui

import "sendoff/ui/list"

// showHidden shows the failures of all servers: the chosen one kept some of them out of sight.
func (w *Window) showHidden() {
	f := list.FilterNeedsYou
	if w.model.Totals.Stuck > 0 {
		f = list.FilterFailed
	}
	w.model.Filter = f
	w.model.SetServer(-1)
	w.toolbar.search.SetText("")
	w.refreshAll()
	w.queue.focus()
}
