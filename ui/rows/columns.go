package rows

import (
	"slices"

	"sendoff/ui/kit"
	"sendoff/ui/list"
)

// Columns are the columns of rows of one line: which are shown, and how wide. The header and the rows place
// themselves by them.
type Columns struct {
	looks   map[string]list.ColumnLook // by list.ColumnKeys
	changed func()                     // called when a look has changed
}

// span is where a column stands in a row.
type span struct{ x, w float32 }

// spans are the places of the columns, by column; w = 0 is one that is not shown.
type spans [list.ColumnCount]span

const (
	columnGap  float32 = 12
	nameLeast  float32 = 140
	nameEnough float32 = 240 // what a wide window has beyond it goes to the state,
	stateFull  float32 = 400 // until that has its longest short form and a code
	nameWide   float32 = 480 // what is left beyond it goes to the bar,
	barFull    float32 = 480 // until that is as long: the eye has less of a way from the name to what belongs to it
	stateTight float32 = 150 // the state gives way down to this before a column leaves
	stateLeast float32 = 90  // and to this afterwards
	columnMin  float32 = 40
	iconSize   float32 = 20
	tableLeft          = kit.Pad + iconSize + kit.Pad
)

// usual are the widths of the columns that have one. The name has what the others leave.
var usual = [list.ColumnCount]float32{
	list.ColumnSize: 66, list.ColumnProgress: 100, list.ColumnSpeed: 72, list.ColumnLeft: 56, list.ColumnState: 190, list.ColumnServer: 90,
}

// leaves are the columns in the order in which they leave a row that is too narrow for them.
var leaves = []list.Column{list.ColumnServer, list.ColumnLeft, list.ColumnSpeed, list.ColumnSize, list.ColumnProgress}

func (t *Columns) look(c list.Column) list.ColumnLook { return t.looks[list.ColumnKeys[c]] }

func (t *Columns) width(c list.Column) float32 {
	if w := t.look(c).Width; w > 0 {
		return max(w, columnMin)
	}
	return usual[c]
}

// Shown reports whether the user left a column in the table. The name is always there.
func (t *Columns) Shown(c list.Column) bool { return c == list.ColumnName || !t.look(c).Hidden }

// Show shows or hides a column.
func (t *Columns) Show(c list.Column, on bool) {
	l := t.look(c)
	l.Hidden = !on
	t.keep(c, l)
}

func (t *Columns) keep(c list.Column, l list.ColumnLook) {
	if l == (list.ColumnLook{}) {
		delete(t.looks, list.ColumnKeys[c])
	} else {
		t.looks[list.ColumnKeys[c]] = l
	}
	t.changed()
}

// places puts the columns into a row up to where its buttons begin.
func (t *Columns) places(end float32) spans {
	shown := slices.DeleteFunc(slices.Clone(list.Table), func(c list.Column) bool { return !t.Shown(c) })
	tight := max(t.width(list.ColumnState)-stateTight, 0) // what the state can spare
	if !slices.Contains(shown, list.ColumnState) {
		tight = 0
	}
	for _, c := range leaves {
		if t.rest(shown, end)+tight >= nameLeast {
			break
		}
		shown = slices.DeleteFunc(shown, func(s list.Column) bool { return s == c })
	}
	name, state := t.rest(shown, end), t.width(list.ColumnState)
	switch {
	case name < nameLeast && slices.Contains(shown, list.ColumnState): // the state gives way
		less := max(min(nameLeast-name, state-stateLeast), 0)
		name, state = name+less, state-less
	case name > nameEnough && state < stateFull && slices.Contains(shown, list.ColumnState):
		more := min(name-nameEnough, stateFull-state)
		name, state = name-more, state+more
	}
	progress := t.width(list.ColumnProgress)
	if t.look(list.ColumnProgress).Width == 0 && name > nameWide && slices.Contains(shown, list.ColumnProgress) {
		more := min(name-nameWide, barFull-progress)
		name, progress = name-more, progress+more
	}
	var at spans
	x := tableLeft
	for _, c := range shown {
		w := t.width(c)
		switch c { //nolint:exhaustive // the others have a width of their own
		case list.ColumnName:
			w = max(name, columnMin)
		case list.ColumnState:
			w = state
		case list.ColumnProgress:
			w = progress
		}
		at[c] = span{x, w}
		x += w + columnGap
	}
	return at
}

// rest is what some columns leave for the name.
func (t *Columns) rest(shown []list.Column, end float32) float32 {
	room := end - tableLeft
	for _, c := range shown {
		if c != list.ColumnName {
			room -= t.width(c) + columnGap
		}
	}
	return room
}

// drag moves the left edge of a column: what it loses, the one before it gains. The name takes what is left.
func (t *Columns) drag(at spans, c list.Column, by float32) {
	before := list.ColumnName
	for _, s := range list.Table {
		if s == c {
			break
		}
		if at[s].w > 0 {
			before = s
		}
	}
	by = max(min(by, at[c].w-columnMin), columnMin-at[before].w)
	if before != list.ColumnName {
		l := t.look(before)
		l.Width = at[before].w + by
		t.looks[list.ColumnKeys[before]] = l
	}
	l := t.look(c)
	l.Width = at[c].w - by
	t.looks[list.ColumnKeys[c]] = l
}

// right reports whether a column stands at its right edge: those of figures.
func right(c list.Column) bool {
	switch c { //nolint:exhaustive // the others are words
	case list.ColumnSize, list.ColumnSpeed, list.ColumnLeft:
		return true
	}
	return false
}

// tableEnd is where the columns end and the buttons begin in a row of a width.
func tableEnd(width float32) float32 { return width - 2*kit.Pad - 2*kit.SmallButtonHeight - kit.Gap }
