//go:build ci

package desktop

import "fyne.io/fyne/v2"

// Minimise cannot be had from the driver that draws into memory.
func Minimise(fyne.Window) bool { return false }
