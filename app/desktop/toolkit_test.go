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

// TestToolkitHasNothingToDoAtItsEnd: what it would do then it would ask for on a channel that it closes at that moment.
func TestToolkitHasNothingToDoAtItsEnd(t *testing.T) {
	for _, name := range []string{"HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"} {
		t.Setenv(name, t.TempDir())
	}
	kit := &Toolkit{}
	kit.open(Metadata("0"))
	l, ok := kit.App.Lifecycle().(interface{ OnStopped() func() })
	if !ok {
		t.Fatal("the toolkit cannot be asked what it does at its end")
	}
	if l.OnStopped() != nil {
		t.Error("the toolkit has something to do at its end")
	}
}
