//go:build unix

package source

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestUnixClasses makes the system say each of these of a file.
func TestUnixClasses(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, "file")
	if err := os.Symlink("self", filepath.Join(dir, "self")); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]Flaw{
		filepath.Join(dir, "none"):                   FlawMissing,
		filepath.Join(dir, "file", "x"):              FlawMissing,
		filepath.Join(dir, "self"):                   FlawPath,
		filepath.Join(dir, strings.Repeat("n", 300)): FlawPath,
		filepath.Join(dir, "nul\x00"):                FlawPath,
		filepath.Join(dir, "gone", "x"):              FlawAway,
	} {
		_, err := Stat(path)
		if got := FlawOf(err); got != want {
			t.Errorf("%.60q: %s, want %s (%v)", path, got, want, err)
		}
	}
}

// TestOutOfDescriptors is no lack of rights, and ends by itself.
func TestOutOfDescriptors(t *testing.T) {
	for _, full := range []error{syscall.EMFILE, syscall.ENFILE} {
		flaw := flawIn("/x", &fs.PathError{Op: "open", Path: "/x", Err: full})
		if flaw != FlawOwnLimit || !(&Error{Path: "/x", Flaw: flaw, Err: full}).ComesBack() {
			t.Errorf("%v: %s", full, flaw)
		}
	}
	if got := flawIn("/x", &fs.PathError{Op: "open", Path: "/x", Err: syscall.EACCES}); got != FlawDenied {
		t.Errorf("a lack of rights is %s", got)
	}
}
