//go:build ci

package desktop

import "fyne.io/fyne/v2"

// Minimise does nothing: the toolkit draws into memory.
func Minimise(fyne.Window) bool { return false }
