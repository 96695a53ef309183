//go:build ci

package main

import "fyne.io/fyne/v2"

// The toolkit draws into memory: no desktop has the window.

func maximise(fyne.Window) {}

func hearExtent(fyne.Window, func(fyne.Size), func(bool)) {}
