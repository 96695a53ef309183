//go:build !linux

package main

import (
	"context"

	"fyne.io/fyne/v2"
)

// watchDrops has nothing to do where the toolkit is handed files and nothing else.
func watchDrops(context.Context, fyne.Window, Drops) {}
