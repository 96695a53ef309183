package source

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestWindowsClasses makes the system say each of these of a file.
func TestWindowsClasses(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, "file", "held")
	name, err := syscall.UTF16PtrFromString(filepath.Join(dir, "held"))
	if err != nil {
		t.Fatal(err)
	}
	held, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_EXISTING, 0, 0) // shared with nobody
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.CloseHandle(held) })
	for path, want := range map[string]Flaw{
		filepath.Join(dir, "none"):        FlawMissing,
		filepath.Join(dir, "gone", "x"):   FlawAway,
		filepath.Join(dir, "file", "x"):   FlawMissing,
		filepath.Join(dir, "*.txt"):       FlawPath,
		filepath.Join(dir, "what?"):       FlawPath,
		filepath.Join(dir, "nul\x00"):     FlawPath,
		filepath.Join(dir, "held"):        FlawBusy,
		`\\127.0.0.1\no-such-share\a.bin`: FlawAway,
	} {
		file, err := Stat(path)
		if err == nil {
			_, _, err = file.Open()
		}
		if got := FlawOf(err); got != want {
			t.Errorf("%.60q: %s, want %s (%v, %#v)", path, got, want, err, errors.Unwrap(errors.Unwrap(err)))
		}
	}
	if err := syscall.CloseHandle(held); err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadFile(filepath.Join(dir, "held")); err != nil {
		t.Error(err)
	}
}

// TestOutOfHandles: is not called missing rights, and may end by itself: ERROR_TOO_MANY_OPEN_FILES,
// ERROR_NO_SYSTEM_RESOURCES and their socket errors.
func TestOutOfHandles(t *testing.T) {
	for _, full := range []syscall.Errno{4, 1450, 10024, 10055} {
		if !Starved(os.NewSyscallError("socket", full)) {
			t.Errorf("%d: %v", full, full)
		}
	}
	if Starved(syscall.ERROR_ACCESS_DENIED) {
		t.Error("a lack of rights is one of handles")
	}
}
