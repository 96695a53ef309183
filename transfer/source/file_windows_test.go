package source

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestLookAtAFileOfWindows: a look at a real file finds its writers, identity and attributes without changing it.
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

// TestChangeTimeTellsOfWhatIsHidden: a write whose time was put back is detected, by path and by handle.
func TestChangeTimeTellsOfWhatIsHidden(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.bin")
	if err := os.WriteFile(path, []byte("as it was"), 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	id, before := identity(path, nil, nil)
	if before.IsZero() {
		t.Fatal("the system keeps no time of changes")
	}
	now := before
	for begun := time.Now(); now.Equal(before) && time.Since(begun) < 10*time.Second; _, now = identity(path, nil, nil) { // its clock has ticks
		if err := os.WriteFile(path, []byte("otherwise"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
			t.Fatal(err)
		}
	}
	after, err := os.Stat(path)
	if err != nil || !after.ModTime().Equal(info.ModTime()) || after.Size() != info.Size() {
		t.Fatalf("a look does not tell: %v, %v", after, err)
	}
	f, err := openShared(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	sameID, byHandle := identity(path, f, nil)
	if !now.After(before) || !byHandle.Equal(now) || sameID != id {
		t.Errorf("changed at %v, then at %v, by its handle at %v; known as %s, then as %s", before, now, byHandle, id, sameID)
	}
}

// TestJunctionIsKnownByItsTag, is no file, and is not followed.
func TestJunctionIsKnownByItsTag(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, "there/a.txt", "here/b.txt")
	link := filepath.Join(dir, "here", "link")
	said, err := exec.CommandContext(t.Context(), "cmd", "/c", "mklink", "/J", link, filepath.Join(dir, "there")).CombinedOutput()
	a := attributesAt(link)
	if a.bits&attrReparse == 0 && os.Getenv("SENDOFF_WINE") != "" {
		t.Skipf("Wine makes no junctions: %s, %v", said, err)
	}
	if err != nil || !a.junction() || a.file() || a.tag != tagMountPoint {
		t.Errorf("attributes %#x, tag %#x: %s, %v", a.bits, a.tag, said, err)
	}
	wantWalk(t, walked(t, filepath.Join(dir, "here")), "here/b.txt", "here/link "+string(SkipJunction))
}
