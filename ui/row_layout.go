package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// rowRenderer lays a row out.
type rowRenderer row

func (x *rowRenderer) Destroy()           {}
func (x *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(300, x.q.rowHeight()) }

func (x *rowRenderer) Objects() []fyne.CanvasObject {
	list := []fyne.CanvasObject{
		x.face, x.ring, x.arrow, x.icon, x.name, x.dest, x.track, x.sent, x.acked,
		x.state, x.detail, x.more, x.chip, x.code, x.first, x.second,
	}
	for _, t := range x.rest {
		list = append(list, t)
	}
	return list
}

func (x *rowRenderer) Layout(s fyne.Size) { (*row)(x).arrange(s) }

// Refresh is called when the theme changes.
func (x *rowRenderer) Refresh() {
	r := (*row)(x)
	r.paint()
	r.face.FillColor = theme.Color(colorChosen)
	r.first.Refresh()
	r.second.Refresh()
	r.arrange(r.Size())
	canvas.Refresh(r)
}

// Vertical places within a row.
const (
	lineName   float32 = 8
	lineBar    float32 = 33
	lineStatus float32 = 43
	lineAbove  float32 = 4 // the name, of two lines of words below it
	lineFirst  float32 = 24
	lineSecond float32 = 40
	lineUpper  float32 = 12 // of two lines in all
	lineLower  float32 = 34
)

// arrange puts everything in its place; right is where the buttons begin.
func (r *row) arrange(s fyne.Size) {
	if s.Width <= 0 {
		return
	}
	s.Width = min(s.Width, rowMost)
	r.face.Resize(s)
	r.ring.Move(fyne.NewPos(ringWidth/2, ringWidth/2))
	r.ring.Resize(s.SubtractWidthHeight(ringWidth, ringWidth))
	indent := r.was.indent
	if r.was.arrow != "" {
		place(r.arrow, rowPad-2, (s.Height-arrowSize)/2, arrowSize, arrowSize)
		indent = groupIndent
	}
	place(r.icon, rowPad+indent, (s.Height-iconSize)/2, iconSize, iconSize)
	right := r.arrangeButtons(s)
	left := rowPad + indent + iconSize + rowPad
	if r.was.kind == rowHeading {
		left = rowPad
	}
	span := max(right-left-rowPad, 40)
	if r.was.compact {
		r.arrangeCompact(left, span, s.Height)
		return
	}
	switch r.was.kind {
	case rowBar, rowGroup:
		r.arrangeName(left, span, lineName)
		r.arrangeBar(left, span)
		r.arrangeStatus(left, span, lineStatus)
	case rowEnded:
		r.arrangeEnded(left, span)
	case rowFault:
		r.arrangeFault(left, span, s.Height)
	case rowHeading:
		r.arrangeHeading(left, span)
	}
}

// arrangeButtons puts the buttons at the right edge, without words where there is little room.
func (r *row) arrangeButtons(s fyne.Size) float32 {
	bare := s.Width < labelledRow || r.was.compact && r.was.kind != rowHeading
	x, height := s.Width-rowPad, min(pillHeight, s.Height-6)
	y := (s.Height - height) / 2
	for _, p := range []*pill{r.second, r.first} {
		p.setBare(bare)
		w := pillHeight
		switch {
		case r.was.kind == rowHeading && !p.Visible():
			continue
		case r.was.kind == rowHeading:
			w = p.width()
		case !bare:
			w = r.pillColumn(p)
		}
		x -= w
		p.Resize(fyne.NewSize(w, height))
		p.Move(fyne.NewPos(x, y))
		x -= gap
	}
	return x
}

// pillColumn is the width of a button's column: the same in all rows of a kind, so that buttons and bars
// stand below each other.
func (r *row) pillColumn(p *pill) float32 {
	least := float32(88)
	switch {
	case r.was.kind == rowEnded && p == r.first:
		least = 116
	case r.was.kind == rowFault && p == r.first: // so that the rows below each other are mostly even
		for _, c := range []cure{cureRetry, cureName, cureAddress, cureTest, cureAdmin} {
			least = max(least, p.widthOf(c.remedy().text))
		}
	case p == r.first: // the words it mostly has, in this language
		for _, words := range []string{tr(textPause), tr(textResume), tr(textRetry)} {
			least = max(least, p.widthOf(words))
		}
	}
	return max(least, p.width())
}

// arrangeName puts the name and, behind it, the destination on the first line.
func (r *row) arrangeName(left, span, y float32) {
	dest := r.was.dest
	if dest != "" {
		dest = toText(dest)
	}
	most := max(span*0.4, span-textWidth(r.name, r.was.name)-rowPad) // beside a short name there is more room
	put(r.dest, dest, left, 0, min(most, textWidth(r.dest, dest)))
	room := span - r.dest.Size().Width - rowPad
	put(r.name, r.was.name, left, y, room)
	r.dest.Move(fyne.NewPos(left+r.name.Size().Width+gap, y+2))
}

// arrangeStatus puts the state at the left and numbers at the right of a line.
func (r *row) arrangeStatus(left, span, y float32) {
	detail := r.was.detail
	if r.was.brief != "" && textWidth(r.detail, detail)+textWidth(r.state, r.was.state)+rowPad > span {
		detail = r.was.brief
	}
	put(r.detail, detail, left, y, max(span*0.5, span-textWidth(r.state, r.was.state)-rowPad))
	r.detail.Move(fyne.NewPos(left+span-r.detail.Size().Width, y))
	put(r.state, r.was.state, left, y, span-r.detail.Size().Width-gap)
}

// arrangeFault puts the state at the right of the first line and fills the lines below with the
// sentence; the code stands at its end.
func (r *row) arrangeFault(left, span, height float32) {
	chip := r.chipRoom()
	lines := wrap(r.detail, r.was.detail, measure{span, chip, 2 + int((height-rowHeight)/lineStep+0.5)})
	name, y := lineAbove, lineFirst
	if len(lines) == 1 {
		name, y = lineUpper, lineLower
	}
	state := textWidth(r.state, r.was.state)
	r.arrangeName(left, span-state-rowPad, name)
	put(r.state, r.was.state, left, name+2, state)
	r.state.Move(fyne.NewPos(left+span-state, name+2))
	end := r.detail
	for i, t := range r.sentence(len(lines)) {
		words, room := "", span
		if i < len(lines) {
			words, end = lines[i], t
		}
		if i == len(lines)-1 {
			room -= chip
		}
		put(t, words, left, y+float32(i)*lineStep, room)
	}
	r.placeChip(left+end.Size().Width+gap, end.Position().Y)
}

// chipRoom is what the code takes at the end of the sentence.
func (r *row) chipRoom() float32 {
	if r.was.code == "" {
		return 0
	}
	return textWidth(r.code, r.was.code) + 2*chipPad + gap
}

// sentence is where the lines of the sentence stand: n of them at least.
func (r *row) sentence(n int) []*canvas.Text {
	for len(r.rest)+2 < n {
		t := canvas.NewText("", r.more.Color)
		t.TextSize = textSmall
		r.rest = append(r.rest, t)
	}
	return append([]*canvas.Text{r.detail, r.more}, r.rest...)
}

// arrangeEnded puts size and time at the right of the first line and the outcome, all of it, below.
func (r *row) arrangeEnded(left, span float32) {
	first, second := wrapTwo(r.state, r.was.state, span, 0)
	name, y := lineUpper, lineLower
	if second != "" {
		name, y = lineAbove, lineFirst
	}
	detail := textWidth(r.detail, r.was.detail)
	put(r.detail, r.was.detail, left+span-detail, name+2, detail)
	r.arrangeName(left, span-detail-rowPad, name)
	put(r.state, first, left, y, span)
	put(r.more, second, left, lineSecond, span)
}

const chipPad float32 = 6

func (r *row) placeChip(x, y float32) {
	if r.was.code == "" {
		return
	}
	put(r.code, r.was.code, x+chipPad, y+1, textWidth(r.code, r.was.code))
	h := r.code.MinSize().Height
	r.chip.Move(fyne.NewPos(x, y))
	r.chip.Resize(fyne.NewSize(r.code.Size().Width+2*chipPad, h+2))
}

func (r *row) arrangeHeading(left, span float32) {
	put(r.name, r.was.name, left, 30, span)
	sum, room := r.was.state, span-r.name.Size().Width-rowPad
	if textWidth(r.state, sum) > room {
		sum = r.was.brief
	}
	put(r.state, sum, left+r.name.Size().Width+rowPad, 35, room)
	for _, p := range []*pill{r.first, r.second} {
		p.Move(fyne.NewPos(p.Position().X, 28))
	}
}

// arrangeBar puts the bar below the name.
func (r *row) arrangeBar(left, span float32) {
	r.track.Move(fyne.NewPos(left, lineBar))
	r.track.Resize(fyne.NewSize(span, barHeight))
	r.sent.Move(fyne.NewPos(left, lineBar))
	r.acked.Move(fyne.NewPos(left, lineBar))
	r.moveBar()
}

// moveBar sets the lengths of the two tones.
func (r *row) moveBar() {
	if r.e == nil || r.was.kind != rowBar && r.was.kind != rowGroup {
		return
	}
	j := r.e.job
	span := r.track.Size().Width
	resize(r.sent, span*share(max(j.Sent, j.Acked), j.Source.Size))
	resize(r.acked, span*share(j.Acked, j.Source.Size))
}

// resize leaves out the repaint of what moves by less than a pixel; a bar that is not empty is as wide
// as it is high, so that it can be seen.
func resize(bar *canvas.Rectangle, w float32) {
	show(bar, w > 0)
	if w > 0 {
		w = max(w, barHeight)
	}
	if d := bar.Size().Width - w; d > 0.5 || d < -0.5 || bar.Size().Height != barHeight {
		bar.Resize(fyne.NewSize(w, barHeight))
	}
}

func share(part, whole int64) float32 {
	if whole <= 0 {
		return 0
	}
	return min(float32(float64(part)/float64(whole)), 1)
}

const (
	rowHeight    float32 = 64
	rowCompact   float32 = 36
	rowMost      float32 = 1320 // a wider row is not read as one
	arrowSize    float32 = 18
	groupIndent  float32 = 22 // of a group's icon
	memberIndent float32 = 44 // of the icons of its members
	iconSize     float32 = 20
	barHeight    float32 = 6
	labelledRow  float32 = 560 // below: a row's buttons are marks without words
)
