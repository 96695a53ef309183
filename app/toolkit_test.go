package main

import (
	"os"
	"testing"
)

// TestToolkitOpens: an opened toolkit has kept nothing at home and has nothing to do when it stops.
func TestToolkitOpens(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"} {
		t.Setenv(name, home)
	}
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("XDG_CONFIG_HOME", "")
	kit := &toolkit{}
	kit.open()
	stopped, ok := kit.app.Lifecycle().(interface{ OnStopped() func() })
	if !ok || stopped.OnStopped() != nil {
		t.Error("something is to be done when the toolkit stops, for which it may wait for ever")
	}
	if left, err := os.ReadDir(home); err != nil || len(left) > 0 {
		t.Errorf("at home: %v, %v", left, err)
	}
	if id := kit.app.Metadata().ID; id != appID {
		t.Errorf("the window's ID is %s", id)
	}
}
