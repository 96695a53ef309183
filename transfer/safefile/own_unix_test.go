//go:build unix

package safefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestOwnFiles: under one of the program's own names, only a regular file is read or written. A link's target stays
// as it was.
func TestOwnFiles(t *testing.T) {
	tests := []struct {
		name  string
		plant func(path, theirs string) error
		stays bool // it is a folder, which nothing takes the place of
	}{
		{"a pipe", func(path, _ string) error { return syscall.Mkfifo(path, 0o600) }, false},
		{"a link to a file", func(path, theirs string) error { return os.Symlink(theirs, path) }, false},
		{"a link to a folder", func(path, theirs string) error { return os.Symlink(filepath.Dir(theirs), path) }, false},
		{"a link to nothing", func(path, theirs string) error { return os.Symlink(theirs+"x", path) }, false},
		{"a link without an end", func(path, _ string) error { return os.Symlink("/dev/zero", path) }, false},
		{"a folder", func(path, _ string) error { return os.Mkdir(path, 0o700) }, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			theirs, path := write(t, filepath.Join(t.TempDir(), "user.txt"), "theirs"), filepath.Join(t.TempDir(), "own")
			if err := tt.plant(path, theirs); err != nil {
				t.Fatal(err)
			}
			if data, err := Read(path, 100); !errors.Is(err, ErrNotPlain) {
				t.Errorf("read %q: %v", data, err)
			}
			if err := Write(path, []byte("ours")); (err != nil) != tt.stays {
				t.Errorf("write: %v", err)
			}
			if data, err := Read(path, 4); !tt.stays && (err != nil || string(data) != "ours") {
				t.Errorf("read back %q: %v", data, err)
			}
			if got := names(t, filepath.Dir(path)); got != "own" {
				t.Errorf("there is %s", got)
			}
			if err := Remove(path); (err != nil) != tt.stays {
				t.Errorf("remove: %v", err)
			}
			if read(t, theirs) != "theirs" || names(t, filepath.Dir(theirs)) != "user.txt" {
				t.Error("the user's file is another")
			}
		})
	}
}

// TestOwnFilesAreBounded: a file above its limit is an error.
func TestOwnFilesAreBounded(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "own"), strings.Repeat("x", 5))
	if data, err := Read(path, 5); err != nil || len(data) != 5 {
		t.Errorf("%q: %v", data, err)
	}
	if data, err := Read(path, 4); err == nil {
		t.Errorf("%q", data)
	}
	if _, err := Read(path+"x", 4); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is not there: %v", err)
	}
}

// TestOpenSoleRefusesASecondName: only OpenSole refuses a file with a second name.
func TestOpenSoleRefusesASecondName(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "own"), "x")
	if err := os.Link(path, path+"2"); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenSole(path, os.O_RDWR); !errors.Is(err, ErrNotPlain) {
		t.Errorf("a second name: %v", err)
	}
	f, err := Open(path, os.O_RDWR)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

// TestTrusted: a file that another user may have written is not read as the program's own.
func TestTrusted(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		change  func(path string) error
		trusted bool
	}{
		"as it was made":              {"x", func(string) error { return nil }, true},
		"others may write":            {"x", func(path string) error { return os.Chmod(path, 0o622) }, false},
		"a second name":               {"x", func(path string) error { return os.Link(path, path+"2") }, true},
		"a second name, and no byte":  {"", func(path string) error { return os.Link(path, path+"2") }, false},
		"another user's (needs root)": {"x", func(path string) error { return os.Chown(path, 12345, -1) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, filepath.Join(t.TempDir(), "own"), c.text)
			if err := c.change(path); err != nil {
				t.Skip(err)
			}
			f, err := Open(path, os.O_RDONLY)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close() //nolint:errcheck // it was only read
			if err := Trusted(f); (err == nil) != c.trusted {
				t.Error(err)
			}
		})
	}
}
