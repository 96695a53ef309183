package rows

import (
	"sort"
	"strings"

	"fyne.io/fyne/v2/canvas"

	"sendoff/ui/kit"
	"sendoff/ui/list"
)

// Rows of one line, in columns.

// percentRoom is what stands behind a bar.
const percentRoom float32 = 42

// arrangeCompact puts a row into the columns, however far its name is indented.
func (r *Row) arrangeCompact(left, width, height float32) {
	at, middle := r.q.columns.places(tableEnd(width)), height/2
	name := at[list.ColumnName]
	r.putName(left, middle, name.x+name.w-left)
	cell(r.figures, r.was.size, at[list.ColumnSize], middle)
	cell(r.facts, r.was.speed, at[list.ColumnSpeed], middle)
	cell(r.left, r.was.left, at[list.ColumnLeft], middle)
	server := at[list.ColumnServer]
	centre(r.dest, within(r.was.dest, server), server.x, middle, server.w)
	state, chip := at[list.ColumnState], r.chipRoom()
	if kit.TextWidth(r.state, r.was.state)+chip > state.w { // the words are worth more than the code
		chip = 0
	}
	centre(r.state, beginning(r.state, within(r.was.state, state), state.w-chip), state.x, middle, max(state.w-chip, 0))
	r.placeChip(state.x+r.state.Size().Width+kit.Gap, middle, chip > 0)
	r.arrangeProgress(at[list.ColumnProgress], middle)
}

// cell puts figures at the right edge of their column.
func cell(t *canvas.Text, words string, s span, middle float32) {
	kit.Put(t, within(words, s), s.x, middle, s.w)
	endAt(t, s.x+s.w, middle)
}

// within is a text for a column, "" if the column is not shown.
func within(words string, s span) string {
	if s.w == 0 {
		return ""
	}
	return words
}

// beginning is as much of a sentence as fits, from its start: its end is worth less.
func beginning(t *canvas.Text, words string, room float32) string {
	if kit.TextWidth(t, words) <= room {
		return words
	}
	letters := []rune(words)
	n := sort.Search(len(letters), func(n int) bool { return kit.TextWidth(t, string(letters[:n+1])+"…") > room })
	return strings.TrimRight(string(letters[:n]), " ,") + "…"
}

// arrangeProgress puts the bar into its column, with the percentage behind it.
func (r *Row) arrangeProgress(s span, middle float32) {
	span := s.w - percentRoom
	if r.was.bar == "" || s.w == 0 {
		span = 0
	}
	r.placeBar(s.x, middle, max(span, 0))
	kit.Put(r.percent, within(r.was.percent, s), s.x, middle, s.w)
	r.percent.Move(r.percent.Position().AddXY(s.w-percentRoom+kit.Gap, -r.percent.Size().Height/2))
}
