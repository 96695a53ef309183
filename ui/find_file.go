package ui

import (
	"slices"

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
			j := a.w.model.Job(id)
			switch {
			case err != nil:
				a.w.Message(words.ErrorText(err))
			case j == nil || !list.CanCancel(j):
				a.w.Message(words.Tr(words.ChangedByOther))
			default:
				next := *j
				next.Source = source
				a.Change([]transfer.Job{next}, words.Tr(words.FileGoneOn))
			}
		})
	}()
}

// Change gives uploads other sources or targets, and confirms that.
func (a *actions) Change(jobs []transfer.Job, done string) {
	left := a.leftBehind(jobs)
	a.Do(transfer.Command{Verb: transfer.VerbChange, Jobs: jobs}, func(err error) {
		switch {
		case err != nil:
		case len(left) > 0:
			a.w.Message(words.LeftBehindText(left))
		default:
			a.w.news(done)
		}
	})
}

// leftBehind names the user's own headers that are not sent to the new addresses.
func (a *actions) leftBehind(jobs []transfer.Job) []string {
	var left []string
	for i := range jobs {
		if old := a.w.model.Job(jobs[i].ID); old != nil {
			left = append(left, transfer.LeftBehind(old, jobs[i].Target)...)
		}
	}
	slices.Sort(left)
	return slices.Compact(left)
}
