package rows

import (
	"sort"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"sendoff/ui/kit"
	"sendoff/ui/list"
)

// Queue is the list of uploads: a widget.List with one row widget per line, whose rows on the screen
// are updated in place.
type Queue struct {
	widget.List
	m *list.Model
	spots
	w     Window
	shown map[int]*Row // line -> its row; pruned to the visible lines

	lastTap   time.Time // of a tap that may become a double click
	lastTapID uuid.UUID

	owners map[int]rowOwner // which upload is on which line
	hand   hand

	titles  map[int]float32 // heights given to the toolkit's list, by line: those of titles, and of what stands there now
	setting bool            // heights are being set: rows need no repaint

	compact bool // rows are one line high, in columns
	columns Columns
	focused bool         // the list has the keyboard focus
	title   list.Section // the title with the keyboard's ring, noTitle = a row has it
	button  int          // the focused button of the cursor's row: 0 = none, 1 and 2 from the left
	typed   string       // beginning of a name, as typed
	typedAt time.Time    // time of its last letter
}

// New makes the list of a model on the screen.
func New(w Window, m *list.Model) *Queue {
	q := &Queue{m: m, spots: spots{m}, w: w, shown: map[int]*Row{}, owners: map[int]rowOwner{}, title: noTitle, columns: Columns{looks: map[string]list.ColumnLook{}, changed: func() {}}}
	q.HideSeparators = true
	q.Length = q.length
	q.CreateItem = func() fyne.CanvasObject { return newRow(q) }
	q.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) {
		if !q.setting {
			o.(*Row).bind(i)
		}
	}
	q.ExtendBaseWidget(q)
	return q
}

// Changed repaints what an update changed.
func (q *Queue) Changed(c list.Change) {
	if c.Whole {
		q.refreshAround(q.underPointer())
		return
	}
	changed := make(map[list.Row]bool, len(c.Rows))
	for _, e := range c.Rows {
		changed[e] = true
	}
	q.eachShown(func(r *Row) {
		e, one := r.e.(*list.Entry)
		if r.e == nil || changed[r.e] || one && e.Group != nil && changed[e.Group] { // a group speaks for its members
			r.update()
		}
	})
}

// Tick repaints the texts that depend on the time.
func (q *Queue) Tick() {
	q.toTop()
	q.eachShown((*Row).update)
}

// SelectionChanged shows what is selected now, and where the keyboard is.
func (q *Queue) SelectionChanged() { q.eachShown((*Row).setSelected) }

// eachShown visits the visible rows. They are computed from the scroll position, because the list keeps rows that
// it no longer shows, with their last job.
func (q *Queue) eachShown(f func(*Row)) {
	first, last := q.lineAt(q.GetScrollOffset()), q.lineAt(q.GetScrollOffset()+q.Size().Height)
	for i, r := range q.shown {
		switch {
		case i < first-margin || i > last+margin || r.index != i:
			delete(q.shown, i)
		case r.e == q.at(i) && r.title == q.titleOn(i):
			f(r)
		}
	}
}

// Line is the visible row on a line, nil = none.
func (q *Queue) Line(line int) *Row {
	if r := q.shown[line]; r != nil && r.index == line {
		return r
	}
	return nil
}

// RowAt is the visible row at an index of the model's, nil = none.
func (q *Queue) RowAt(i int) *Row { return q.Line(q.line(i)) }

// Row is the visible row of an upload or a group, nil = it is not on the screen.
func (q *Queue) Row(id uuid.UUID) (found *Row) {
	q.eachShown(func(r *Row) {
		if r.e != nil && r.ID() == id {
			found = r
		}
	})
	return found
}

// margin is how many lines above and below the visible ones the list may prepare.
const margin = 2

// tapped handles a click on a row.
func (q *Queue) tapped(r *Row) {
	q.Focus()
	mod := kit.Modifiers()
	double := mod == 0 && r.ID() == q.lastTapID && time.Since(q.lastTap) < fyne.CurrentApp().Driver().DoubleTapDelay()
	q.lastTap, q.lastTapID = time.Now(), r.ID()
	q.hand.moved = q.lastTap
	q.Choose(q.index(r.index), reachOf(mod))
	if double {
		r.shows.open()
	}
}

// fold collapses or opens a group.
func (q *Queue) fold(g *list.Group, folded bool) {
	q.m.Fold(g, folded)
	q.Refresh()
	q.w.Selected()
}

// SetCompact switches between rows of two lines and of one.
func (q *Queue) SetCompact(on bool) {
	if q.compact != on {
		q.compact = on
		clear(q.shown)
		q.Refresh()
	}
}

// Focus gives the list the keyboard.
func (q *Queue) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(q); c != nil {
		c.Focus(q)
	}
}

// Choose selects the row at an index of the model's; r sets how far the selection reaches.
func (q *Queue) Choose(at int, r list.Reach) {
	q.m.Pick(at, r)
	q.button, q.title = 0, noTitle
	q.SelectionChanged()
	q.w.Selected()
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

// Columns are the columns of the list's rows of one line.
func (q *Queue) Columns() *Columns { return &q.columns }

// SetColumns sets what the user made of the columns. changed is called when that changes.
func (q *Queue) SetColumns(looks map[string]list.ColumnLook, changed func()) {
	q.columns = Columns{looks: looks, changed: changed}
}

// reflow puts all visible rows into their columns again.
func (q *Queue) reflow() {
	q.eachShown(func(r *Row) { r.arrange(r.Size()); fyne.CurrentApp().Driver().CanvasForObject(r).Refresh(r) })
}

// rowHeight is the height of every row.
func (q *Queue) rowHeight() float32 {
	if q.compact {
		return rowCompact
	}
	return rowHeight
}

// gap is what the list puts below each line; the hairline stands in it.
func (q *Queue) gap() float32 { return q.Theme().Size(theme.SizeNamePadding) }

// step is the distance between rows.
func (q *Queue) step() float32 { return q.rowHeight() + q.gap() }

// top is the y position of a line.
func (q *Queue) top(line int) float32 {
	titles := q.titlesBefore(line)
	return float32(line-titles)*q.step() + float32(titles)*(titleHeight+q.gap())
}

// lineAt is the line at a y position.
func (q *Queue) lineAt(y float32) int {
	return sort.Search(q.length(), func(line int) bool { return q.top(line+1) > y })
}

// titleHeight is the height of a section's title.
const titleHeight float32 = 30

// setHeights tells the toolkit's list which lines are titles. It keeps a height once set.
func (q *Queue) setHeights() {
	next := make(map[int]float32, len(q.titles))
	for line := range q.titles {
		next[line] = q.rowHeight()
	}
	above := 0
	for _, p := range q.m.Parts {
		if q.m.Titled(p) {
			next[p.At+above] = titleHeight
			above++
		}
	}
	q.setting = true
	for line, height := range next {
		if q.titles[line] != height {
			q.SetItemHeight(line, height)
		}
	}
	q.titles, q.setting = next, false
}

// Refresh repaints the list.
func (q *Queue) Refresh() {
	q.setHeights()
	q.List.Refresh()
}

// foldSection collapses or opens a section.
func (q *Queue) foldSection(s list.Section) {
	if p, ok := q.m.PartOf(s); ok {
		q.m.FoldSection(s, !p.Folded)
		q.Refresh()
		q.w.Selected()
	}
}

// GoTo selects a row by its ID.
func (q *Queue) GoTo(id uuid.UUID) {
	if at := q.m.IndexOf(id); at >= 0 {
		q.reveal(q.line(at))
		q.Choose(at, list.ReachOne)
	}
}

// reveal scrolls a line into view without List.ScrollTo, which refreshes the whole list.
func (q *Queue) reveal(line int) {
	top, offset := q.top(line), q.GetScrollOffset()
	switch {
	case line > 0 && q.titleOn(line-1) != noTitle && q.top(line-1) < offset: // the first row of a section brings its title
		q.ScrollToOffset(q.top(line - 1))
	case top < offset:
		q.ScrollToOffset(top)
	case top+q.rowHeight() > offset+q.Size().Height:
		q.ScrollToOffset(top + q.rowHeight() - q.Size().Height)
	}
}

// cursorAt reports whether the cursor is at a row. If the cursor's row is not shown, it is at the first one.
func (q *Queue) cursorAt(r *Row) bool {
	if at := q.atTitle(); r.e == nil || !q.focused || at != noTitle {
		return q.focused && at != noTitle && r.title == at
	}
	return r.ID() == q.m.Cursor || r.index == q.line(0) && q.m.IndexOf(q.m.Cursor) < 0
}

// AtCursor is the row at the cursor, nil in an empty list.
func (q *Queue) AtCursor() list.Row {
	if len(q.m.Shown) == 0 {
		return nil
	}
	return q.m.Shown[max(q.m.IndexOf(q.m.Cursor), 0)]
}
