//go:build !ci

package desktop

import (
	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// The toolkit does not know maximised windows; GLFW below it does, on every desktop. All of this must run on the
// screen's goroutine.

// Maximise maximises a window.
func Maximise(w fyne.Window) {
	below(w, func(view *glfw.Window) { view.Maximize() })
}

// HearExtent reports a window's sizes and maximised states in the order in which the desktop sets them. The toolkit
// still gets the sizes.
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

// below calls f with the GLFW window, if it exists, and reports whether it did.
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
