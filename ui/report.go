package ui

import (
	"time"

	"sendoff/ui/words"

	"github.com/google/uuid"
)

// Plain texts about a fault for the clipboard. Addresses are without what in them grants access.

// copyForAdmin copies what the admin of a server needs to know of a refusal.
func (a *actions) copyForAdmin(id uuid.UUID) {
	if j := a.job(id); j != nil {
		a.copy(words.AdminText(j))
	}
}

// copyDetails copies all that is known of an upload.
func (a *actions) copyDetails(id uuid.UUID) {
	if j := a.job(id); j != nil {
		a.copy(words.DetailsText(j, time.Now()))
	}
}

// copyDiagnostics copies what somebody who helps needs to know of the program.
func (a *actions) copyDiagnostics() {
	a.w.host.Diagnostics(func(text string, err error) {
		if err != nil {
			a.w.Message(words.ErrorText(err))
			return
		}
		a.w.app.Clipboard().SetContent(text)
		a.w.news(words.Tr(words.Diagnosed))
	})
}
