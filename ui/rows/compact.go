package rows

import (
	"fyne.io/fyne/v2"

	"sendoff/ui/kit"
)

// Rows of one line: name, bar, state and numbers side by side.

// Layout of a compact row.
const (
	compactName  float32 = 0.36 // share of the width for the name
	compactBar   float32 = 0.16 // share of the width for the bar
	compactRoomy float32 = 420  // below this width there is no bar
)

// arrangeCompact puts a row into columns that line up, however far its name is indented.
func (r *Row) arrangeCompact(left, span, height float32) {
	y := (height - r.name.MinSize().Height) / 2
	small := (height - r.state.MinSize().Height) / 2
	if r.was.kind == rowHeading {
		kit.Put(r.name, r.was.name, left, y, span)
		kit.Put(r.state, r.was.state, left+r.name.Size().Width+kit.Pad, small, span-r.name.Size().Width-kit.Pad)
		return
	}
	kit.Put(r.dest, "", left, y, 0)
	for _, t := range r.sentence(0)[1:] {
		kit.Put(t, "", left, y, 0)
	}
	base := kit.Pad + iconSize + kit.Pad
	end := left + span
	x := base + (end-base)*compactName
	kit.Put(r.name, r.was.name, left, y, x-left-kit.Gap)
	if r.was.kind == rowBar || r.was.kind == rowGroup {
		x = r.compactBarAt(x, end-base, height)
	}
	if r.was.kind == rowFault {
		r.compactFault(x, end-x, small)
		return
	}
	detail := r.was.detail
	if r.was.brief != "" {
		detail = r.was.brief
	}
	if kit.TextWidth(r.detail, detail)+kit.TextWidth(r.state, r.was.state)+kit.Gap > end-x {
		detail = ""
	}
	kit.Put(r.detail, detail, x, small, end-x)
	r.detail.Move(fyne.NewPos(end-r.detail.Size().Width, small))
	kit.Put(r.state, r.was.state, x, small, end-x-r.detail.Size().Width-kit.Gap)
	r.placeChip(0, 0)
}

// compactBarAt puts the bar at x and returns where the next column begins.
func (r *Row) compactBarAt(x, span, height float32) float32 {
	width := span * compactBar
	if span < compactRoomy {
		width = 0
	}
	at := fyne.NewPos(x, (height-barHeight)/2)
	r.track.Move(at)
	r.sent.Move(at)
	r.acked.Move(at)
	r.track.Resize(fyne.NewSize(width, barHeight))
	r.moveBar()
	if width == 0 {
		return x
	}
	return x + width + kit.Pad
}

// compactFault puts state and code, and as much of the sentence as fits.
func (r *Row) compactFault(x, room, y float32) {
	kit.Put(r.state, r.was.state, x, y, room)
	used := r.state.Size().Width + kit.Gap
	chip := r.chipRoom()
	words := r.was.detail
	if kit.TextWidth(r.detail, words) > room-used-chip {
		first, _ := kit.BreakLine(r.detail, words, room-used-chip-kit.TextWidth(r.detail, " …"))
		words = first + " …"
	}
	if room-used-chip < 60 || kit.TextWidth(r.detail, words) > room-used-chip { // not even one word fits
		words = ""
	}
	kit.Put(r.detail, words, x+used, y, max(room-used-chip, 0))
	r.placeChip(x+used+r.detail.Size().Width+kit.Gap, y)
}
