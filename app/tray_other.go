//go:build !linux && !windows

package main

import (
	"context"
	"log/slog"
)

// openTray puts an icon into the tray, which this system always has. It runs on the screen's goroutine.
func openTray(_ context.Context, _ *slog.Logger, t Tray) { t.Show(true) }
