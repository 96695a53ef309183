package transfer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"sendoff/transfer/bits"
)

// ErrLocked means that another process owns the queue.
var ErrLocked = errors.New("the queue is in use by another process")

// StoreError is a queue file that cannot be opened or made, for a reason other than damage.
type StoreError struct {
	Path string
	Err  error
}

func (e *StoreError) Error() string { return fmt.Sprintf("queue %s: %v", e.Path, e.Err) }
func (e *StoreError) Unwrap() error { return e.Err }

const (
	queueFile     = "queue.db"
	schemaVersion = 1
	historyMost   = 5000 // outcomes kept, unless Limits.History says fewer
	historyLeast  = 100
)

var (
	bucketMeta        = []byte("meta")
	bucketJobs        = []byte("jobs")
	bucketHistory     = []byte("history")
	bucketTranscripts = []byte("transcripts")
	bucketLearned     = []byte("learned") // by Target.Server
	bucketSettings    = []byte("settings")
	buckets           = [][]byte{bucketMeta, bucketJobs, bucketHistory, bucketTranscripts, bucketLearned, bucketSettings}
	keySchema         = []byte("schema")
)

// store is the queue on disk: one bbolt file, which locks itself. Only the owner loop writes to it.
type store struct {
	db   *bbolt.DB
	path string
}

// contents is all that a queue file holds of the engine's.
type contents struct {
	jobs        []*Job
	history     []*Job
	transcripts map[uuid.UUID]*transcript
	learned     map[string]Learned
	settings    map[string]json.RawMessage // of a salvaged file; a whole one is asked for them by name
	damaged     []string                   // records that could not be read: they are set aside, not deleted
}

// openBolt opens or makes the file, waits at most wait for another owner, and checks under the lock that
// the file is whole. The default freelist stays: without a synced one, bbolt scans a damaged file in a
// goroutine of its own, whose panic no one can recover.
func openBolt(path string, wait time.Duration) (db *bbolt.DB, err error) {
	var file *os.File
	defer func() {
		if err != nil && file != nil {
			unlock(file) // after a panic bbolt leaves it open and locked
			_ = file.Close()
		}
	}()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recoverDamage(&err)
	db, err = bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: wait,
		OpenFile: func(name string, flag int, mode os.FileMode) (f *os.File, err error) {
			if file, err = os.OpenFile(name, flag, mode); err != nil {
				return nil, err
			}
			return file, checkFile(file, wait)
		},
	})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, ErrLocked
	}
	return db, err
}

// checkFile finds damage before bbolt meets it.
func checkFile(f *os.File, wait time.Duration) error {
	held, err := lock(f, wait)
	if err != nil || !held {
		return err
	}
	defer handOver(f)
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	return checkWhole(f)
}

// checkWhole reads a queue file from its beginning to its end. Its error is errDamaged.
func checkWhole(f *os.File) error {
	p, err := openPages(f)
	if err == nil {
		err = p.check()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	return nil
}

// errDamaged means that the file is not, or no longer, a queue that can be read.
var errDamaged = errors.New("damaged")

// errNewer means that the file is whole but of a schema that this program does not know.
var errNewer = errors.New("it was written by a newer Sendoff")

// recoverDamage turns a fault in the mapped pages of a damaged file into an error. Its caller must be
// the function whose error it sets.
func recoverDamage(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w: %v", errDamaged, r)
	}
}

// prepare makes the buckets of an empty file and checks those of any other, without writing to it.
func (s *store) prepare() (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recoverDamage(&err)
	fresh := false
	err = s.db.View(func(tx *bbolt.Tx) error {
		if first, _ := tx.Cursor().First(); first == nil {
			fresh = true
			return nil
		}
		return checkSchema(tx)
	})
	if err != nil || !fresh {
		return err
	}
	return s.db.Update(func(tx *bbolt.Tx) error {
		for _, name := range buckets {
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		return putJSON(tx.Bucket(bucketMeta), keySchema, schemaVersion)
	})
}

// checkSchema makes sure that nothing is missing: a bucket made anew would be a loss without a word.
func checkSchema(tx *bbolt.Tx) error {
	var version int
	if meta := tx.Bucket(bucketMeta); meta != nil {
		if err := json.Unmarshal(meta.Get(keySchema), &version); err != nil {
			return fmt.Errorf("%w: schema: %w", errDamaged, err)
		}
	}
	if version > schemaVersion {
		return fmt.Errorf("%w (schema %d, this one knows %d)", errNewer, version, schemaVersion)
	}
	for _, name := range buckets {
		if tx.Bucket(name) == nil {
			return fmt.Errorf("%w: %s is missing", errDamaged, name)
		}
	}
	return nil
}

// load reads everything. A record that cannot be read is named and left where it is.
func (s *store) load() (c contents, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recoverDamage(&err)
	c = contents{transcripts: map[uuid.UUID]*transcript{}, learned: map[string]Learned{}}
	err = s.db.View(func(tx *bbolt.Tx) error {
		c.jobs = loadJobs(tx.Bucket(bucketJobs), &c.damaged)
		c.history = loadJobs(tx.Bucket(bucketHistory), &c.damaged)
		loadTranscripts(tx.Bucket(bucketTranscripts), c.transcripts)
		return tx.Bucket(bucketLearned).ForEach(func(k, v []byte) error {
			var l Learned
			if json.Unmarshal(v, &l) == nil { // what is lost here is learned again
				c.learned[string(k)] = l
			}
			return nil
		})
	})
	return c, err
}

func loadJobs(b *bbolt.Bucket, damaged *[]string) []*Job {
	var jobs []*Job
	_ = b.ForEach(func(k, v []byte) error { // the function returns no error
		if j := readJob(k, v); j != nil {
			jobs = append(jobs, j)
		} else {
			*damaged = append(*damaged, fmt.Sprintf("%x", k))
		}
		return nil
	})
	return jobs
}

// readJob reads one record, nil if it is not a job or stands under another job's key.
func readJob(key, value []byte) *Job {
	j := new(Job)
	if json.Unmarshal(value, j) != nil || !bytes.Equal(key, j.ID[:]) {
		return nil
	}
	j.Sent = j.Acked
	return j
}

func loadTranscripts(b *bbolt.Bucket, into map[uuid.UUID]*transcript) {
	_ = b.ForEach(func(k, v []byte) error { // the function returns no error
		t := new(transcript)
		if len(k) == len(uuid.UUID{}) && json.Unmarshal(v, &t.lines) == nil {
			into[uuid.UUID(k)] = t
		}
		return nil
	})
}

// changes is what one transaction writes.
type changes struct {
	put         map[uuid.UUID]*Job // into the queue
	ended       map[uuid.UUID]*Job // out of the queue, into the history
	forgotten   []uuid.UUID        // out of the history
	reopened    []uuid.UUID        // out of the history, into the queue with put
	transcripts map[uuid.UUID]*transcript
	learned     map[string]Learned
	settings    map[string]json.RawMessage
}

func (c *changes) empty() bool {
	return len(c.put)+len(c.ended)+len(c.forgotten)+len(c.transcripts)+len(c.learned)+len(c.settings) == 0
}

// write commits c, all of it or nothing.
func (s *store) write(c *changes) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recoverDamage(&err)
	return s.db.Update(func(tx *bbolt.Tx) error {
		jobs, history, transcripts := tx.Bucket(bucketJobs), tx.Bucket(bucketHistory), tx.Bucket(bucketTranscripts)
		var failed error
		try := func(err error) { failed = errors.Join(failed, err) }
		for _, id := range c.reopened {
			try(history.Delete(id[:]))
		}
		for id, j := range c.put {
			try(putJSON(jobs, id[:], j))
		}
		for id, t := range c.transcripts {
			try(putJSON(transcripts, id[:], t.lines))
		}
		for id, j := range c.ended {
			try(jobs.Delete(id[:]))
			try(putJSON(history, id[:], j))
			if j.Outcome != Delivered { // of a cancelled job one line of history stays, and nothing else
				try(transcripts.Delete(id[:]))
			}
		}
		for _, id := range c.forgotten {
			try(history.Delete(id[:]))
			try(transcripts.Delete(id[:]))
		}
		for server, l := range c.learned {
			if l == (Learned{}) {
				try(tx.Bucket(bucketLearned).Delete([]byte(server)))
				continue
			}
			try(putJSON(tx.Bucket(bucketLearned), []byte(server), l))
		}
		for key, v := range c.settings {
			try(putJSON(tx.Bucket(bucketSettings), []byte(key), v))
		}
		return failed
	})
}

func putJSON(b *bbolt.Bucket, key []byte, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return b.Put(key, raw)
}

// setting reads one typed setting; found is false if it was never written.
func (s *store) setting(key string, v any) (found bool, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recoverDamage(&err)
	err = s.db.View(func(tx *bbolt.Tx) error {
		raw := tx.Bucket(bucketSettings).Get([]byte(key))
		if raw == nil {
			return nil
		}
		found = true
		return json.Unmarshal(raw, v)
	})
	return found, err
}

func (s *store) putSetting(key string, v any) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recoverDamage(&err)
	return s.db.Update(func(tx *bbolt.Tx) error { return putJSON(tx.Bucket(bucketSettings), []byte(key), v) })
}

func (s *store) close() error { return s.db.Close() }

// makeDir makes the queue's directory, readable by its owner alone.
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

// surplus names the oldest entries of a history that holds more than keep, by so many at once that
// finding them costs little per job.
func surplus(history map[uuid.UUID]*Job, keep int) []uuid.UUID {
	if len(history) < keep+keep/20 {
		return nil
	}
	all := make([]*Job, 0, len(history))
	for _, j := range history {
		all = append(all, j)
	}
	slices.SortFunc(all, func(a, b *Job) int { return a.Ended.Compare(b.Ended) })
	var old []uuid.UUID
	for _, j := range all[:len(all)-keep] {
		old = append(old, j.ID)
	}
	return old
}

func queuePath(dir string) string { return filepath.Join(dir, queueFile) }

// copy copies a transcript for a reader outside the loop.
func (t *transcript) copy() []bits.Note {
	if t == nil {
		return nil
	}
	return slices.Clone(t.lines)
}
