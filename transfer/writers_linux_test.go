package transfer

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestWritersAreSeen: a descriptor and a mapping count, and nobody who wants to write is held up afterwards.
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
	if !nobodyWrites(path, in) {
		t.Skip("this file system has no leases")
	}
	out, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0) // a lease that was kept would refuse this
	if err != nil {
		t.Fatal(err)
	}
	if nobodyWrites(path, in) {
		t.Error("it is open for writing")
	}
	mapped, err := syscall.Mmap(int(out.Fd()), 0, 1, syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	_ = out.Close()
	if nobodyWrites(path, in) {
		t.Error("it is mapped for writing")
	}
	if err := syscall.Munmap(mapped); err != nil {
		t.Fatal(err)
	}
	if !nobodyWrites(path, in) {
		t.Error("nobody writes it any more")
	}
}
