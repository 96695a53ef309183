package desktop

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"time"
)

// OpenTray adds an icon to the tray, which this system always has. At the end it removes the files that the toolkit
// leaves in the temporary folder. Call it on the screen's goroutine.
func OpenTray(ctx context.Context, _ *slog.Logger, t Tray) {
	began := time.Now().Truncate(time.Second)
	t.Show(true)
	t.Go(func() { // ends with ctx
		<-ctx.Done()
		removeTrayIcons(os.TempDir(), began)
	})
}

// removeTrayIcons deletes the toolkit's temporary icon files made since then. The toolkit never does.
func removeTrayIcons(dir string, since time.Time) {
	icons, err := filepath.Glob(filepath.Join(dir, "systray_temp_icon_*"))
	if err != nil {
		return
	}
	for _, icon := range icons {
		if info, err := os.Stat(icon); err == nil && !info.ModTime().Before(since) {
			_ = os.Remove(icon) // a remaining one is in the temporary folder
		}
	}
}
