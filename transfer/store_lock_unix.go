//go:build unix

package transfer

import (
	"errors"
	"os"
	"syscall"
)

// tryLock reports whether it has taken the lock of a queue file, which bbolt may then take again.
func tryLock(f *os.File) (held bool, err error) {
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// unlock gives up the lock of a queue file: closing it is not enough while its pages are mapped.
func unlock(f *os.File) { _ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }

// handOver lets bbolt have the lock: taking it once more is no wait for the process that has it.
func handOver(*os.File) {}
