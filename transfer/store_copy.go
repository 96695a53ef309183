package transfer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"sendoff/transfer/boltfile"
	"sendoff/transfer/safefile"
)

// heedCopy takes over the cancels and ends in the copy if that is newer than the queue, because an older file was put
// in its place. A job that was cancelled once never runs again. The notices say so.
func (s *store) heedCopy(c *contents) (notices []string, err error) {
	var change uint64
	if err := s.db.view(func(tx *bbolt.Tx) error { change = uint64(tx.ID()); return nil }); err != nil {
		return nil, err
	}
	if changeOf(s.path+".bak") <= change {
		return nil, nil
	}
	copied := salvage(s.path + ".bak")
	if copied == nil || copied.origin.lineage == "" || copied.origin.lineage != s.lineage() {
		return nil, nil
	}
	taken := c.takeEnds(copied)
	if taken.empty() {
		return nil, nil
	}
	if err := s.write(taken); err != nil {
		return nil, err
	}
	return []string{fmt.Sprintf("The list of uploads is older than its copy %s.bak: somebody may have put an old one in its place. "+
		"%d uploads that the copy knows as cancelled or ended stay so.", s.path, len(taken.put)+len(taken.ended))}, nil
}

// takeEnds is endAsIn, and returns what it changed.
func (c *contents) takeEnds(copied *contents) *changes {
	open := map[uuid.UUID]bool{}
	for _, j := range c.jobs {
		open[j.ID] = j.Want != Drop
	}
	c.endAsIn(copied)
	taken := &changes{put: map[uuid.UUID]*Job{}, ended: map[uuid.UUID]*Job{}}
	for _, j := range c.jobs {
		if open[j.ID] && j.Want == Drop {
			taken.put[j.ID] = j
		}
		delete(open, j.ID)
	}
	for _, j := range copied.history {
		if open[j.ID] {
			taken.ended[j.ID] = j
			c.history = append(c.history, j)
		}
	}
	return taken
}

// changeOf returns the number of the newest change in a queue file, 0 if it cannot be read.
func changeOf(path string) uint64 {
	f, err := openOwn(path, os.O_RDONLY)
	if err != nil {
		return 0
	}
	defer func() { _ = f.Close() }() // only read
	p, err := boltfile.Open(f)
	if err != nil {
		return 0
	}
	return p.Change()
}

// lineage returns the name of the queue that the file belongs to, "" if it has none.
func (s *store) lineage() (name string) {
	_ = s.db.view(func(tx *bbolt.Tx) error { // the function returns no error
		name = string(tx.Bucket(bucketMeta).Get(keyLineage))
		return nil
	})
	return name
}

// bbolt never gives room back: what is deleted stays in free pages, readable, and the file as large as it ever was. So
// a file that is mostly free is written anew without them and takes the old one's place. A killed program finds one of
// the two: the new one is complete and synced before it gets the name.

// renamesOpen reports whether an open file can be renamed, and another one put in its place. Windows cannot: there the
// queue is compacted only at the end of the program, when its file is closed. Tests replace it.
var renamesOpen = runtime.GOOS != "windows"

// minCompact is the number of pages from which a file is worth that.
const minCompact = 64

// compactName is the name of the new file beside the queue until it is complete.
func compactName(path string) string { return path + ".compact" }

// removePartCompact removes what a killed program left of a new file.
func removePartCompact(path string) error {
	if err := os.Remove(compactName(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// sparse reports whether more than half of the pages that were ever in use are free, or any free one may hold a secret.
func (s *store) sparse() bool {
	if s.db.damage() != nil {
		return false
	}
	if s.unclean.Load() {
		return true
	}
	var pages int64
	err := s.db.view(func(tx *bbolt.Tx) error {
		pages = tx.Size() / int64(s.db.Info().PageSize)
		return nil
	})
	stats := s.db.Stats()
	free := int64(stats.FreePageN + stats.PendingPageN)
	return err == nil && pages >= minCompact && 2*free > pages
}

// compacted is a new file with the same content, open and locked.
type compacted struct {
	*bolt
	written int64 // the transactions of the store that it holds
}

// discard gives up the new file.
func (c *compacted) discard() error {
	return errors.Join(c.close(), os.Remove(c.file.Name()))
}

// compact writes the new file. It may run beside the loop.
func (s *store) compact() (_ *compacted, err error) {
	written, path := s.written.Load(), compactName(s.path)
	if err := removePartCompact(s.path); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removePartCompact(s.path))
		}
	}()
	if err := s.copyRecords(path); err != nil {
		return nil, err
	}
	db, err := openBolt(path, time.Second)
	if err != nil {
		return nil, err
	}
	return &compacted{db, written}, nil
}

// copyRecords writes all records to a new file at path and syncs it. The changes go on being numbered where they were,
// because the copy of the queue is compared by that.
func (s *store) copyRecords(path string) (err error) {
	db, err := openBolt(path, time.Second)
	if err != nil {
		return err
	}
	var change uint64
	err = s.db.view(func(from *bbolt.Tx) error {
		change = uint64(from.ID())
		return copyBuckets(db, from)
	})
	if err = errors.Join(err, db.close()); err != nil {
		return err
	}
	f, err := openOwn(path, os.O_RDWR)
	if err != nil {
		return err
	}
	if err = boltfile.Advance(f, change); err == nil {
		err = syncFile(f)
	}
	return errors.Join(err, f.Close())
}

// recordsPerWrite bounds the memory of one transaction.
const recordsPerWrite = 5000

// copyBuckets copies the records of each bucket in order, so that its pages are full.
func copyBuckets(to *bolt, from *bbolt.Tx) error {
	return from.ForEach(func(name []byte, b *bbolt.Bucket) error {
		records := b.Cursor()
		for k, v := records.First(); ; {
			err := to.update(func(tx *bbolt.Tx) error {
				out, err := tx.CreateBucketIfNotExists(name)
				if err != nil {
					return err
				}
				out.FillPercent = 1
				for n := 0; k != nil && n < recordsPerWrite; n++ {
					if err := out.Put(k, v); err != nil {
						return err
					}
					k, v = records.Next()
				}
				return nil
			})
			if err != nil || k == nil {
				return err
			}
		}
	})
}

// adopt lets the new file take the place of the old one, unless something was written to that meanwhile. Only the owner
// loop may call it, or who comes after it.
func (s *store) adopt(c *compacted) error {
	if c.written != s.written.Load() {
		return c.discard()
	}
	if err := os.Rename(compactName(s.path), s.path); err != nil {
		return errors.Join(err, c.discard())
	}
	err := s.db.continueAs(c.bolt)
	if err == nil && s.unclean.Load() {
		err = markClean(s.db)
		s.unclean.Store(err != nil)
	}
	s.written.Add(1) // the last copy still has what is gone
	return errors.Join(err, syncDir(filepath.Dir(s.path)))
}

// compactNow is compact and adopt, for when the loop has ended.
func (s *store) compactNow() error {
	c, err := s.compact()
	if err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	return s.adopt(c)
}

// inPlace reports whether the queue's name is still that of the open file. Another program may remove the file, or put
// another one in its place: what is written then would be gone with the process. Windows lets no program do that.
func (s *store) inPlace() bool {
	own, err := s.db.file.Stat()
	if err != nil || runtime.GOOS == "windows" {
		return true
	}
	there, err := os.Lstat(s.path)
	return err == nil && os.SameFile(own, there) || err != nil && !errors.Is(err, fs.ErrNotExist)
}

// putBack writes the queue anew under its name. A file that has the name now gets another one, aside. The error is
// ErrLocked if another process works on that file. It must be called like adopt.
func (s *store) putBack() (aside string, err error) {
	if err := makeDir(filepath.Dir(s.path)); err != nil {
		return "", err
	}
	other, err := openOwn(s.path, os.O_RDWR)
	switch {
	case err == nil:
		defer other.Close() //nolint:errcheck // nothing was written
		if err := boltfile.Lock(other, 0); errors.Is(err, boltfile.ErrHeld) {
			return "", ErrLocked
		} else if err != nil {
			return "", err
		}
		if aside, err = safefile.KeepBeside(s.path, s.path+".other-"+time.Now().UTC().Format("20060102T150405.000")); err != nil {
			return "", err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return "", err
	}
	return aside, s.compactNow()
}

// markClean records that no free page holds a secret.
func markClean(db *bolt) error {
	return db.update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketSettings).Delete(keyUnclean) })
}

// compactClosed is compactNow for a system that renames no open file. It leaves the store closed, with its last copy
// made. Between closing and renaming another process may open the old file: then the system does not let the new one
// take its place, and it is given up.
func (s *store) compactClosed() error {
	c, err := s.compact()
	if err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	if s.unclean.Load() {
		err = markClean(c.bolt)
	}
	if err == nil {
		err = s.backupOf(c.bolt)
	}
	if err != nil {
		return errors.Join(err, c.discard())
	}
	s.replaced = true
	err = errors.Join(c.close(), s.db.close())
	if err == nil {
		err = os.Rename(compactName(s.path), s.path)
	}
	if err != nil {
		return errors.Join(err, removePartCompact(s.path))
	}
	return syncDir(filepath.Dir(s.path))
}
