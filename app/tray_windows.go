package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// openTray puts an icon into the tray, which this system always has, and takes away in the end what the
// toolkit has left in the user's folders.
func (a *App) openTray(ctx context.Context) {
	began := time.Now().Truncate(time.Second)
	a.window.SetTray(true)
	a.wg.Go(func() { // Close ends it
		<-ctx.Done()
		removeTrayIcons(os.TempDir(), began)
		removeToolkitFolders()
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

// removeToolkitFolders removes the folders that the toolkit makes for every program, if nothing is in
// them but a file of no preferences: Sendoff keeps its own elsewhere, and an installer for all users
// cannot know whose they are.
func removeToolkitFolders() {
	for _, find := range []func() (string, error){os.UserConfigDir, os.UserCacheDir} {
		if root, err := find(); err == nil {
			preferences := filepath.Join(root, "fyne", appID, "preferences.json")
			if text, err := os.ReadFile(preferences); err == nil && strings.TrimSpace(string(text)) == "{}" {
				_ = os.Remove(preferences)
			}
			_ = os.Remove(filepath.Join(root, "fyne", appID))
			_ = os.Remove(filepath.Join(root, "fyne"))
		}
	}
}
