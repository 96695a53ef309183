package transfer

import (
	"os"
	"time"
)

// lockPeriod is the time between two tries to lock a queue file. No system tells when a lock is free without
// waiting for it for ever.
const lockPeriod = 10 * time.Millisecond

// lock takes the lock of a queue file as bbolt does, and waits at most so long for it. It is ErrLocked if another
// process has it. Only under the lock can a file be checked.
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
