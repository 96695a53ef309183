package bits

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// stuckFile is a file whose reads block until release is called.
type stuckFile struct {
	open    func() (*os.File, error)
	waits   func() bool // a read is blocked
	release func()
}

// holdReads blocks every read of a file, as on a dead share. It needs root.
func holdReads(t *testing.T, size int) stuckFile {
	t.Helper()
	path, open := source(t, size)
	fd, err := unix.FanotifyInit(unix.FAN_CLASS_CONTENT|unix.FAN_CLOEXEC|unix.FAN_NONBLOCK, unix.O_RDONLY)
	if err == nil {
		err = unix.FanotifyMark(fd, unix.FAN_MARK_ADD, unix.FAN_ACCESS_PERM, unix.AT_FDCWD, path)
	}
	if err != nil {
		t.Skip("reads cannot be held here:", err)
	}
	release := sync.OnceFunc(func() { _ = unix.Close(fd) }) // unblocks the readers
	t.Cleanup(release)
	return stuckFile{open, func() bool {
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
		return n > 0 && err == nil
	}, release}
}

// holdRead makes a file whose reads block until it is written to.
func holdRead(t *testing.T, _ int) stuckFile {
	t.Helper()
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	release := sync.OnceFunc(func() { _, _ = unix.Write(fd, []byte{1, 0, 0, 0, 0, 0, 0, 0}) })
	t.Cleanup(release)
	return stuckFile{
		func() (*os.File, error) { return os.NewFile(uintptr(fd), "eventfd"), nil },
		func() bool { return inSystem(t, fd) },
		release,
	}
}

// inSystem reports whether a thread of this process is in a system call on fd.
func inSystem(t *testing.T, fd int) bool {
	t.Helper()
	tasks, err := filepath.Glob("/proc/self/task/*/syscall")
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		call, _ := os.ReadFile(task) // the thread may have ended
		if args := strings.Fields(string(call)); len(args) > 1 && args[0] == fmt.Sprint(unix.SYS_READ) && args[1] == fmt.Sprintf("%#x", fd) {
			return true
		}
	}
	return false
}

// holdOpen makes a file whose opening blocks.
func holdOpen(t *testing.T, size int) stuckFile {
	t.Helper()
	_, open := source(t, size)
	hold, opening := make(chan struct{}), make(chan struct{})
	release := sync.OnceFunc(func() { close(hold) })
	t.Cleanup(release)
	return stuckFile{
		func() (*os.File, error) { close(opening); <-hold; return open() },
		func() bool { <-opening; return true },
		release,
	}
}

var stuckFiles = map[string]func(*testing.T, int) stuckFile{"share": holdReads, "read": holdRead, "open": holdOpen}

// TestCancelWhileTheFileIsStuck: a cancel does not wait for a blocked read. The server sees the end of the fragment,
// and the abandoned read sends nothing when it returns.
func TestCancelWhileTheFileIsStuck(t *testing.T) {
	for name, stick := range stuckFiles {
		t.Run(name, func(t *testing.T) {
			const size = 1 << 20
			file, end := stick(t, size), make(chan int64, 1)
			s := serve(t, func(p *peer) {
				m, err := p.head()
				if err == nil && m.get(HeaderPacketType) == string(CancelSession) {
					p.send(clean())
					return
				}
				n, _ := io.Copy(io.Discard, p.r)
				end <- n
			})
			c := newClient(t, s, Options{})
			ctx, cancel := context.WithCancelCause(t.Context())
			var at time.Time
			go func() { // ended by the read being stuck, or by the test
				for !file.waits() && t.Context().Err() == nil {
					<-time.After(time.Millisecond)
				}
				at = time.Now()
				cancel(errUser)
			}()
			_, err := c.Send(ctx, someSession, whole(size, file.open))
			if took := time.Since(at); !errors.Is(err, errUser) || took > soon {
				t.Fatalf("error %v after %v", err, took)
			}
			if !file.waits() {
				t.Fatal("nobody is stuck any more: this test shows nothing")
			}
			if err := c.Cancel(t.Context(), someSession); err != nil {
				t.Errorf("cancel after that: %v", err)
			}
			if name != "open" { // nothing is sent before the file is open
				file.wantEnd(t, end)
			}
			file.release()
			if err := c.Cancel(t.Context(), someSession); err != nil {
				t.Errorf("cancel after the read has ended: %v", err)
			}
		})
	}
}

// wantEnd checks that the server sees the end of a fragment, and none of its bytes, while the file is still stuck.
func (f stuckFile) wantEnd(t *testing.T, end <-chan int64) {
	t.Helper()
	select {
	case n := <-end:
		if n > 0 || !f.waits() {
			t.Errorf("%d bytes came of a file that is not read", n)
		}
	case <-time.After(soon):
		t.Error("the server does not see the end of the fragment")
	}
}

// TestStuckReadEndsNoOtherRequest: the stall time of an abandoned read does not end a later request.
func TestStuckReadEndsNoOtherRequest(t *testing.T) {
	const stall = time.Second // longer than the cancel takes
	file := holdRead(t, 1000)
	s := serve(t, func(p *peer) {
		m, err := p.head()
		if err != nil || m.get(HeaderPacketType) != string(CancelSession) {
			_, _ = io.Copy(io.Discard, p.r)
			return
		}
		<-time.After(3 * stall / 2)
		p.send(clean())
	})
	c := newClient(t, s, Options{Stall: stall})
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() { // ended by the read being stuck, or by the test
		for !file.waits() && t.Context().Err() == nil {
			<-time.After(time.Millisecond)
		}
		cancel(errUser)
	}()
	if _, err := c.Send(ctx, someSession, whole(1000, file.open)); !errors.Is(err, errUser) {
		t.Fatal(err)
	}
	if err := c.Cancel(t.Context(), someSession); err != nil {
		t.Error(err)
	}
}

// TestStuckFile: a blocked read is distinguished from a stalled connection and from a server without an answer.
func TestStuckFile(t *testing.T) {
	for name, stick := range stuckFiles {
		t.Run(name, func(t *testing.T) {
			const size = 1 << 20
			file := stick(t, size)
			s := serve(t, func(p *peer) { _, _ = io.Copy(io.Discard, p.r) })
			c := newClient(t, s, Options{Stall: 200 * time.Millisecond})
			_, err := c.Send(t.Context(), someSession, whole(size, file.open))
			stuck, ok := errors.AsType[*StuckError](err)
			if !ok {
				t.Fatal(err)
			}
			select {
			case <-stuck.Back:
				t.Error("it came back before it was released")
			default:
			}
			file.release()
			select {
			case <-stuck.Back:
			case <-time.After(soon):
				t.Error("it does not come back")
			}
		})
	}
}
