package ui

import "fyne.io/fyne/v2"

// Rows of one line: name, bar, state and numbers side by side.

// Shares of a compact row's room.
const (
	compactName  float32 = 0.36 // of all, for the name
	compactBar   float32 = 0.16 // of all, for the bar
	compactRoomy float32 = 420  // below: no bar
)

// arrangeCompact puts a row into columns that stand below each other, however far its name is indented.
func (r *row) arrangeCompact(left, span, height float32) {
	y := (height - r.name.MinSize().Height) / 2
	small := (height - r.state.MinSize().Height) / 2
	if r.was.kind == rowHeading {
		put(r.name, r.was.name, left, y, span)
		put(r.state, r.was.state, left+r.name.Size().Width+rowPad, small, span-r.name.Size().Width-rowPad)
		return
	}
	put(r.dest, "", left, y, 0)
	for _, t := range r.sentence(0)[1:] {
		put(t, "", left, y, 0)
	}
	base := rowPad + iconSize + rowPad
	end := left + span
	x := base + (end-base)*compactName
	put(r.name, r.was.name, left, y, x-left-gap)
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
	if textWidth(r.detail, detail)+textWidth(r.state, r.was.state)+gap > end-x {
		detail = ""
	}
	put(r.detail, detail, x, small, end-x)
	r.detail.Move(fyne.NewPos(end-r.detail.Size().Width, small))
	put(r.state, r.was.state, x, small, end-x-r.detail.Size().Width-gap)
	r.placeChip(0, 0)
}

// compactBarAt puts the bar at x and returns where the next thing begins.
func (r *row) compactBarAt(x, span, height float32) float32 {
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
	return x + width + rowPad
}

// compactFault puts the state, the code and as much of the sentence as there is room for.
func (r *row) compactFault(x, room, y float32) {
	put(r.state, r.was.state, x, y, room)
	used := r.state.Size().Width + gap
	chip := r.chipRoom()
	words := r.was.detail
	if textWidth(r.detail, words) > room-used-chip {
		first, _ := breakLine(r.detail, words, room-used-chip-textWidth(r.detail, " …"))
		words = first + " …"
	}
	if room-used-chip < 60 || textWidth(r.detail, words) > room-used-chip { // not even the first word fits
		words = ""
	}
	put(r.detail, words, x+used, y, max(room-used-chip, 0))
	r.placeChip(x+used+r.detail.Size().Width+gap, y)
}
