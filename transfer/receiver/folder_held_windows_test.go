package receiver

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

const errInUse = errorSharingViolation

// TestFileThatIsOpenElsewhere: a file that a program has open without sharing renames is in use; one that may be
// renamed is replaced at once.
func TestFileThatIsOpenElsewhere(t *testing.T) {
	g := start(t, Options{Overwrite: true})
	g.put(map[string]string{"a.bin": "old"})
	const noRename = syscall.FILE_SHARE_READ | syscall.FILE_SHARE_WRITE
	closed := opened(t, filepath.Join(g.o.Dir, "a.bin"), noRename)
	g.run(step{packet: "Create-Session", status: 503, code: inUse})
	closed()
	g.do(step{packet: "Create-Session", status: 200})
	closed = opened(t, filepath.Join(g.o.Dir, "a.bin"), noRename)
	last := step{packet: "Fragment", rng: "0-2/3", body: "new", status: 503, code: inUse}
	g.run(last)
	closed()
	last.status, last.code, last.received = 200, "", "3"
	g.run(last)
	g.wantFile("a.bin", "new")
}

// TestRefusedRenameOfAFileInUse: a file that is open, though it may be renamed, counts as held when replacing it is
// refused.
func TestRefusedRenameOfAFileInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.bin")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if held(path, openAtAll) || held(path, againstRename) {
		t.Error("held by nobody")
	}
	closed := opened(t, path, syscall.FILE_SHARE_READ|syscall.FILE_SHARE_WRITE|syscall.FILE_SHARE_DELETE)
	defer closed()
	if held(path, againstRename) || !held(path, openAtAll) {
		t.Errorf("by opening %t, at all %t", held(path, againstRename), held(path, openAtAll))
	}
}

// opened opens a file as another program would, and returns a function that closes it.
func opened(t *testing.T, path string, share uint32) (closed func()) {
	t.Helper()
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		t.Fatal(err)
	}
	h, err := syscall.CreateFile(name, syscall.GENERIC_READ, share, nil, syscall.OPEN_EXISTING, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	f := os.NewFile(uintptr(h), path)
	t.Cleanup(func() { _ = f.Close() })
	return func() { _ = f.Close() }
}
