package rows

import (
	"maps"
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"sendoff/transfer"
	"sendoff/ui/kit"
	"sendoff/ui/list"
)

// Rows that grow: a failure and its cure are shown in full, however narrow the window is.

// tall is a line whose row is higher than rowHeight.
type tall struct {
	line  int
	extra float32 // height beyond rowHeight
	sum   float32 // total extra of all tall lines down to this one
}

const (
	lineStep float32 = 16 // distance between lines of text
	maxTall  int     = 50 // at most this many rows grow: the toolkit's list lays itself out for each
)

// grow makes the rows as high as their text needs. It reports whether any height changed.
func (q *Queue) grow() bool {
	q.talls = q.needed()
	next := make(map[int]float32, len(q.talls))
	for line := range q.heights { // the list keeps a height once set
		next[line] = q.rowHeight()
	}
	for _, t := range q.talls {
		next[t.line] = q.rowHeight() + t.extra
	}
	if maps.Equal(next, q.heights) {
		return false
	}
	q.growing = true
	for line, height := range next {
		if q.heights[line] != height {
			q.SetItemHeight(line, height)
		}
	}
	q.heights, q.growing = next, false
	return true
}

// needed are the rows that grow, from the top: uploads that do not continue by themselves. Others would shrink and
// grow under the pointer.
func (q *Queue) needed() []tall {
	if q.compact || q.Size().Width <= 0 {
		return nil
	}
	var talls []tall
	sum := float32(0)
	for i, r := range q.m.Shown {
		e, one := r.(*list.Entry)
		if !one || e.Job.Fault == nil || e.State.Standing() != transfer.Stuck {
			continue
		}
		if extra := q.extra(e); extra > 0 {
			sum += extra
			talls = append(talls, tall{q.line(i), extra, sum})
		}
		if len(talls) == maxTall {
			break
		}
	}
	return talls
}

// growth is a computed extra height, with what it was computed from.
type growth struct {
	fault *transfer.Fault
	width float32
	alone bool
	extra float32
}

// extra is the height that an upload's row needs beyond rowHeight.
func (q *Queue) extra(e *list.Entry) float32 {
	width, alone := q.Size().Width, e.Group == nil || !q.m.Grouped()
	if g, known := q.growths[e]; known && g.fault == e.Job.Fault && g.width == width && g.alone == alone {
		return g.extra
	}
	if q.gauge == nil {
		q.gauge = newRow(q)
	}
	r := q.gauge
	r.hold(e)
	r.was = r.shows.describe(e.Job.Fault.At)
	first, _ := q.w.Buttons(e)
	like := sameRoom{r.was.detail, r.was.code, first.Text, alone, width}
	extra, known := q.rooms[like]
	if !known {
		extra = r.extraHeight(width)
		if q.rooms == nil || len(q.rooms) > maxRooms {
			q.rooms = map[sameRoom]float32{}
		}
		q.rooms[like] = extra
	}
	if q.growths == nil || len(q.growths) > maxRooms {
		q.growths = map[*list.Entry]growth{}
	}
	q.growths[e] = growth{e.Job.Fault, width, alone, extra}
	return extra
}

// sameRoom is what determines a row's height: most failures are of a few kinds.
type sameRoom struct {
	words, code, button string
	alone               bool
	width               float32
}

// maxRooms bounds the cache of heights.
const maxRooms = 1000

// extraHeight is what the row needs beyond rowHeight to show all its text.
func (r *Row) extraHeight(width float32) float32 {
	r.setButtons()
	left := kit.Pad + r.was.indent + iconSize + kit.Pad
	span := max(r.arrangeButtons(fyne.NewSize(min(width, maxRowWidth), rowHeight))-left-kit.Pad, 40)
	lines := kit.Wrap(r.detail, r.was.detail, kit.Room{Width: span, Chip: r.chipRoom(), Lines: maxLines})
	return float32(max(len(lines)-2, 0)) * lineStep
}

// maxLines is the highest row, in lines of text: more than any sentence needs in the narrowest window.
const maxLines = 8

// step is the distance between rows of rowHeight.
func (q *Queue) step() float32 { return q.rowHeight() + q.Theme().Size(theme.SizeNamePadding) }

// top is the y position of a line.
func (q *Queue) top(line int) float32 {
	y := float32(line) * q.step()
	if i := sort.Search(len(q.talls), func(i int) bool { return q.talls[i].line >= line }); i > 0 {
		y += q.talls[i-1].sum
	}
	return y
}

// height is the height of the row on a line.
func (q *Queue) height(line int) float32 {
	return q.top(line+1) - q.top(line) - q.step() + q.rowHeight()
}

// lineAt is the line at a y position.
func (q *Queue) lineAt(y float32) int {
	return sort.Search(q.length(), func(line int) bool { return q.top(line+1) > y })
}

// Refresh repaints the list.
func (q *Queue) Refresh() {
	q.grow()
	q.List.Refresh()
}

// Resize resizes the list and regrows its rows.
func (q *Queue) Resize(s fyne.Size) {
	wider := s.Width != q.Size().Width
	q.List.Resize(s)
	if wider && q.grow() {
		q.List.Refresh()
	}
}
