package transfer

import (
	"os"
	"time"
)

// lockPeriod is the time between two tries to lock a queue file. The systems' blocking calls have no time limit.
const lockPeriod = 10 * time.Millisecond

// lock takes the lock of a queue file as bbolt does, within wait. If another process holds it, the error is
// ErrLocked. A file must only be checked under the lock.
func lock(f *os.File, wait time.Duration) error {
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
			return ErrLocked
		case <-again.C:
		}
	}
}
