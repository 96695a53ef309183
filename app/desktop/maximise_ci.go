//go:build ci

package desktop

import "fyne.io/fyne/v2"

// The toolkit draws into memory: there is no desktop.

func Maximise(fyne.Window) {}

func HearExtent(fyne.Window, func(fyne.Size), func(bool)) {}
