package ui

import (
	"cmp"

	"github.com/google/uuid"

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
	a.w.sheets.confirm(question{
		title: words.RemoveQuestion(len(found)), body: words.Tr(words.ClearConsequence),
		no: words.Tr(words.KeepThem), yes: words.ClearButtonText(len(found)), then: func() { a.forget(a.still(found, list.HasEnded)) },
	})
}
