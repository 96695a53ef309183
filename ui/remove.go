package ui

import (
	"cmp"

	"github.com/google/uuid"

	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// remove removes ended uploads from the list. It asks first from as many as a cancel does: the record cannot be
// restored.
func (a *actions) remove(found []uuid.UUID) {
	if len(found) < cmp.Or(a.w.settings.AskFrom, list.DefaultAskFrom) {
		a.Forget(found)
		return
	}
	a.w.sheets.Confirm(kit.Question{
		Title: words.RemoveQuestion(len(found)), Body: words.Tr(words.ClearConsequence),
		No: words.Tr(words.Back), Yes: words.ClearButtonText(len(found)), Then: func() { a.Forget(a.w.model.Still(found, list.HasEnded)) },
	})
}
