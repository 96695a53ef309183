package ui

// showHidden shows the failures of all servers: the chosen one kept some of them out of sight.
func (w *Window) showHidden() {
	f := filterNeedsYou
	if w.model.totals.stuck > 0 {
		f = filterFailed
	}
	w.model.filter = f
	w.model.setServer(-1)
	w.toolbar.search.SetText("")
	w.refreshAll()
	w.queue.focus()
}
