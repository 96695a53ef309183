package ui

import (
	"cmp"

	"github.com/google/uuid"

	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// remove takes uploads that have ended off the list. It asks first where a cancel of as many would:
// nothing brings the record back.
func (a *actions) remove(found []uuid.UUID) {
	if len(found) < cmp.Or(a.w.settings.AskFrom, list.DefaultAskFrom) {
		a.forget(found)
		return
	}
	a.w.sheets.Confirm(kit.Question{
		Title: words.RemoveQuestion(len(found)), Body: words.Tr(words.ClearConsequence),
		No: words.Tr(words.KeepThem), Yes: words.ClearButtonText(len(found)), Then: func() { a.forget(a.still(found, list.HasEnded)) },
	})
}
