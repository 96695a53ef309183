package transfer

import (
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"

	"sendoff/transfer/safefile"
)

// copyPeriod is how far the last good copy may be behind the queue while it changes.
const copyPeriod = time.Minute

// firstCopy is how long after the start the queue is copied for the first time. A command that ends before copies it
// once, when it closes it.
const firstCopy = 2 * time.Second

// copyQueue starts a copy of the queue if it has changed and the last copy is old enough.
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

// quietPeriod is how long nothing must have happened before the queue file is compacted.
const quietPeriod = 10 * time.Second

// longQueue is from how many jobs on reading or changing them leaves so much garbage that the system gets it back.
const longQueue = 10_000

// compactQueue compacts a queue file that is mostly free, at a quiet moment. It returns when to look again.
func (e *Engine) compactQueue(now time.Time) time.Time {
	l := &e.loop
	if len(l.working) > 0 || l.copying || e.store.written.Load() == l.tidied {
		return time.Time{}
	}
	if quiet := l.lastHandled.Add(quietPeriod); quiet.After(now) {
		return quiet
	}
	l.tidied = e.store.written.Load() // whatever comes of it: not again before something changes
	if len(l.entries)+len(l.history) >= longQueue {
		e.lasting.Go(debug.FreeOSMemory) // ends with one garbage collection
	}
	if !renamesOpen || !e.store.sparse() {
		return time.Time{}
	}
	l.copying = true
	e.lasting.Go(func() { // ends with the new file; Close waits for it
		c, err := e.store.compact()
		if e.ask(func() { e.compacted(c, err) }) != nil && err == nil {
			_ = c.discard() // Close makes another one
		}
	})
	return time.Time{}
}

// keepInPlace writes the queue file anew if it was removed or another one was put in its place. It looks after each
// change.
func (e *Engine) keepInPlace() {
	l, written := &e.loop, e.store.written.Load()
	if l.copying || l.looked == written {
		return
	}
	if l.looked = written; e.store.inPlace() {
		return
	}
	aside, err := e.store.putBack()
	if err != nil {
		e.log.Error("queue file removed or replaced", "error", err)
		return
	}
	l.uncopied, l.looked = true, e.store.written.Load()
	e.log.Warn("queue file removed or replaced: written anew", "aside", aside)
	if f := e.onDisplaced.Load(); f != nil {
		(*f)(aside)
	}
}

// OnDisplaced has f called after the queue file was removed or replaced by another program, and has been written anew.
// aside is the new name of the file that was in its place, "" if there was none. f must not wait.
func (e *Engine) OnDisplaced(f func(aside string)) { e.onDisplaced.Store(&f) }

func (e *Engine) compacted(c *compacted, err error) {
	l := &e.loop
	l.copying = false
	switch {
	case err != nil:
	case e.store.inPlace():
		err = e.store.adopt(c)
	default:
		err = c.discard() // keepInPlace comes first
	}
	if err != nil {
		e.log.Warn("queue not compacted", "error", err)
		return
	}
	l.uncopied, l.copied = true, time.Time{} // the copy still has what is gone
	l.tidied = e.store.written.Load()
}

// compactLast compacts the queue file at the end. It is called after the loop has ended.
func (e *Engine) compactLast() {
	e.loop.copying, e.loop.looked = false, -1
	if e.keepInPlace(); !e.store.inPlace() || !e.store.sparse() {
		return
	}
	compact := e.store.compactNow
	if !renamesOpen {
		compact = e.store.compactClosed
	}
	if err := compact(); err != nil {
		e.log.Warn("queue not compacted", "error", err)
	}
}

// copyLast copies what changed since the last copy. It is called after the loop and its copies have ended.
func (e *Engine) copyLast() {
	if e.store.replaced || !e.loop.uncopied && e.store.written.Load() == e.store.copied.Load() {
		return
	}
	if err := e.store.backup(); err != nil {
		e.log.Warn("queue not copied", "error", err)
	}
}

// Replaced by tests, to count calls.
var (
	syncFile = (*os.File).Sync
	syncDir  = safefile.SyncDir
)

// backup leaves a complete copy of the queue file beside it, for the case of damage. A damaged file never replaces a
// good copy.
func (s *store) backup() error { return s.backupOf(s.db) }

func (s *store) backupOf(db *bolt) error {
	if err := db.damage(); err != nil {
		return err
	}
	s.copied.Store(s.written.Load())
	part := s.path + ".bak.part"
	f, err := safefile.Renew(part)
	if err != nil {
		return err
	}
	err = copyTo(f, db)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, s.path+".bak"); err != nil {
		return err
	}
	return syncDir(filepath.Dir(part))
}

// copyTo writes a copy of db, checks that it is complete and syncs it.
func copyTo(f *os.File, db *bolt) error {
	err := db.view(func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(f)
		return err
	})
	if err == nil {
		err = checkWhole(f)
	}
	if err == nil {
		err = syncFile(f)
	}
	return err
}
