package boltfile

import (
	"errors"
	"os"
	"time"
)

// lockPeriod is the time between two tries to lock a file. The systems' blocking calls have no time limit.
const lockPeriod = 10 * time.Millisecond

// ErrHeld means that another process has the lock.
var ErrHeld = errors.New("another process has locked the file")

// Lock takes the lock of a file as bbolt does, within wait. If another process holds it, the error is
// ErrHeld. A file must only be checked under the lock.
func Lock(f *os.File, wait time.Duration) error {
	again := time.NewTicker(lockPeriod)
	defer again.Stop()
	late := time.NewTimer(wait)
	defer late.Stop()
	for {
		if held, err := tryLock(f); held || err != nil {
			return err
		}
		select {
		case <-late.C:
			return ErrHeld
		case <-again.C:
		}
	}
}
