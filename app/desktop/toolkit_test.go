package desktop

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestToolkitOpens: opening the toolkit leaves no file at home, and no folder that differs at each start.
func TestToolkitOpens(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"} {
		t.Setenv(name, home)
	}
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("XDG_CONFIG_HOME", "")
	kit := &Toolkit{}
	kit.open(Metadata("0"))
	var made []string
	err := filepath.WalkDir(home, func(path string, _ fs.DirEntry, err error) error {
		made = append(made, path)
		return err
	})
	cache, cannot := os.UserCacheDir()
	if err != nil || cannot != nil {
		t.Fatal(err, cannot)
	}
	parents := []string{home, filepath.Dir(cache), cache, filepath.Join(cache, "fyne")}
	for _, path := range made {
		if !slices.Contains(parents, path) {
			t.Errorf("made at home: %s", path)
		}
	}
	if id := kit.App.Metadata().ID; id != AppID {
		t.Errorf("the window's ID is %s", id)
	}
}
