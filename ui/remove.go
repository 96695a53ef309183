package ui

import (
	"github.com/google/uuid"
)

// remove takes uploads that have ended off the list. It asks first where a cancel of as many would:
// nothing brings the record back.
func (a *actions) remove(list []uuid.UUID) {
	if len(list) < or(a.w.settings.AskFrom, defaultAskFrom) {
		a.forget(list)
		return
	}
	a.w.confirm(question{
		title: removeQuestion(len(list)), body: tr(textClearConsequence),
		no: tr(textKeepThem), yes: clearButtonText(len(list)), then: func() { a.forget(a.still(list, hasEnded)) },
	})
}
