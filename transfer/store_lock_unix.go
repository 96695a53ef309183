//go:build unix

package transfer

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// lock takes the lock of a queue file as bbolt does, which may then take it again, and waits at most
// so long for it. It is ErrLocked if another process has it. Only under the lock can a file be checked.
func lock(f *os.File, wait time.Duration) (held bool, err error) {
	end := time.Now().Add(wait)
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case !errors.Is(err, syscall.EWOULDBLOCK):
			return false, err
		case time.Now().After(end):
			return false, ErrLocked
		}
		<-time.After(10 * time.Millisecond)
	}
}

// unlock gives up the lock of a queue file: closing it is not enough while its pages are mapped.
func unlock(f *os.File) { _ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }

// handOver lets bbolt have the lock: taking it once more is no wait for the process that has it.
func handOver(*os.File) {}
