//go:build !linux && !windows

package desktop

import (
	"context"
	"log/slog"
)

// OpenTray adds an icon to the tray, which these systems always have. Call it on the screen's goroutine.
func OpenTray(_ context.Context, _ *slog.Logger, t Tray) { t.Show(true) }
