package boltfile

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

// lockedByte is the byte that bbolt locks, far beyond the end of the file, so that the lock does not prevent reading.
func lockedByte() *syscall.Overlapped {
	const last = 1<<32 - 1
	return &syscall.Overlapped{Offset: last, OffsetHigh: last}
}

// tryLock reports whether it has taken the lock of a file.
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

// Unlock releases the lock of a file.
func Unlock(f *os.File) {
	_, _, _ = unlockFileEx.Call(f.Fd(), 0, 1, 0, uintptr(unsafe.Pointer(lockedByte()))) // closing the file ends it too
}

// HandOver releases the lock for bbolt, which would wait for ever otherwise. Another process may take it in between;
// it finds the file as intact as it was.
func HandOver(f *os.File) { Unlock(f) }

// LetRename closes the file, which also releases its lock: Windows renames no open file.
func LetRename(f *os.File) { _ = f.Close() }
