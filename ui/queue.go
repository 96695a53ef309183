package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/ui/kit"
	"sendoff/ui/list"
)

// queue is the list of uploads: a widget.List with one row widget per line, whose rows on the screen
// are updated in place.
type queue struct {
	widget.List
	m     *list.Model
	act   *actions
	shown map[int]*row // line -> its row; pruned to the visible lines

	lastTap   time.Time // of a tap that may become a double click
	lastTapID uuid.UUID

	owners map[int]rowOwner // which upload is on which line

	talls   []tall          // rows higher than rowHeight, from the top
	gauge   *row            // measures rows that are not on the screen
	heights map[int]float32 // heights passed to the toolkit's list, by line
	rooms   map[sameRoom]float32
	growths map[*list.Entry]growth // extra heights of uploads' rows
	growing bool                   // heights are being set: rows need no repaint

	compact bool      // rows are one line high
	focused bool      // the list has the keyboard focus
	button  int       // the focused button of the cursor's row: 0 = none, 1 and 2 from the left
	typed   string    // beginning of a name, as typed
	typedAt time.Time // time of its last letter
}

func newQueue(m *list.Model, a *actions) *queue {
	q := &queue{m: m, act: a, shown: map[int]*row{}, owners: map[int]rowOwner{}}
	q.HideSeparators = true
	q.Length = q.length
	q.CreateItem = func() fyne.CanvasObject { return newRow(q) }
	q.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) {
		if !q.growing {
			o.(*row).bind(i)
		}
	}
	q.ExtendBaseWidget(q)
	return q
}

// heading reports whether the heading line of the history is shown. It separates the history from the queue, and
// has the buttons for all of it.
func (q *queue) heading() bool {
	switch q.m.Filter { //nolint:exhaustive // the others show no history
	case list.FilterAll, list.FilterDone, list.FilterCancelled:
		return q.m.Split < len(q.m.Shown)
	}
	return false
}

func (q *queue) length() int {
	if q.heading() {
		return len(q.m.Shown) + 1
	}
	return len(q.m.Shown)
}

// at is the row on a line, nil for the heading or a line that is gone.
func (q *queue) at(line int) list.Row {
	i := q.index(line)
	if i < 0 || i >= len(q.m.Shown) {
		return nil
	}
	return q.m.Shown[i]
}

// index turns a line into an index of model.shown, -1 for the heading.
func (q *queue) index(line int) int {
	switch {
	case !q.heading() || line < q.m.Split:
		return line
	case line == q.m.Split:
		return -1
	}
	return line - 1
}

// line turns an index of model.shown into a line.
func (q *queue) line(index int) int {
	if q.heading() && index >= q.m.Split {
		return index + 1
	}
	return index
}

// changed repaints what an update changed.
func (q *queue) changed(c list.Change) {
	if c.Whole {
		q.Refresh()
		return
	}
	if q.grow() {
		q.List.Refresh()
		return
	}
	changed := make(map[list.Row]bool, len(c.Rows))
	for _, e := range c.Rows {
		changed[e] = true
	}
	q.eachShown(func(r *row) {
		if r.e == nil || changed[r.e] {
			r.update()
		}
	})
}

// tick repaints the texts that depend on the time.
func (q *queue) tick() { q.eachShown((*row).update) }

func (q *queue) selectionChanged() { q.eachShown((*row).setSelected) }

// eachShown visits the visible rows. They are computed from the scroll position, because the list keeps rows that
// it no longer shows, with their last job.
func (q *queue) eachShown(f func(*row)) {
	first, last := q.lineAt(q.GetScrollOffset()), q.lineAt(q.GetScrollOffset()+q.Size().Height)
	for i, r := range q.shown {
		switch {
		case i < first-margin || i > last+margin || r.index != i:
			delete(q.shown, i)
		case r.e == q.at(i):
			f(r)
		}
	}
}

// margin is how many lines above and below the visible ones the list may prepare.
const margin = 2

// tapped handles a click on a row.
func (q *queue) tapped(r *row) {
	q.focus()
	mod := kit.Modifiers()
	double := mod == 0 && r.id() == q.lastTapID && time.Since(q.lastTap) < fyne.CurrentApp().Driver().DoubleTapDelay()
	q.lastTap, q.lastTapID = time.Now(), r.id()
	q.choose(r.index, reachOf(mod))
	if double {
		r.shows.open()
	}
}

// fold collapses or opens a group.
func (q *queue) fold(g *list.Group, folded bool) {
	q.m.Fold(g, folded)
	q.Refresh()
	q.act.selected()
}

// rowHeight is the height of a row that has not grown.
func (q *queue) rowHeight() float32 {
	if q.compact {
		return rowCompact
	}
	return rowHeight
}

// setCompact switches between rows of two lines and of one.
func (q *queue) setCompact(on bool) {
	if q.compact != on {
		q.compact = on
		clear(q.shown)
		q.Refresh()
	}
}

func (q *queue) focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(q); c != nil {
		c.Focus(q)
	}
}

// choose selects a line; r sets how far the selection reaches.
func (q *queue) choose(line int, r list.Reach) {
	q.m.Pick(q.index(line), r)
	q.button = 0
	q.selectionChanged()
	q.act.selected()
}

func reachOf(mod fyne.KeyModifier) list.Reach {
	shift, command := mod&fyne.KeyModifierShift != 0, mod&fyne.KeyModifierShortcutDefault != 0
	switch {
	case shift && command:
		return list.ReachAddTo
	case shift:
		return list.ReachTo
	case command:
		return list.ReachToggle
	}
	return list.ReachOne
}
