package ui

import (
	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// findFile asks for the new place of an upload's file, and continues the upload with it.
func (a *actions) findFile(id uuid.UUID) {
	a.w.host.Choose(false, func(paths []string, err error) {
		switch {
		case err != nil:
			a.w.Message(words.ErrorText(err))
		case len(paths) > 0:
			a.found(id, paths[0])
		}
	})
}

// found checks a file off the screen's goroutine and assigns it to an upload.
func (a *actions) found(id uuid.UUID, path string) {
	go func() { // ends with the check of the file
		source, err := source.Stat(path)
		a.w.host.Post(func() {
			j := a.job(id)
			switch {
			case err != nil:
				a.w.Message(words.ErrorText(err))
			case j == nil || !list.CanCancel(j):
				a.w.Message(words.Tr(words.ChangedByOther))
			default:
				next := *j
				next.Source = source
				a.change([]transfer.Job{next}, words.Tr(words.FileGoneOn))
			}
		})
	}()
}
