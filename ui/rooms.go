package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/details"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/rows"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

// What the rooms below the window ask of it. The actions answer.

var (
	_ details.Window    = (*actions)(nil)
	_ rows.Window       = (*actions)(nil)
	_ rows.HeaderWindow = (*actions)(nil)
	_ sheets.Window     = (*actions)(nil)
)

// openDetails opens the pane about an upload of the list.
func (w *Window) openDetails(id uuid.UUID) {
	if w.model.Entries[id] == nil {
		return
	}
	w.rest = rest{}
	w.details.Show(id)
	w.relayout()
	w.queue.Keep(id)
}

func (w *Window) closeDetails() {
	id := w.details.ID
	w.rest = rest{closed: w.model.Entries[id] != nil} // else what they showed is gone
	w.details.Hide()
	w.relayout()
	w.queue.Keep(id)
	w.queue.Focus()
}

// CloseDetails closes the pane about an upload.
func (a *actions) CloseDetails() { a.w.closeDetails() }

// Inspect requests the transcript of a job.
func (a *actions) Inspect(id uuid.UUID) { a.w.host.Inspect(id) }

// Post queues f for the screen's goroutine. Any goroutine may call it.
func (a *actions) Post(f func()) { a.w.host.Post(f) }

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

// ShowLog shows the log in the system's file manager.
func (a *actions) ShowLog() { a.Reveal(a.w.host.LogFile()) }

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

// Sheets are the dialogs of the window.
func (a *actions) Sheets() *kit.Sheets { return a.w.sheets }

// Canvas is what the window draws on.
func (a *actions) Canvas() fyne.Canvas { return a.w.win.Canvas() }

// Model is the list as plain data.
func (a *actions) Model() *list.Model { return a.w.model }

// Host is the rest of the program.
func (a *actions) Host() sheets.Host { return a.w.host }

// Settings are the window's own settings. A change is stored by Save.
func (a *actions) Settings() *list.Settings { return &a.w.settings }

// Save stores the settings.
func (a *actions) Save() { a.w.save() }

// PutCard adds a server, or changes the one named old.
func (a *actions) PutCard(old string, c cards.Card, stored func(error)) error {
	return a.w.putCard(old, c, stored)
}

// ShowServer chooses a server, -1 = all.
func (a *actions) ShowServer(i int) { a.w.side.chooseServer(i) }

// StartPractice starts the practice server and passes it to then, which may be nil.
func (a *actions) StartPractice(then func(list.Server, error)) { a.w.startPractice(then) }

// Offer is a message with a button.
func (a *actions) Offer(text, label string, do func()) { a.w.offer(text, label, do) }

// Fade removes a message after a while.
func (a *actions) Fade(text string, after time.Duration) { a.w.fade(text, after) }

// SetLook applies theme, scale and rows of the settings.
func (a *actions) SetLook() { a.w.setLook() }

// SetLimits applies and stores the limits.
func (a *actions) SetLimits(l transfer.Limits) { a.w.setLimits(l) }

// HasTray reports whether the desktop has a tray.
func (a *actions) HasTray() bool { return a.w.tray.here }

// Identity is the program's name and version, as a bug report needs them.
func (a *actions) Identity() string {
	return strings.TrimSpace(appName + " " + a.w.app.Metadata().Version)
}
