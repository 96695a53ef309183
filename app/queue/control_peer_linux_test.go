package queue

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestStrangerIsNotHeard: another user's process that reaches the socket gets no answer.
func TestStrangerIsNotHeard(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can be two users")
	}
	r := newRig(t)
	r.owner()
	path := filepath.Join(r.Dir, controlName)
	for name, mode := range map[string]os.FileMode{filepath.Dir(filepath.Dir(r.Dir)): 0o711, r.Dir: 0o711, path: 0o666} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	said := make(chan string, 1)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		said <- askAsStranger(path)
	}()
	if got := <-said; got != "" {
		t.Errorf("the somebodyElse heard %q", got)
	}
}

// askAsStranger returns what another user receives at a socket. Its thread stays that user's.
func askAsStranger(path string) string {
	if _, _, failed := syscall.RawSyscall(syscall.SYS_SETRESUID, ^uintptr(0), somebodyElse, ^uintptr(0)); failed != 0 {
		return failed.Error()
	}
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err.Error()
	}
	defer unix.Close(fd) //nolint:errcheck // a test
	if err := unix.Connect(fd, &unix.SockaddrUnix{Name: path}); err != nil {
		return err.Error()
	}
	_, _ = unix.Write(fd, []byte("GET /v1 HTTP/1.0\r\n\r\n")) // it may be closed already
	heard := make([]byte, 1000)
	n, _ := unix.Read(fd, heard)
	return string(heard[:max(n, 0)])
}

// somebodyElse is a user ID that no computer assigns.
const somebodyElse = 54321
