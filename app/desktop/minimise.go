//go:build !ci

package desktop

import (
	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// Minimise minimises a window and reports whether the desktop could. It must run on the screen's goroutine.
func Minimise(w fyne.Window) bool {
	return below(w, func(view *glfw.Window) { view.Iconify() })
}
