package ui

import (
	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/ui/details"
	"sendoff/ui/list"
	"sendoff/ui/rows"
	"sendoff/ui/words"
)

// What the rooms below the window ask of it. The actions answer.

var (
	_ details.Window    = (*actions)(nil)
	_ rows.Window       = (*actions)(nil)
	_ rows.HeaderWindow = (*actions)(nil)
)

// openDetails opens the pane about an upload of the list.
func (w *Window) openDetails(id uuid.UUID) {
	if w.model.Entries[id] == nil {
		return
	}
	w.details.Show(id)
	w.relayout()
	w.queue.Keep(id)
}

func (w *Window) closeDetails() {
	id := w.details.ID
	w.details.Hide()
	w.relayout()
	w.queue.Keep(id)
	w.queue.Focus()
}

// CloseDetails closes the pane about an upload.
func (a *actions) CloseDetails() { a.w.closeDetails() }

// Inspect requests the transcript of a job.
func (a *actions) Inspect(id uuid.UUID) { a.w.host.Inspect(id) }

// Message shows a line until it is closed.
func (a *actions) Message(text string) { a.w.Message(text) }

// News shows a line that goes by itself.
func (a *actions) News(text string) { a.w.news(text) }

// Reveal shows a file in the system's file manager, off the screen's goroutine.
func (a *actions) Reveal(path string) {
	host := a.w.host
	go func() { // ends once the file manager has started
		if err := host.Reveal(path); err != nil {
			host.Post(func() { a.w.Message(words.ErrorText(err)) })
		}
	}()
}

// showSource reveals the local file of the first upload.
func (a *actions) showSource(list []uuid.UUID) {
	if e := a.w.model.Entries[list[0]]; e != nil {
		a.Reveal(e.Job.Source.Path)
	}
}

// CopyCode copies an upload's fault code.
func (a *actions) CopyCode(code string) {
	a.w.app.Clipboard().SetContent(code)
	a.w.news(words.CopiedCodeText(code))
}

// HistoryKept is how many entries the history keeps.
func (a *actions) HistoryKept() int { return a.w.historyKept() }

// SortBy sorts the list by a column; the same column again reverses the order.
func (a *actions) SortBy(c list.Column) {
	a.w.model.SortBy(c)
	a.w.header.Update()
	a.w.refreshAll()
}

// ToList gives the keyboard to the list.
func (a *actions) ToList() { a.w.toList() }

// FunctionKey handles the function keys.
func (a *actions) FunctionKey(e *fyne.KeyEvent) { a.w.functionKey(e) }
