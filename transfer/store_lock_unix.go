//go:build unix

package transfer

import (
	"errors"
	"os"
	"syscall"
)

// tryLock reports whether it has taken the lock of a queue file. bbolt may then take it again.
func tryLock(f *os.File) (held bool, err error) {
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// unlock releases the lock of a queue file. Closing the file is not enough while its pages are mapped.
func unlock(f *os.File) { _ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }

// handOver does nothing: a process may take its own lock again.
func handOver(*os.File) {}
