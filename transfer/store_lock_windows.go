package transfer

import (
	"errors"
	"os"
	"syscall"
	"time"
	"unsafe"
)

var (
	kernel32     = syscall.NewLazyDLL("kernel32.dll")
	lockFileEx   = kernel32.NewProc("LockFileEx")
	unlockFileEx = kernel32.NewProc("UnlockFileEx")
)

// lockedByte is the byte that bbolt locks, far beyond the end of the file. A lock on it keeps nobody from
// reading the file.
func lockedByte() *syscall.Overlapped {
	const last = 1<<32 - 1
	return &syscall.Overlapped{Offset: last, OffsetHigh: last}
}

// lock takes the lock of a queue file as bbolt does, and waits at most so long for it. It is ErrLocked if
// another process has it. Only under the lock can a file be checked.
func lock(f *os.File, wait time.Duration) (held bool, err error) {
	const (
		failImmediately = 1
		exclusive       = 2
		violation       = syscall.Errno(33)
	)
	end := time.Now().Add(wait)
	for {
		ok, _, err := lockFileEx.Call(f.Fd(), failImmediately|exclusive, 0, 1, 0, uintptr(unsafe.Pointer(lockedByte())))
		switch {
		case ok != 0:
			return true, nil
		case !errors.Is(err, violation):
			return false, err
		case time.Now().After(end):
			return false, ErrLocked
		}
		<-time.After(10 * time.Millisecond)
	}
}

// unlock gives up the lock of a queue file.
func unlock(f *os.File) {
	_, _, _ = unlockFileEx.Call(f.Fd(), 0, 1, 0, uintptr(unsafe.Pointer(lockedByte()))) // closing the file ends it too
}

// handOver lets bbolt have the lock, which would wait for ever for one that this process holds. Another
// process that takes it in between leaves the file as whole as it was found.
func handOver(f *os.File) { unlock(f) }
