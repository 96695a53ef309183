//go:build unix

package transfer

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestQueueFileOfOthers: another user's file in the queue's place is not read, written or set aside. A link is not
// followed, and a fifo does not block.
func TestQueueFileOfOthers(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Log("without root no file can be given to another user")
	}
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.WriteFile(elsewhere, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, plant := range map[string]func(path string) error{
		"a link":                func(path string) error { return os.Symlink(elsewhere, path) },
		"a link to nothing":     func(path string) error { return os.Symlink(elsewhere+"-not", path) },
		"a second name":         func(path string) error { return os.Link(elsewhere, path) },
		"a fifo":                func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"a folder":              func(path string) error { return os.Mkdir(path, 0o700) },
		"others may write":      func(path string) error { return errors.Join(os.WriteFile(path, nil, 0o600), os.Chmod(path, 0o666)) },
		"another user's":        func(path string) error { return given(path, 0o600) },
		"another user's, empty": func(path string) error { return errors.Join(os.WriteFile(path, nil, 0o600), os.Chown(path, 12345, -1)) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := plant(queuePath(dir)); err != nil {
				t.Skip(err)
			}
			before, err := os.Lstat(queuePath(dir))
			if err != nil {
				t.Fatal(err)
			}
			e, err := Open(Options{Dir: dir})
			if err == nil {
				_ = e.Close()
				t.Fatal("it was taken for this user's queue")
			}
			if store := new(StoreError); !errors.As(err, &store) {
				t.Errorf("error: %v", err)
			}
			after, err := os.Lstat(queuePath(dir))
			if err != nil || !os.SameFile(before, after) || after.Size() != before.Size() {
				t.Errorf("it was touched: %v", err)
			}
		})
	}
	if info, err := os.Stat(elsewhere); err != nil || info.Size() != 0 {
		t.Errorf("a file elsewhere was written to: %v", err)
	}
	if _, err := os.Lstat(elsewhere + "-not"); err == nil {
		t.Error("a file was made elsewhere")
	}
}

// given makes a whole queue and gives it to another user.
func given(path string, mode os.FileMode) error {
	e, err := Open(Options{Dir: filepath.Dir(path)})
	if err != nil {
		return err
	}
	return errors.Join(e.Close(), os.Chmod(path, mode), os.Chown(path, 12345, -1))
}
