package cli

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestStrangerAtTheSocket: another user's process with the queue's lock and socket is sent nothing, least of all a
// password.
func TestStrangerAtTheSocket(t *testing.T) {
	r := newRig(t)
	if err := os.Mkdir(r.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	var heard bytes.Buffer
	ln := listenAsStranger(t, filepath.Join(r.Dir, "control.sock"))
	done := make(chan struct{})
	go func() { // ends with the listener
		defer close(done)
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			_, _ = heard.ReadFrom(conn)
			_ = conn.Close()
		}
	}()
	r.Stdin = plantedText + "\n"
	_, stderr := r.Run(ExitQueue, "sign-in", "--proxy", "http://127.0.0.1:9/", "--user", "ines", "--password-stdin")
	if !strings.Contains(stderr, "another user") {
		t.Errorf("it says %q", stderr)
	}
	_ = ln.Close()
	<-done
	if heard.Len() > 0 {
		t.Errorf("the stranger was told %q", heard.String())
	}
}

// listenAsStranger listens on a socket as another user: the system records the caller of listen, and user IDs are
// per thread.
func listenAsStranger(t *testing.T, path string) net.Listener {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can be two users")
	}
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.Bind(fd, &unix.SockaddrUnix{Name: path}); err != nil {
		t.Fatal(err)
	}
	listened := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		if _, _, failed := syscall.RawSyscall(syscall.SYS_SETRESUID, ^uintptr(0), stranger, ^uintptr(0)); failed != 0 {
			listened <- failed
			return
		}
		listened <- unix.Listen(fd, 8)
	}()
	if err := <-listened; err != nil {
		t.Fatal(err)
	}
	f := os.NewFile(uintptr(fd), path)
	ln, err := net.FileListener(f)
	if err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	t.Cleanup(func() { _ = ln.Close() })
	return ln
}
