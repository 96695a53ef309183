package transfer

import (
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"go.etcd.io/bbolt"

	"sendoff/transfer/boltfile"
)

// bolt is an open queue file, which may be damaged while it is open. bbolt maps its pages, so damage is a panic. After
// the first one every transaction is refused at once: what bbolt knows of the file may be wrong, and bbolt may have
// left its own mutexes locked for ever.
type bolt struct {
	*bbolt.DB
	file *os.File // that of DB, which has the lock

	// begin is held while a transaction begins and for as long as one writes. So no transaction waits in bbolt for a
	// mutex that a panic has left locked. A reader must end without it: a writer may wait in bbolt for that.
	begin  sync.Mutex
	broken atomic.Pointer[error] // what the first panic said
	stuck  chan struct{}         // closed when a panic has left a mutex of bbolt locked
	stick  sync.Once
}

func newBolt(db *bbolt.DB, file *os.File) *bolt {
	return &bolt{DB: db, file: file, stuck: make(chan struct{})}
}

// damage returns errDamaged after a panic, nil before.
func (b *bolt) damage() error {
	if err := b.broken.Load(); err != nil {
		return *err
	}
	return nil
}

// update runs a transaction that writes. A panic is errDamaged.
func (b *bolt) update(do func(*bbolt.Tx) error) error {
	b.begin.Lock()
	defer b.begin.Unlock()
	tx, err := b.start(true)
	if err != nil {
		return err
	}
	err = b.try(func() error {
		if err := do(tx); err != nil {
			return err
		}
		return tx.Commit()
	})
	if tx.DB() != nil { // bbolt's own Update reads the file here, which panics again and leaves writers locked out
		_ = b.tryLocked(tx.Rollback) // err says what was wrong
	}
	return err
}

// view runs a transaction that only reads. A panic is errDamaged.
func (b *bolt) view(do func(*bbolt.Tx) error) error {
	b.begin.Lock()
	tx, err := b.start(false)
	b.begin.Unlock()
	if err != nil {
		return err
	}
	err = b.try(func() error { return do(tx) })
	b.end(tx)
	return err
}

// start begins a transaction. It must be called with b.begin held.
func (b *bolt) start(writable bool) (tx *bbolt.Tx, err error) {
	if err := b.damage(); err != nil {
		return nil, err
	}
	err = b.tryLocked(func() (err error) {
		tx, err = b.Begin(writable)
		return err
	})
	return tx, err
}

// end ends a reader. Another one that panicked meanwhile does not hold it up.
func (b *bolt) end(tx *bbolt.Tx) {
	ended := make(chan struct{})
	go func() { // ends at once, or never if a mutex of bbolt stays locked
		defer close(ended)
		_ = b.tryLocked(tx.Rollback) // an open transaction has no other error
	}()
	select {
	case <-ended:
	case <-b.stuck:
	}
}

// try turns a panic of do into errDamaged, and every later transaction is refused.
func (b *bolt) try(do func() error) error {
	panicked, err := caught(do)
	if panicked {
		b.broken.CompareAndSwap(nil, &err)
	}
	return err
}

// tryLocked is try for what locks or unlocks a mutex of bbolt.
func (b *bolt) tryLocked(do func() error) error {
	panicked, err := caught(do)
	if panicked {
		b.broken.CompareAndSwap(nil, &err)
		b.stick.Do(func() { close(b.stuck) })
	}
	return err
}

// close closes the file and releases its lock. If bbolt would wait for ever, the pages stay mapped until the program
// ends.
func (b *bolt) close() error {
	b.begin.Lock()
	defer b.begin.Unlock()
	select {
	case <-b.stuck:
		boltfile.Unlock(b.file)
		return b.file.Close()
	default:
		return b.try(b.Close)
	}
}

// continueAs goes on with another open file, and closes the one before when its readers have ended.
func (b *bolt) continueAs(next *bolt) error {
	b.begin.Lock()
	before := b.DB
	b.DB, b.file = next.DB, next.file
	b.begin.Unlock()
	return b.try(before.Close)
}

// caught returns the error of do, or its panic as errDamaged. A fault in mapped pages is a panic.
func caught(do func() error) (panicked bool, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			panicked, err = true, fmt.Errorf("%w: %v", errDamaged, r)
		}
	}()
	return false, do()
}
