//go:build !ci

package desktop

import (
	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// Minimise puts a window away where the desktop keeps minimised windows. It must run on the screen's
// goroutine.
func Minimise(w fyne.Window) bool {
	return below(w, func(view *glfw.Window) { view.Iconify() })
}
