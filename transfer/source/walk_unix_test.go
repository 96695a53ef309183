//go:build unix

package source

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestWalkDevices(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/null", filepath.Join(dir, "null")); err != nil {
		t.Fatal(err)
	}
	base := filepath.Base(dir)
	wantWalk(t, walked(t, dir), base+"/null not_file", base+"/pipe not_file")
	wantWalk(t, walked(t, filepath.Join(dir, "pipe")), "pipe not_file")
}
