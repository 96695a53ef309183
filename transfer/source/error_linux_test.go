package source

import (
	"path/filepath"
	"testing"
)

// TestMissingFolderIsNoMount: only a folder that is there can have a disk mounted.
func TestMissingFolderIsNoMount(t *testing.T) {
	dir := t.TempDir()
	if mountRoot(filepath.Join(dir, "missing")) || mountRoot(filepath.Join(dir, "missing", "too")) {
		t.Error("a missing folder is told as a disk")
	}
	if !mountRoot("/proc") {
		t.Error("/proc is not told as a mount")
	}
}
