// Package sourcetest prepares files for tests, and skips those that the system cannot run. Only tests import it.
package sourcetest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// ForbidReading removes the right to read a file or a folder until the test ends. Where that has no effect, as for
// root or in Wine, it skips the test.
func ForbidReading(t *testing.T, path string) {
	t.Helper()
	forbid, allow := func() error { return os.Chmod(path, 0) }, func() error { return os.Chmod(path, 0o700) }
	if runtime.GOOS == "windows" { // whose chmod knows read-only alone
		ctx := context.WithoutCancel(t.Context())
		forbid = exec.CommandContext(ctx, "icacls", path, "/deny", "*S-1-1-0:(RD)").Run
		allow = exec.CommandContext(ctx, "icacls", path, "/remove:d", "*S-1-1-0").Run
	}
	if err := forbid(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = allow() })
	if f, err := os.Open(path); err == nil {
		_ = f.Close()
		t.Skip("who runs this may read everything")
	}
}

// NeedLinks skips the test where the user may not make links, as on Windows, or where they are only simulated, as in
// Wine.
func NeedLinks(t *testing.T) {
	t.Helper()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink("aim", link); err != nil {
		t.Skip(err)
	}
	if _, err := os.Lstat(link); err != nil {
		t.Skip(err)
	}
}
