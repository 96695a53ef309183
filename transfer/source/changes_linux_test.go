package source

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestWritersAreSeen: descriptors and mappings count, and writers are not held up afterwards.
func TestWritersAreSeen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close() //nolint:errcheck // only read
	if !NobodyWrites(path, in) {
		t.Skip("this file system has no leases")
	}
	out, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0) // a lease that was kept would refuse this
	if err != nil {
		t.Fatal(err)
	}
	if NobodyWrites(path, in) {
		t.Error("it is open for writing")
	}
	mapped, err := syscall.Mmap(int(out.Fd()), 0, 1, syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	_ = out.Close()
	if NobodyWrites(path, in) {
		t.Error("it is mapped for writing")
	}
	if err := syscall.Munmap(mapped); err != nil {
		t.Fatal(err)
	}
	if !NobodyWrites(path, in) {
		t.Error("nobody writes it any more")
	}
}

// TestWhoTellsOfChanges: the system is only trusted on file systems with a real change time, for a file that no
// program has open for writing or mapped and that did not just change.
func TestWhoTellsOfChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	tells := func(path string) bool {
		f, now, err := File{Path: path}.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close() //nolint:errcheck // only read
		return TellsOfChanges(f, now)
	}
	if tells(path) {
		t.Error("it was written a moment ago")
	}
	for range 100 { // until it is old enough
		if tells(path) {
			break
		}
		<-time.After(tick / 20)
	}
	if !tells(path) {
		t.Skip("nobody tells of changes here")
	}
	out, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	m, err := syscall.Mmap(int(out.Fd()), 0, 1, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(m) //nolint:errcheck // of no use any more
	_ = out.Close()
	if tells(path) {
		t.Error("it is mapped")
	}
	m[0]++
	if shared := "/dev/shm"; tellsIn(t, shared, tells) {
		t.Error("it is in memory alone, where stores through a mapping move no time")
	}
}

// tellsIn asks about an old file in a folder.
func tellsIn(t *testing.T, folder string, tells func(string) bool) bool {
	t.Helper()
	f, err := os.CreateTemp(folder, "sendoff-test-")
	if err != nil {
		t.Skip(err)
	}
	defer os.Remove(f.Name()) //nolint:errcheck // of no use any more
	_ = f.Close()
	<-time.After(2 * tick)
	return tells(f.Name())
}
