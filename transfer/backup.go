package transfer

import (
	"errors"
	"os"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
)

// copyPeriod is how far the last good copy of the queue may be behind while jobs come and go.
const copyPeriod = time.Minute

// copyQueue has the queue copied if it has changed and the last copy is old enough.
func (e *Engine) copyQueue(now time.Time) {
	l := &e.loop
	if !l.uncopied || l.copying || now.Sub(l.copied) < copyPeriod {
		return
	}
	l.uncopied, l.copying, l.copied = false, true, now
	e.lasting.Go(func() { // ends with the copy; Close waits for it
		err := e.store.backup()
		e.inbox.put(message{call: func() { e.copied(err) }})
	})
}

func (e *Engine) copied(err error) {
	e.loop.copying = false
	if err != nil {
		e.loop.uncopied = true
		e.log.Warn("queue not copied", "error", err)
	}
}

// copyLast copies what has changed since the last copy. The loop and the copies it began have ended.
func (e *Engine) copyLast() {
	if !e.loop.uncopied {
		return
	}
	if err := e.store.backup(); err != nil {
		e.log.Warn("queue not copied", "error", err)
	}
}

// backup leaves a whole copy of the file beside it, for the day the file is damaged. The copy of a file
// that is damaged already does not take the place of a good one.
func (s *store) backup() (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recoverDamage(&err)
	part := s.path + ".bak.part"
	err = s.db.View(func(tx *bbolt.Tx) error { return tx.CopyFile(part, 0o600) })
	if err == nil {
		err = keepWhole(part)
	}
	if err != nil {
		_ = os.Remove(part)
		return err
	}
	return os.Rename(part, s.path+".bak")
}

// keepWhole makes sure that a copy is whole and on the disk.
func keepWhole(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	err = checkWhole(f)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
