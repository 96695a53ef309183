package desktop

import "fyne.io/fyne/v2"

// keepStill does nothing: here the toolkit needs its own app as the current one, and there is a graphics card for
// its animations.
func keepStill(fyne.App) {}
