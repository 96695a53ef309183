package receiver

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// small is a file system of so many bytes.
func small(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("sendoff-test", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("cannot mount a file system: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

const full = "0x80070070"

func TestDiskFull(t *testing.T) {
	dir := small(t, 256<<10)
	g := start(t, Options{Dir: dir})
	filler := filepath.Join(dir, "filler")
	if err := os.WriteFile(filler, make([]byte, 128<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	body := strings.Repeat("0123456789abcdef", 200<<10/16)
	total := len(body)
	first, rest := body[:4096], body[4096:]
	last := step{packet: "Fragment", rng: fmt.Sprintf("4096-%d/%d", total-1, total), body: rest, status: 500, code: full}
	g.run(create, part(fmt.Sprintf("0-4095/%d", total), first, "4096"), last, last) // S48
	if info, err := os.Stat(g.stem() + dataSuffix); err != nil || info.Size() != 4096 {
		t.Errorf("what was not acknowledged takes up room: %d bytes, error %v", info.Size(), err)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	g.run(
		step{packet: "Fragment", rng: fmt.Sprintf("%d-%d/%d", total-1, total-1, total), body: "f", status: 416, received: "4096"},
		part(fmt.Sprintf("4096-%d/%d", total-1, total), rest, fmt.Sprint(total)),
	)
	g.wantFile("a.bin", body)
}

// TestCancelOnAFullDisk: a cancel needs no room.
func TestCancelOnAFullDisk(t *testing.T) {
	dir := small(t, 64<<10)
	g := start(t, Options{Dir: dir})
	g.run(create, part("0-4095/9999", strings.Repeat("x", 4096), "4096"))
	fill(t, filepath.Join(dir, "filler"))
	g.run(cancel, cancel)
	g.restart()
	g.run(cancel)
	if list := g.partial(); len(list) > 0 {
		t.Errorf("left %v", list)
	}
}

// fill writes until the disk is full.
func fill(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for block := bytes.Repeat([]byte("f"), 4096); err == nil; {
		_, err = f.Write(block)
	}
	if !diskFull(err) {
		t.Fatal(err)
	}
}

// TestReadOnlyFolder tests S7 ("no permission") as root, who is not stopped by permissions.
func TestReadOnlyFolder(t *testing.T) {
	g := start(t, Options{})
	sub := filepath.Join(g.o.Dir, "sub")
	if err := os.Mkdir(sub, 0o755); err != nil {
		t.Fatal(err)
	}
	// The same file system, mounted read-only.
	mount(t, sub, sub, syscall.MS_BIND)
	mount(t, "", sub, syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY)
	g.run(step{packet: "Create-Session", path: "/sub/x", status: 403, code: noAccess})
}

func TestFolderOnAnotherFileSystem(t *testing.T) {
	for _, overwrite := range []bool{false, true} {
		g := start(t, Options{Overwrite: overwrite})
		sub := filepath.Join(g.o.Dir, "sub")
		if err := os.Mkdir(sub, 0o755); err != nil {
			t.Fatal(err)
		}
		g.run(step{packet: "Create-Session", path: "/sub/x", status: 200})
		// A bind mount of the same device: only the move itself fails.
		mount(t, sub, sub, syscall.MS_BIND)
		final := step{packet: "Fragment", path: "/sub/x", rng: "0-1/2", body: "ab", status: 403, code: noAccess}
		g.run(final)
		mount(t, "sendoff-test", sub, 0)
		g.run(final, step{packet: "Create-Session", path: "/sub/x", status: 403, code: noAccess})
	}
}

func mount(t *testing.T, source, dir string, flags uintptr) {
	t.Helper()
	if err := syscall.Mount(source, dir, "tmpfs", flags, ""); err != nil {
		t.Skipf("cannot mount a file system: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
}
