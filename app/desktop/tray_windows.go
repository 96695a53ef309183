package desktop

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"time"
)

// OpenTray puts an icon into the tray, which this system always has, and takes away in the end what the
// toolkit has left of it in the temporary folder.
// It runs on the screen's goroutine.
func OpenTray(ctx context.Context, _ *slog.Logger, t Tray) {
	began := time.Now().Truncate(time.Second)
	t.Show(true)
	t.Go(func() { // ends with ctx
		<-ctx.Done()
		removeTrayIcons(os.TempDir(), began)
	})
}

// removeTrayIcons removes the files that the toolkit has made of the tray's icons since then. It never
// does that itself.
func removeTrayIcons(dir string, since time.Time) {
	icons, err := filepath.Glob(filepath.Join(dir, "systray_temp_icon_*"))
	if err != nil {
		return
	}
	for _, icon := range icons {
		if info, err := os.Stat(icon); err == nil && !info.ModTime().Before(since) {
			_ = os.Remove(icon) // one that stays is in the temporary folder
		}
	}
}
