package rows

import (
	"sort"

	"fyne.io/fyne/v2/theme"

	"sendoff/ui/list"
)

// Lines are what the toolkit's list counts: rows, and the titles of sections above them.

// noTitle is the section of a line that is a row.
const noTitle = list.SectionCount

// titleOn is the section whose title is on a line, noTitle for a row.
func (q *Queue) titleOn(line int) list.Section {
	above := 0
	for _, p := range q.m.Parts {
		if !q.m.Titled(p) {
			continue
		}
		if line == p.At+above {
			return p.Section
		}
		above++
	}
	return noTitle
}

func (q *Queue) length() int {
	n := len(q.m.Shown)
	for _, p := range q.m.Parts {
		if q.m.Titled(p) {
			n++
		}
	}
	return n
}

// titlesBefore counts the titles above a line.
func (q *Queue) titlesBefore(line int) int {
	above := 0
	for _, p := range q.m.Parts {
		if q.m.Titled(p) && p.At+above < line {
			above++
		}
	}
	return above
}

// at is the row on a line, nil for a title or a line that is gone.
func (q *Queue) at(line int) list.Row {
	i := q.index(line)
	if i < 0 || i >= len(q.m.Shown) {
		return nil
	}
	return q.m.Shown[i]
}

// index turns a line into an index of model.Shown, -1 for a title.
func (q *Queue) index(line int) int {
	if q.titleOn(line) != noTitle {
		return -1
	}
	return line - q.titlesBefore(line)
}

// line turns an index of model.Shown into a line.
func (q *Queue) line(index int) int {
	above := 0
	for _, p := range q.m.Parts {
		if q.m.Titled(p) && p.At <= index {
			above++
		}
	}
	return index + above
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
