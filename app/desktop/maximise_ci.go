//go:build ci

package desktop

import "fyne.io/fyne/v2"

// The toolkit draws into memory: no desktop has the window.

func Maximise(fyne.Window) {}

func HearExtent(fyne.Window, func(fyne.Size), func(bool)) {}
