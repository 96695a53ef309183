//go:build !ci

package main

import (
	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// minimise puts a window away where the desktop keeps minimised windows. It must run on the screen's
// goroutine.
func minimise(w fyne.Window) bool {
	return below(w, func(view *glfw.Window) { view.Iconify() })
}
