package ui

import (
	"github.com/google/uuid"

	"sendoff/ui/list"
	"sendoff/ui/words"
)

// The way back from a cancel: a note with a button, and Ctrl+Z. What the server had of the upload is gone; the file is
// uploaded once more.

// cancelled notes which uploads were cancelled, and offers to upload them again.
func (a *actions) cancelled(ids []uuid.UUID) {
	if len(ids) == 0 {
		return
	}
	a.w.cancelled = ids
	name := ""
	if e := a.w.model.Entries[ids[0]]; e != nil {
		name = e.Job.Name()
	}
	text := words.CancelledText(len(ids), name)
	a.w.offer(text, words.Tr(words.UploadAgain), a.UndoCancel)
	a.w.fade(text, 2*newsTime)
}

// UndoCancel uploads again what the last cancel took away.
func (a *actions) UndoCancel() {
	ids := a.w.model.Still(a.w.cancelled, list.IsCancelled)
	a.w.cancelled = nil
	if len(ids) == 0 {
		a.w.news(words.Tr(words.NothingToUndo))
		return
	}
	a.again(ids)
}
