package transfer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"sendoff/transfer/boltfile"
	"sendoff/transfer/safefile"
)

// ErrLocked means that another process owns the queue.
var ErrLocked = errors.New("the queue is in use by another process")

// StoreError means that the queue file cannot be opened or created, for another reason than damage.
type StoreError struct {
	Path string
	Err  error
}

func (e *StoreError) Error() string { return fmt.Sprintf("queue %s: %v", e.Path, e.Err) }
func (e *StoreError) Unwrap() error { return e.Err }

const (
	queueFile     = "queue.db"
	schemaVersion = 4 // of 4, jobs are packed; those of older programs are JSON, and both are read
	lastUnsealed  = 3 // of the schemas that files without a checksum of it have
)

var (
	bucketMeta        = []byte("meta")
	bucketJobs        = []byte("jobs")
	bucketHistory     = []byte("history")
	bucketTranscripts = []byte("transcripts")
	bucketServerStats = []byte("learned") // by Target.Server
	bucketSettings    = []byte("settings")
	buckets           = [][]byte{bucketMeta, bucketJobs, bucketHistory, bucketTranscripts, bucketServerStats, bucketSettings}
	keySchema         = []byte("schema")
	keySchemaSum      = []byte("schema.sum")
	keyLineage        = []byte("lineage")
)

// store is the queue on disk: one bbolt file, which locks itself. Only the owner loop writes to it.
type store struct {
	db       *bolt
	path     string
	written  atomic.Int64 // transactions so far
	copied   atomic.Int64 // the value of written when the last copy began
	replaced bool         // it was closed and compacted at the end
	unclean  atomic.Bool  // free pages may hold secrets of jobs that have ended or are forgotten
}

// openBolt opens or creates the file. It waits at most wait for another owner, and checks the file under the lock.
// The freelist stays synced: otherwise bbolt scans a damaged file in a goroutine of its own, whose panic cannot be
// recovered.
func openBolt(path string, wait time.Duration) (_ *bolt, err error) {
	var file *os.File
	defer func() {
		if err != nil && file != nil {
			boltfile.Unlock(file) // after a panic bbolt leaves it open and locked
			_ = file.Close()
		}
	}()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recoverDamage(&err)
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: wait,
		OpenFile: func(name string, flag int, _ os.FileMode) (f *os.File, err error) {
			if file, err = openOwn(name, flag); err != nil {
				return nil, err
			}
			return file, checkFile(file, wait)
		},
	})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, ErrLocked
	}
	if err != nil {
		return nil, err
	}
	return newBolt(db, file), nil
}

// checkFile finds damage before bbolt meets it.
func checkFile(f *os.File, wait time.Duration) error {
	if err := boltfile.Lock(f, wait); errors.Is(err, boltfile.ErrHeld) {
		return ErrLocked
	} else if err != nil {
		return err
	}
	defer boltfile.HandOver(f)
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if there, err := os.Lstat(f.Name()); err != nil || !os.SameFile(info, there) {
		return ErrLocked // its owner has put another file in its place while this one waited
	}
	if info.Size() == 0 {
		return nil
	}
	return checkWhole(f)
}

// checkWhole reads a whole queue file. Its error is errDamaged.
func checkWhole(f *os.File) error {
	p, err := boltfile.Open(f)
	if err == nil {
		err = p.Check()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	return nil
}

// errDamaged means that the file is not, or no longer, a readable queue.
var errDamaged = errors.New("damaged")

// errNotOwn means that the queue's file is not this user's own. It is neither opened nor set aside.
var errNotOwn = errors.New("it cannot be trusted: remove it, or name another folder with --dir")

// openOwn opens or creates a file in the queue's folder. It follows no link, does not wait for a fifo, and refuses
// another user's file: that user could add jobs and read what is written.
func openOwn(path string, flag int) (*os.File, error) {
	f, err := safefile.Open(path, flag)
	switch {
	case errors.Is(err, safefile.ErrNotPlain):
		return nil, fmt.Errorf("%w: %w", errNotOwn, err)
	case err != nil:
		return nil, err
	}
	if err := safefile.Trusted(f); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", errNotOwn, err), f.Close())
	}
	return f, nil
}

// errNewer means that the file is intact but has a schema that this program does not know.
var errNewer = errors.New("it was written by a newer Sendoff")

// recoverDamage turns a fault in the mapped pages of a damaged file into an error. It must be deferred by the
// function whose error it sets.
func recoverDamage(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w: %v", errDamaged, r)
	}
}

// prepare creates the buckets of an empty file and checks those of any other. It only writes to the latter to migrate
// its schema.
func (s *store) prepare() error {
	fresh, version, stamped := false, schemaVersion, true
	err := s.db.view(func(tx *bbolt.Tx) (err error) {
		if first, _ := tx.Cursor().First(); first == nil {
			fresh = true
			return nil
		}
		version, stamped, err = checkSchema(tx)
		return err
	})
	switch {
	case err != nil:
		return err
	case version < schemaVersion || !stamped:
		return s.update(func(tx *bbolt.Tx) error { return migrate(tx, version) })
	case !fresh:
		return nil
	}
	return s.db.update(func(tx *bbolt.Tx) error { // nothing that is worth a copy yet
		for _, name := range buckets {
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		return errors.Join(stampSchema(tx), stampLineage(tx))
	})
}

// update runs a transaction and marks the last copy as outdated.
func (s *store) update(do func(*bbolt.Tx) error) error {
	err := s.db.update(do)
	s.written.Add(1) // afterwards: a copy that began meanwhile counts as outdated
	return err
}

// checkSchema returns the file's schema; stamped says whether that has a checksum. A missing bucket is an error:
// creating it would hide the loss.
func checkSchema(tx *bbolt.Tx) (version int, stamped bool, err error) {
	if version, stamped, err = readSchema(tx.Bucket(bucketMeta)); err != nil {
		return 0, false, err
	}
	if version > schemaVersion {
		return 0, false, fmt.Errorf("%w (schema %d, this one knows %d)", errNewer, version, schemaVersion)
	}
	for _, name := range buckets {
		if tx.Bucket(name) == nil {
			return 0, false, fmt.Errorf("%w: %s is missing", errDamaged, name)
		}
	}
	return version, stamped, nil
}

func (s *store) close() error { return s.db.close() }

// makeDir creates the queue's directory, readable only by its owner.
func makeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		return &fs.PathError{Op: "open", Path: dir, Err: errors.New("not a directory")}
	}
	return err
}

func queuePath(dir string) string { return filepath.Join(dir, queueFile) }
