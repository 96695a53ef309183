package rows

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"sendoff/ui/kit"
	"sendoff/ui/words"
)

// rowRenderer lays a row out.
type rowRenderer Row

func (x *rowRenderer) Destroy()           {}
func (x *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(300, x.q.rowHeight()) }

func (x *rowRenderer) Objects() []fyne.CanvasObject {
	list := []fyne.CanvasObject{
		x.face, x.ring, x.arrow, x.icon, x.name, x.dest, x.track, x.sent, x.acked,
		x.state, x.detail, x.more, x.chip, x.code, x.First, x.Second,
	}
	for _, t := range x.rest {
		list = append(list, t)
	}
	return list
}

func (x *rowRenderer) Layout(s fyne.Size) { (*Row)(x).arrange(s) }

// Refresh is called when the theme changes.
func (x *rowRenderer) Refresh() {
	r := (*Row)(x)
	r.paint()
	r.face.FillColor = theme.Color(kit.ColorChosen)
	r.First.Refresh()
	r.Second.Refresh()
	r.arrange(r.Size())
	canvas.Refresh(r)
}

// Vertical positions within a row.
const (
	lineName   float32 = 8
	lineBar    float32 = 33
	lineStatus float32 = 43
	lineAbove  float32 = 4 // the name, above two lines of text
	lineFirst  float32 = 24
	lineSecond float32 = 40
	lineUpper  float32 = 12 // the upper of two lines in all
	lineLower  float32 = 34
)

// arrange places everything; right is where the buttons begin.
func (r *Row) arrange(s fyne.Size) {
	if s.Width <= 0 {
		return
	}
	s.Width = min(s.Width, maxRowWidth)
	r.face.Resize(s)
	r.ring.Move(fyne.NewPos(kit.RingWidth/2, kit.RingWidth/2))
	r.ring.Resize(s.SubtractWidthHeight(kit.RingWidth, kit.RingWidth))
	indent := r.was.indent
	if r.was.arrow != "" {
		kit.Place(r.arrow, kit.Pad-2, (s.Height-arrowSize)/2, arrowSize, arrowSize)
		indent = groupIndent
	}
	kit.Place(r.icon, kit.Pad+indent, (s.Height-iconSize)/2, iconSize, iconSize)
	right := r.arrangeButtons(s)
	left := kit.Pad + indent + iconSize + kit.Pad
	if r.was.kind == rowHeading {
		left = kit.Pad
	}
	span := max(right-left-kit.Pad, 40)
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

// arrangeButtons puts the buttons at the right edge, without labels if the row is narrow.
func (r *Row) arrangeButtons(s fyne.Size) float32 {
	bare := s.Width < labelledRow || r.was.compact && r.was.kind != rowHeading
	x, height := s.Width-kit.Pad, min(kit.SmallButtonHeight, s.Height-6)
	y := (s.Height - height) / 2
	for _, p := range []*kit.SmallButton{r.Second, r.First} {
		p.SetBare(bare)
		w := kit.SmallButtonHeight
		switch {
		case r.was.kind == rowHeading && !p.Visible():
			continue
		case r.was.kind == rowHeading:
			w = p.Width()
		case !bare:
			w = r.pillColumn(p)
		}
		x -= w
		p.Resize(fyne.NewSize(w, height))
		p.Move(fyne.NewPos(x, y))
		x -= kit.Gap
	}
	return x
}

// pillColumn is the width of a button's column, the same in all rows of a kind, so that buttons and bars line up.
func (r *Row) pillColumn(p *kit.SmallButton) float32 {
	least := float32(88)
	switch {
	case r.was.kind == rowEnded && p == r.First:
		least = 116
	case r.was.kind == rowFault && p == r.First: // so that rows mostly line up
		for _, cure := range []string{
			words.Tr(words.Retry), words.Tr(words.OtherName), words.Tr(words.ChangeAddress), words.Tr(words.TestServer), words.Tr(words.CopyForAdmin),
		} {
			least = max(least, p.WidthOf(cure))
		}
	case p == r.First: // its usual label, in this language
		for _, words := range []string{words.Tr(words.Pause), words.Tr(words.Resume), words.Tr(words.Retry)} {
			least = max(least, p.WidthOf(words))
		}
	}
	return max(least, p.Width())
}

// arrangeName puts the name and, behind it, the destination on the first line.
func (r *Row) arrangeName(left, span, y float32) {
	dest := r.was.dest
	if dest != "" {
		dest = words.ToText(dest)
	}
	most := max(span*0.4, span-kit.TextWidth(r.name, r.was.name)-kit.Pad) // a short name leaves more room
	kit.Put(r.dest, dest, left, 0, min(most, kit.TextWidth(r.dest, dest)))
	room := span - r.dest.Size().Width - kit.Pad
	kit.Put(r.name, r.was.name, left, y, room)
	r.dest.Move(fyne.NewPos(left+r.name.Size().Width+kit.Gap, y+2))
}

// arrangeStatus puts the state at the left and the numbers at the right of a line.
func (r *Row) arrangeStatus(left, span, y float32) {
	detail := r.was.detail
	if r.was.brief != "" && kit.TextWidth(r.detail, detail)+kit.TextWidth(r.state, r.was.state)+kit.Pad > span {
		detail = r.was.brief
	}
	kit.Put(r.detail, detail, left, y, max(span*0.5, span-kit.TextWidth(r.state, r.was.state)-kit.Pad))
	r.detail.Move(fyne.NewPos(left+span-r.detail.Size().Width, y))
	kit.Put(r.state, r.was.state, left, y, span-r.detail.Size().Width-kit.Gap)
}

// arrangeFault puts the state at the right of the first line and the sentence below, with the code at its end.
func (r *Row) arrangeFault(left, span, height float32) {
	chip := r.chipRoom()
	lines := kit.Wrap(r.detail, r.was.detail, kit.Room{Width: span, Chip: chip, Lines: 2 + int((height-rowHeight)/lineStep+0.5)})
	name, y := lineAbove, lineFirst
	if len(lines) == 1 {
		name, y = lineUpper, lineLower
	}
	state := kit.TextWidth(r.state, r.was.state)
	r.arrangeName(left, span-state-kit.Pad, name)
	kit.Put(r.state, r.was.state, left, name+2, state)
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
		kit.Put(t, words, left, y+float32(i)*lineStep, room)
	}
	r.placeChip(left+end.Size().Width+kit.Gap, end.Position().Y)
}

// chipRoom is the width of the code at the end of the sentence.
func (r *Row) chipRoom() float32 {
	if r.was.code == "" {
		return 0
	}
	return kit.TextWidth(r.code, r.was.code) + 2*chipPad + kit.Gap
}

// sentence returns the text lines of the sentence, at least n.
func (r *Row) sentence(n int) []*canvas.Text {
	for len(r.rest)+2 < n {
		t := canvas.NewText("", r.more.Color)
		t.TextSize = kit.TextSmall
		r.rest = append(r.rest, t)
	}
	return append([]*canvas.Text{r.detail, r.more}, r.rest...)
}

// arrangeEnded puts size and time at the right of the first line and the whole outcome below.
func (r *Row) arrangeEnded(left, span float32) {
	first, second := kit.WrapTwo(r.state, r.was.state, span, 0)
	name, y := lineUpper, lineLower
	if second != "" {
		name, y = lineAbove, lineFirst
	}
	detail := kit.TextWidth(r.detail, r.was.detail)
	kit.Put(r.detail, r.was.detail, left+span-detail, name+2, detail)
	r.arrangeName(left, span-detail-kit.Pad, name)
	kit.Put(r.state, first, left, y, span)
	kit.Put(r.more, second, left, lineSecond, span)
}

const chipPad float32 = 6

func (r *Row) placeChip(x, y float32) {
	if r.was.code == "" {
		return
	}
	kit.Put(r.code, r.was.code, x+chipPad, y+1, kit.TextWidth(r.code, r.was.code))
	h := r.code.MinSize().Height
	r.chip.Move(fyne.NewPos(x, y))
	r.chip.Resize(fyne.NewSize(r.code.Size().Width+2*chipPad, h+2))
}

func (r *Row) arrangeHeading(left, span float32) {
	kit.Put(r.name, r.was.name, left, 30, span)
	sum, room := r.was.state, span-r.name.Size().Width-kit.Pad
	if kit.TextWidth(r.state, sum) > room {
		sum = r.was.brief
	}
	kit.Put(r.state, sum, left+r.name.Size().Width+kit.Pad, 35, room)
	for _, p := range []*kit.SmallButton{r.First, r.Second} {
		p.Move(fyne.NewPos(p.Position().X, 28))
	}
}

// arrangeBar puts the bar below the name.
func (r *Row) arrangeBar(left, span float32) {
	r.track.Move(fyne.NewPos(left, lineBar))
	r.track.Resize(fyne.NewSize(span, barHeight))
	r.sent.Move(fyne.NewPos(left, lineBar))
	r.acked.Move(fyne.NewPos(left, lineBar))
	r.moveBar()
}

// moveBar sets the lengths of the bar's two parts.
func (r *Row) moveBar() {
	if r.e == nil || r.was.kind != rowBar && r.was.kind != rowGroup {
		return
	}
	p := r.e.Progress()
	span := r.track.Size().Width
	resize(r.sent, span*share(p.Sent, p.Size))
	resize(r.acked, span*share(p.Acked, p.Size))
}

// resize skips changes below one pixel, which saves a repaint. A bar that is not empty is at least as wide as high,
// so that it is visible.
func resize(bar *canvas.Rectangle, w float32) {
	kit.Show(bar, w > 0)
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
	maxRowWidth  float32 = 1320 // the eye does not connect the ends of a wider row
	arrowSize    float32 = 18
	groupIndent  float32 = 22 // x of a group's icon
	memberIndent float32 = 44 // x of the icons of its members
	iconSize     float32 = 20
	barHeight    float32 = 6
	labelledRow  float32 = 560 // below this width a row's buttons have no labels
)
