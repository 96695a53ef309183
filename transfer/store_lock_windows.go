package transfer

import (
	"errors"
	"os"
	"syscall"
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

// tryLock reports whether it has taken the lock of a queue file.
func tryLock(f *os.File) (held bool, err error) {
	const (
		failImmediately = 1
		exclusive       = 2
		violation       = syscall.Errno(33)
	)
	ok, _, err := lockFileEx.Call(f.Fd(), failImmediately|exclusive, 0, 1, 0, uintptr(unsafe.Pointer(lockedByte())))
	switch {
	case ok != 0:
		return true, nil
	case errors.Is(err, violation):
		return false, nil
	}
	return false, err
}

// unlock gives up the lock of a queue file.
func unlock(f *os.File) {
	_, _, _ = unlockFileEx.Call(f.Fd(), 0, 1, 0, uintptr(unsafe.Pointer(lockedByte()))) // closing the file ends it too
}

// handOver lets bbolt have the lock, which would wait for ever for one that this process holds. Another
// process that takes it in between leaves the file as whole as it was found.
func handOver(f *os.File) { unlock(f) }
