package transfer

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// leaves lists the names that went away in a folder while f ran, by a removal or by getting another name.
func leaves(t *testing.T, dir string, f func()) []string {
	t.Helper()
	fd, err := unix.InotifyInit1(unix.IN_NONBLOCK | unix.IN_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd) //nolint:errcheck // only read
	if _, err := unix.InotifyAddWatch(fd, dir, unix.IN_DELETE|unix.IN_MOVED_FROM); err != nil {
		t.Fatal(err)
	}
	f()
	buffer := make([]byte, 64<<10)
	n, err := unix.Read(fd, buffer)
	if err != nil && !errors.Is(err, unix.EAGAIN) {
		t.Fatal(err)
	}
	var names []string
	for rest := buffer[:max(n, 0)]; len(rest) >= unix.SizeofInotifyEvent; {
		e := (*unix.InotifyEvent)(unsafe.Pointer(&rest[0]))
		end := unix.SizeofInotifyEvent + int(e.Len)
		names = append(names, string(bytes.TrimRight(rest[unix.SizeofInotifyEvent:end], "\x00")))
		rest = rest[end:]
	}
	return names
}

// TestDamagedFileIsReplacedInOneStep: there is always a queue file, so that a kill cannot hide the damage. Remains of
// a killed run are no obstacle.
func TestDamagedFileIsReplacedInOneStep(t *testing.T) {
	dir := t.TempDir()
	path := queuePath(dir)
	for name, text := range map[string]string{path: "damaged beyond all reading", path + ".new": "left by a kill"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var notices []string
	gone := leaves(t, dir, func() {
		s, _, n, err := openStore(dir, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
		notices = n
	})
	for _, name := range gone {
		if name != queueFile+".new" {
			t.Errorf("%s went away", name)
		}
	}
	if len(gone) != 2 || len(notices) != 1 {
		t.Errorf("%q went away; it says %q", gone, notices)
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("in the folder: %v", left)
	}
}
