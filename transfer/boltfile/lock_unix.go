//go:build unix

package boltfile

import (
	"errors"
	"os"
	"syscall"
)

// tryLock reports whether it has taken the lock of a file. bbolt may then take it again.
func tryLock(f *os.File) (held bool, err error) {
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// Unlock releases the lock of a file. Closing the file is not enough while its pages are mapped.
func Unlock(f *os.File) { _ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }

// LetRename does nothing: a locked file can be renamed.
func LetRename(*os.File) {}

// HandOver does nothing: a process may take its own lock again.
func HandOver(*os.File) {}
