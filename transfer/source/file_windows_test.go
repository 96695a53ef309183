package source

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestLookAtAFileOfWindows: what the system says of a real file without changing it: who writes it, which file it is
// and what it is marked as.
func TestLookAtAFileOfWindows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.bin")
	writer, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if NobodyWrites(path, nil) {
		t.Error("a file that is open for writing is written by nobody")
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	reader, err := openShared(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	if !NobodyWrites(path, nil) {
		t.Error("a file that is only read is written by somebody")
	}
	byPath, _ := identity(path, nil, nil)
	byHandle, _ := identity(path, reader, nil)
	if byPath == "" || byPath != byHandle {
		t.Errorf("known as %q by its path, %q by its handle", byPath, byHandle)
	}
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		t.Fatal(err)
	}
	const marks = syscall.FILE_ATTRIBUTE_HIDDEN | syscall.FILE_ATTRIBUTE_SYSTEM
	if err := syscall.SetFileAttributes(name, marks); err != nil {
		t.Fatal(err)
	}
	if a := attributesAt(path); a.bits&marks != marks {
		t.Errorf("marked as %#x", a.bits)
	}
	if err := os.Rename(path, path+".moved"); err != nil {
		t.Errorf("a file that is uploaded cannot be renamed: %v", err)
	}
}
