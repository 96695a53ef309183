package ui

import (
	"cmp"

	"github.com/google/uuid"

	"sendoff/ui/words"
)

// remove takes uploads that have ended off the list. It asks first where a cancel of as many would:
// nothing brings the record back.
func (a *actions) remove(list []uuid.UUID) {
	if len(list) < cmp.Or(a.w.settings.AskFrom, defaultAskFrom) {
		a.forget(list)
		return
	}
	a.w.confirm(question{
		title: words.RemoveQuestion(len(list)), body: words.Tr(words.ClearConsequence),
		no: words.Tr(words.KeepThem), yes: words.ClearButtonText(len(list)), then: func() { a.forget(a.still(list, hasEnded)) },
	})
}
