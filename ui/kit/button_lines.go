package kit

import (
	"slices"

	"fyne.io/fyne/v2"
)

// ButtonLines is a layout of a sheet's buttons: side by side at the right, and in as many lines as the
// words of the language need.
type ButtonLines struct{ Room float32 } // the width there is

// lines shares the buttons out; the last line is the fullest, because the button that matters most is
// the last one.
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
		used += w + Gap/2
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
	size.Height = n*size.Height + (n-1)*Gap/2
	return size
}

// Layout puts every line at the right.
func (b *ButtonLines) Layout(o []fyne.CanvasObject, s fyne.Size) {
	b.Room = s.Width
	lines := b.lines(o)
	height := (s.Height - float32(len(lines)-1)*Gap/2) / float32(len(lines))
	for n, line := range lines {
		x := s.Width
		for _, button := range slices.Backward(line) {
			if !button.Visible() {
				continue
			}
			w := button.MinSize().Width
			x -= w
			Place(button, x, float32(n)*(height+Gap/2), w, height)
			x -= Gap / 2
		}
	}
}
