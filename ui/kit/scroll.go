package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// BringIn scrolls an input and its caption into view.
func BringIn(scroll *container.Scroll, o fyne.CanvasObject) {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	top, offset := at(o).Y-at(scroll.Content).Y, scroll.Offset.Y
	const caption = 24 // height of the caption above it
	lowest, highest := top-caption, top+o.Size().Height+Gap-scroll.Size().Height
	end := max(scroll.Content.Size().Height-scroll.Size().Height, 0)
	scroll.ScrollToOffset(fyne.NewPos(0, min(max(min(offset, lowest), highest, 0), end)))
}

// ScrollBy scrolls content that cannot take the focus.
func ScrollBy(s *container.Scroll, key fyne.KeyName) {
	by := map[fyne.KeyName]float32{
		fyne.KeyUp: -LineHeight, fyne.KeyDown: LineHeight, fyne.KeyPageUp: -s.Size().Height, fyne.KeyPageDown: s.Size().Height,
		fyne.KeyHome: -s.Content.Size().Height, fyne.KeyEnd: s.Content.Size().Height,
	}[key]
	if by != 0 {
		end := max(s.Content.Size().Height-s.Size().Height, 0)
		s.ScrollToOffset(fyne.NewPos(0, min(max(s.Offset.Y+by, 0), end)))
	}
}
