//go:build !linux

package desktop

import (
	"context"

	"fyne.io/fyne/v2"
)

// WatchDrops has nothing to do where the toolkit is handed files and nothing else.
func WatchDrops(context.Context, fyne.Window, Drops) {}
