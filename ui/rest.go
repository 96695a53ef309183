package ui

import (
	"github.com/google/uuid"

	"sendoff/ui/list"
	"sendoff/ui/rows"
)

// rest is about the room that rows of two lines leave in a very wide window: the details stand there without being asked
// for, until the user closes them.
type rest struct {
	shown  bool // the details are open for that reason
	closed bool // by the user
}

// useRest opens the details in the room that the list leaves, and closes them where there is none. room is the width
// beside the side column. The caller lays out.
func (w *Window) useRest(room float32) {
	switch wide := room >= rows.ReadingWidth+paneLeast && w.settings.Rows != list.RowsCompact; {
	case !wide && w.rest.shown:
		w.rest.shown = false
		w.details.Hide()
	case wide && !w.rest.closed && !w.details.Open():
		if id := w.atRest(); id != uuid.Nil {
			w.rest.shown = true
			w.details.Show(id)
		}
	}
}

// restChanged looks whether there is something to show in the rest now.
func (w *Window) restChanged() {
	if !w.details.Open() && !w.rest.closed && w.frame.Size().Width > rows.ReadingWidth {
		w.relayout()
	}
}

// atRest is the upload at the cursor, or the first one of the group there; uuid.Nil = there is none.
func (w *Window) atRest() uuid.UUID {
	switch r := w.queue.AtCursor().(type) {
	case *list.Entry:
		return r.Job.ID
	case *list.Group:
		if len(r.Members) > 0 {
			return r.Members[0].Job.ID
		}
	}
	return uuid.Nil
}
