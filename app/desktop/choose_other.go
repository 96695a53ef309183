//go:build !linux

package desktop

import (
	"context"

	"fyne.io/fyne/v2"
)

func chooseNative(ctx context.Context, c chooser) ([]string, error) { return chooseByProgram(ctx, c) }

// nativeParent is not needed: these systems find the window themselves.
func nativeParent(fyne.Window) string { return "" }
