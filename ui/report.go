package ui

import (
	"time"

	"sendoff/ui/words"

	"github.com/google/uuid"
)

// Plain-text reports for the clipboard. Addresses come without credentials and tokens.

// copyForAdmin copies what a server's admin needs to know about a refusal.
func (a *actions) copyForAdmin(id uuid.UUID) {
	if j := a.w.model.Job(id); j != nil {
		a.Copy(words.AdminText(j))
	}
}

// copyDetails copies all that is known about an upload.
func (a *actions) copyDetails(id uuid.UUID) {
	if j := a.w.model.Job(id); j != nil {
		a.Copy(words.DetailsText(j, time.Now()))
	}
}

// CopyDiagnostics copies the program's diagnostics for whoever helps.
func (a *actions) CopyDiagnostics() {
	a.w.host.Diagnostics(func(text string, err error) {
		if err != nil {
			a.w.Message(words.ErrorText(err))
			return
		}
		a.w.app.Clipboard().SetContent(text)
		a.w.news(words.Tr(words.Diagnosed))
	})
}
