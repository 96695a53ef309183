//go:build !linux && !windows

package desktop

import (
	"context"
	"log/slog"
)

// OpenTray puts an icon into the tray, which this system always has. It runs on the screen's goroutine.
func OpenTray(_ context.Context, _ *slog.Logger, t Tray) { t.Show(true) }
