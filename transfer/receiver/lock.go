package receiver

import (
	"errors"
	"os"
	"time"

	"sendoff/transfer/boltfile"
)

const (
	// lockName is a file of stateDir that the Receiver of a folder keeps locked.
	lockName = "lock"
	// lockWait is how long Open waits for one that ends.
	lockWait = time.Second
)

// ErrFolderTaken means that another Receiver has the folder, in this process or another one. Each would cut off what the
// other has stored.
var ErrFolderTaken = errors.New("another server receives into the folder")

// take locks the folder, so that no other Receiver works in it. On a file system without locks it is left to the user.
func (d *disk) take() error {
	f, err := d.state.OpenFile(lockName, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		if diskFull(err) { // it has no room for the file, but uploads that end make some
			return nil
		}
		return err
	}
	if errors.Is(boltfile.Lock(f, lockWait), boltfile.ErrHeld) {
		return errors.Join(ErrFolderTaken, f.Close())
	}
	d.lock = f
	return nil
}

// leave gives the folder to others.
func (d *disk) leave() error {
	if d.lock == nil {
		return nil
	}
	return d.lock.Close()
}
