package kit

import (
	"slices"

	"fyne.io/fyne/v2"
)

// ButtonLines is the layout of a sheet's buttons: aligned right, on as many lines as the translated labels need.
type ButtonLines struct{ Room float32 } // available width, in Fyne's units

// lines splits the buttons into lines. The last line is filled first, because the last button matters most.
func (b *ButtonLines) lines(o []fyne.CanvasObject) [][]fyne.CanvasObject {
	var lines [][]fyne.CanvasObject
	end, used := len(o), float32(0)
	for i, button := range slices.Backward(o) {
		if !button.Visible() {
			continue
		}
		w := button.MinSize().Width
		if used > 0 && used+w > b.Room {
			lines = append([][]fyne.CanvasObject{o[i+1 : end]}, lines...)
			end, used = i+1, 0
		}
		used += w + Gap
	}
	return append([][]fyne.CanvasObject{o[:end]}, lines...)
}

// MinSize is as wide as the widest button.
func (b *ButtonLines) MinSize(o []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, button := range o {
		size = size.Max(button.MinSize())
	}
	n := float32(len(b.lines(o)))
	size.Height = n*size.Height + (n-1)*Gap
	return size
}

// Layout aligns every line right.
func (b *ButtonLines) Layout(o []fyne.CanvasObject, s fyne.Size) {
	b.Room = s.Width
	lines := b.lines(o)
	height := (s.Height - float32(len(lines)-1)*Gap) / float32(len(lines))
	for n, line := range lines {
		x := s.Width
		for _, button := range slices.Backward(line) {
			if !button.Visible() {
				continue
			}
			w := button.MinSize().Width
			x -= w
			Place(button, x, float32(n)*(height+Gap), w, height)
			x -= Gap
		}
	}
}
