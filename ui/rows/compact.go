package rows

import "sendoff/ui/kit"

// Rows of one line: name, bar, state and numbers side by side.

// Layout of a compact row.
const (
	compactName  float32 = 0.36 // share of the width for the name
	compactBar   float32 = 0.16 // share of the width for the bar
	compactRoomy float32 = 420  // below this width there is no bar
)

// arrangeCompact puts a row into columns that line up, however far its name is indented.
func (r *Row) arrangeCompact(left, span, height float32) {
	base, middle, end := kit.Pad+iconSize+kit.Pad, height/2, left+span
	x := base + (end-base)*compactName
	centre(r.name, r.was.name, left, middle, x-left-kit.Gap)
	centre(r.dest, "", x, middle, 0)
	centre(r.figures, "", x, middle, 0)
	if r.was.bar != "" {
		x = r.compactBarAt(x, end-base, middle)
	}
	words := r.was.state
	if r.was.bar != "" {
		words = r.was.figures
	}
	room, facts := end-x, r.was.brief
	if kit.TextWidth(r.facts, facts)+kit.TextWidth(r.state, words)+r.chipRoom()+kit.Gap > room {
		facts = ""
	}
	kit.Put(r.facts, facts, 0, 0, room)
	endAt(r.facts, end, middle)
	room -= r.facts.Size().Width + kit.Gap
	chip := r.chipRoom()
	if kit.TextWidth(r.state, words)+chip > room {
		chip = 0
	}
	centre(r.state, words, x, middle, room-chip)
	r.placeChip(x+r.state.Size().Width+kit.Gap, middle, chip > 0)
}

// compactBarAt puts the bar at x and returns where the next column begins.
func (r *Row) compactBarAt(x, span, middle float32) float32 {
	width := span * compactBar
	if span < compactRoomy {
		width = 0
	}
	r.placeBar(x, middle, width)
	if width == 0 {
		return x
	}
	return x + width + kit.Pad
}
