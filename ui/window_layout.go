package ui

import (
	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/rows"
)

// frameLayout arranges toolbar, side column, list, details and status bar. Tab visits them in this order.
type frameLayout struct{ w *Window }

// MinSize is called by the toolkit between mapping the window and painting it.
func (l *frameLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	if fill := l.w.fill; fill != nil {
		l.w.fill = nil
		fill()
	}
	return fyne.NewSize(minWidth, minHeight)
}

func (l *frameLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	if len(o) == 0 { // not filled yet
		return
	}
	top, sideColumn, list, details, bottom, grip := o[0], o[1], o[2], o[3], o[4], o[5]
	narrow := s.Width < narrowWidth
	l.w.setLow(s.Height < lowHeight)
	l.w.toolbar.setRoom(narrow, s.Width)
	th, bh := l.w.toolbar.height(s.Width), l.w.status.height()
	kit.Place(top, 0, 0, s.Width, th)
	kit.Place(bottom, 0, s.Height-bh, s.Width, bh)
	left, body := float32(0), s.Height-th-bh
	kit.Show(sideColumn, !narrow)
	if !narrow {
		kit.Place(sideColumn, 0, th, sideWidth, body)
		left = sideWidth
	}
	room := s.Width - left
	l.w.useRest(room)
	open, beside := l.w.details.Open(), s.Width >= detailsBeside
	switch {
	case open && beside:
		pane := paneWidth(room, l.w.settings.Pane)
		room -= pane
		kit.Place(details, left+room, th, pane, body)
		kit.Place(grip, left+room-kit.GripWidth/2, th, kit.GripWidth, body)
	case open:
		kit.Place(details, left, th, room, body)
	}
	kit.Show(grip, open && beside)
	kit.Show(list, !open || beside)
	kit.Place(list, left, th, room, body)
	if l.w.sheets.Top() != nil {
		l.w.sheets.Top().Fit()
	}
}

// setLow takes away what a low window has no room for: the titles of sections, and the line about drops.
func (w *Window) setLow(low bool) {
	if w.low == low {
		return
	}
	w.low = low
	w.model.SetUntitled(low)
	kit.Show(w.strip.content, !low && len(w.model.Shown) > 0)
	w.queue.Refresh()
}

// paneWidth is the width of the details beside the list. wish is where the user dragged their edge to, 0 = nowhere:
// then the list has what it can be read at, and the details the rest.
func paneWidth(room, wish float32) float32 {
	if wish <= 0 {
		wish = max(room*paneShare, room-rows.ReadingWidth)
	}
	return min(max(wish, paneLeast), room-listLeast)
}

// dragPane moves the edge between list and details; below 0 = to the left.
func (w *Window) dragPane(by float32) {
	room := w.frame.Size().Width
	if w.side.content.Visible() {
		room -= sideWidth
	}
	w.settings.Pane = paneWidth(room, paneWidth(room, w.settings.Pane)-by)
	w.relayout()
}

const (
	sideWidth     float32 = 208
	paneLeast             = rows.RestLeast
	listLeast     float32 = 320
	paneShare     float32 = 0.42 // of the width beside the side column
	narrowWidth   float32 = 760  // below this width: one column
	detailsBeside float32 = 900  // from this width on details are beside the list
	lowHeight     float32 = 420  // a lower window has no room for titles
	minWidth      float32 = 480
	minHeight     float32 = 360
	defaultWidth  float32 = 1100
	defaultHeight float32 = 720
)

// listLayout puts the header above the list and the strip below; an empty state takes all the room.
type listLayout struct{}

func (listLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

func (listLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	head, top, list, line, strip, empty := o[0], o[1], o[2], o[3], o[4], o[5]
	foot := stripHeight
	switch {
	case !strip.Visible():
		foot = 0
	case s.Height < 10*rows.HeaderHeight:
		foot = stripLow
	}
	kit.Place(head, 0, 0, s.Width, rows.HeaderHeight)
	kit.Place(top, 0, rows.HeaderHeight, s.Width, 1)
	kit.Place(list, 0, rows.HeaderHeight+2, s.Width, s.Height-rows.HeaderHeight-3-foot)
	kit.Place(line, 0, s.Height-foot, s.Width, 1)
	kit.Place(strip, 0, s.Height-foot, s.Width, foot)
	kit.Place(empty, 0, 0, s.Width, s.Height)
}

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
