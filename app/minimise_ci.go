//go:build ci

package main

import "fyne.io/fyne/v2"

// minimise cannot be had from the driver that draws into memory.
func minimise(fyne.Window) bool { return false }
