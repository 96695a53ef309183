//go:build !ci

package desktop

import (
	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// The toolkit knows nothing of maximised windows; the library below it does, on every desktop. All of this must
// run on the screen's goroutine.

// Maximise has the desktop give a window all of its room.
func Maximise(w fyne.Window) {
	below(w, func(view *glfw.Window) { view.Maximize() })
}

// HearExtent tells of what the desktop does to a window, in the order in which it does it: sizes, and whether it
// has maximised the window. The toolkit hears of sizes as before.
func HearExtent(w fyne.Window, resized func(fyne.Size), maximised func(is bool)) {
	below(w, func(view *glfw.Window) {
		view.SetMaximizeCallback(func(_ *glfw.Window, is bool) { maximised(is) })
		var toolkit glfw.SizeCallback
		toolkit = view.SetSizeCallback(func(view *glfw.Window, width, height int) {
			if unit := w.Canvas().Scale(); unit > 0 {
				resized(fyne.NewSize(float32(width)/unit, float32(height)/unit))
			}
			if toolkit != nil {
				toolkit(view, width, height)
			}
		})
	})
}

// below gives f what the library below the toolkit has of a window, once that is made, and tells whether it has.
func below(w fyne.Window, f func(*glfw.Window)) (done bool) {
	drawn, ok := w.(interface{ RunWithContext(func()) })
	if !ok {
		return false
	}
	drawn.RunWithContext(func() {
		if view := glfw.GetCurrentContext(); view != nil {
			f(view)
			done = true
		}
	})
	return done
}
