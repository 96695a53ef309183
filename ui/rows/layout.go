package rows

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sendoff/ui/kit"
)

// ReadingWidth is the widest row: the eye does not connect the ends of a wider one.
const ReadingWidth float32 = 1180

// RestLeast is the least width beside the rows that is of use: that of the details. Rows take a smaller rest too.
const RestLeast float32 = 340

// The grid of a row, in Fyne's units. The list adds a gap below each row, in which the hairline stands.
const (
	rowHeight    float32 = 56
	rowCompact   float32 = 28
	narrowRow    float32 = 600 // a narrower row has its buttons on the first line, as icons
	arrowSize    float32 = 18
	groupIndent  float32 = 22 // x of a group's icon
	memberIndent float32 = 44 // x of the icons of its members
	barHeight    float32 = 6
	sentHeight   float32 = 2
	barShare     float32 = 0.72 // of the text's width
	chosenWidth  float32 = 3
	chipPad      float32 = 6
	leastDest    float32 = 60 // a destination with less room is left out
	leastBar     float32 = 80 // a bar with less room is left out
	ringGap      float32 = 2  // between the ring of a row and its buttons
)

// lines are the two lines of text of a row: their left end, the right end of each, and the middle of each.
type lines struct {
	left, endOne, endTwo float32
	one, two             float32
}

// arrangeLines fills both lines. The name is shortened last: first the destination goes, then the second part of the
// facts, then the facts move to the second line, in place of the figures.
func (r *Row) arrangeLines(l lines) {
	room, name := l.endOne-l.left, kit.TextWidth(r.name, r.was.name+r.was.tail)
	facts := r.was.facts
	for _, facts = range []string{r.was.facts, r.was.brief} {
		if facts == "" || name+kit.Pad+kit.TextWidth(r.facts, facts) <= room {
			break
		}
	}
	second := r.figures
	kit.Put(r.figures, r.was.figures, 0, 0, room)
	if facts != "" && name+kit.Pad+kit.TextWidth(r.facts, facts) > room {
		second = r.facts
		kit.Put(r.figures, "", 0, 0, 0)
		kit.Put(r.facts, facts, 0, 0, room)
	} else {
		kit.Put(r.facts, facts, 0, 0, room)
		endAt(r.facts, l.endOne, l.one)
		if facts != "" {
			room -= r.facts.Size().Width + kit.Pad
		}
	}
	r.arrangeName(l.left, room, l.one)
	r.arrangeSecond(l, second)
}

// endAt puts a text's right end at x and its middle at y.
func endAt(t *canvas.Text, x, y float32) {
	t.Move(fyne.NewPos(x-t.Size().Width, y-t.Size().Height/2))
}

// centre puts a line of text with its middle at y.
func centre(t *canvas.Text, words string, x, y, room float32) {
	kit.Put(t, words, x, y, room)
	t.Move(fyne.NewPos(x, y-t.Size().Height/2))
}

// putName puts the name, shortened before its tail.
func (r *Row) putName(left, middle, room float32) {
	name := r.was.name + r.was.tail
	if kit.TextWidth(r.name, name) > room && r.was.name != "" {
		name = kit.Fit(r.name, r.was.name, room-kit.TextWidth(r.name, r.was.tail)) + r.was.tail
	}
	centre(r.name, name, left, middle, room)
}

// arrangeName puts the name and, behind it, as much of the destination as there is room for.
func (r *Row) arrangeName(left, room, middle float32) {
	r.putName(left, middle, room)
	x := left + r.name.Size().Width + kit.Gap
	dest, rest := r.was.dest, left+room-x
	if rest < min(kit.TextWidth(r.dest, dest), leastDest) {
		dest = ""
	}
	centre(r.dest, dest, x, middle+1, rest)
}

// arrangeSecond fills the second line: the bar, or words with a code, and a text at the right.
func (r *Row) arrangeSecond(l lines, right *canvas.Text) {
	end := l.endTwo
	room := end - l.left - right.Size().Width - kit.Pad
	state := kit.TextWidth(r.state, r.was.state)
	if r.was.bar == "" && state+r.chipRoom() > room { // the words are worth more than the figures
		kit.Put(right, "", 0, 0, 0)
		room = end - l.left
	}
	endAt(right, end, l.two)
	chip := r.chipRoom()
	if state+chip > room {
		chip = 0
	}
	centre(r.state, r.was.state, l.left, l.two, room-chip)
	r.placeChip(l.left+r.state.Size().Width+kit.Gap, l.two, chip > 0)
	if r.was.bar != "" {
		r.arrangeBar(l, room)
	}
}

// arrangeBar puts the bar on the second line, behind its words if there are any.
func (r *Row) arrangeBar(l lines, room float32) {
	x, span := l.left, min((l.endTwo-l.left)*barShare, room)
	if r.was.state != "" {
		by := r.state.Size().Width + kit.Pad
		x, span = x+by, span-by
	}
	if span < leastBar {
		span = 0
	}
	r.placeBar(x, l.two, span)
}

// placeBar puts the bar at x, with its middle at y. It is hidden without width.
func (r *Row) placeBar(x, y, span float32) {
	kit.Place(r.track, x, y-barHeight/2, span, barHeight)
	r.sent.Move(fyne.NewPos(x+barHeight/2, y-sentHeight/2))
	r.acked.Move(fyne.NewPos(x, y-barHeight/2))
	kit.Show(r.track, span > 0)
	r.moveBar()
}

// moveBar sets the lengths of the bar's two parts: what is acknowledged fills the track, what is only sent is a line
// in its middle.
func (r *Row) moveBar() {
	if r.e == nil || r.was.bar == "" {
		return
	}
	p, span := r.e.Progress(), r.track.Size().Width
	resize(r.sent, (span-barHeight)*share(p.Sent, p.Size), sentHeight)
	resize(r.acked, span*share(p.Acked, p.Size), barHeight)
}

// resize skips changes below one pixel, which saves a repaint. A bar that is not empty is at least as wide as high,
// so that it is visible.
func resize(bar *canvas.Rectangle, w, height float32) {
	kit.Show(bar, w > 0)
	if w > 0 {
		w = max(w, height)
	}
	if d := bar.Size().Width - w; d > 0.5 || d < -0.5 || bar.Size().Height != height {
		bar.Resize(fyne.NewSize(w, height))
	}
}

func share(part, whole int64) float32 {
	if whole <= 0 {
		return 0
	}
	return min(float32(float64(part)/float64(whole)), 1)
}

// chipRoom is the width of the code behind the words.
func (r *Row) chipRoom() float32 {
	if r.was.code == "" {
		return 0
	}
	return kit.TextWidth(r.code, r.was.code) + 2*chipPad + kit.Gap
}

// placeChip puts the code at x, with its middle at y, or hides it.
func (r *Row) placeChip(x, y float32, on bool) {
	kit.Show(r.chip, on)
	kit.Show(r.code, on)
	if !on {
		return
	}
	centre(r.code, r.was.code, x+chipPad, y, kit.TextWidth(r.code, r.was.code))
	h := r.code.Size().Height + 2
	kit.Place(r.chip, x, y-h/2, r.code.Size().Width+2*chipPad, h)
}

// arrangeHeading puts the title of a part of the list and its sum, up to where the buttons begin.
func (r *Row) arrangeHeading(left, right, height float32) {
	r.placeChip(0, 0, false) // the line may have shown a fault
	middle := height / 2
	centre(r.name, r.was.name, left, middle, right-left-kit.Pad)
	x := left + r.name.Size().Width + kit.Pad
	sum := r.was.state
	if kit.TextWidth(r.state, sum) > right-x-kit.Pad {
		sum = r.was.brief
	}
	centre(r.state, sum, x, middle+1, right-x-kit.Pad)
}
