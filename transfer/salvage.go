package transfer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"sendoff/transfer/safefile"
)

// openStore opens the queue in dir, or makes one. A file that is damaged is renamed and kept, what can
// be read of it is carried over, and the notices say so: the program always starts.
func openStore(dir string, wait time.Duration) (*store, contents, []string, error) {
	path := queuePath(dir)
	if err := makeDir(dir); err != nil {
		return nil, contents{}, nil, &StoreError{Path: path, Err: err}
	}
	s, c, err := openQueue(path, wait)
	switch {
	case err == nil:
		return s, c, lostRecords(path, c.damaged), nil
	case errors.Is(err, ErrLocked):
		return nil, contents{}, nil, err
	case !damagedFile(err):
		return nil, contents{}, nil, &StoreError{Path: path, Err: err}
	}
	return replace(path, wait, err)
}

func openQueue(path string, wait time.Duration) (*store, contents, error) {
	if emptied(path) {
		return nil, contents{}, fmt.Errorf("%w: the file is empty", errDamaged)
	}
	db, err := openBolt(path, wait)
	if err != nil {
		return nil, contents{}, err
	}
	s := &store{db: db, path: path}
	err = s.prepare()
	var c contents
	if err == nil {
		c, err = s.load()
	}
	if err != nil {
		_ = closeQuietly(db)
		return nil, contents{}, err
	}
	return s, c, nil
}

// emptied reports a queue file of no bytes beside a backup: bbolt would take it for a new one, and
// the queue would be gone without a word.
func emptied(path string) bool {
	info, err := os.Stat(path)
	_, backup := os.Stat(path + ".bak")
	return err == nil && info.Size() == 0 && backup == nil
}

// damagedFile tells damage from a file that may not be opened, a full disk or a newer schema.
func damagedFile(err error) bool {
	var path *os.PathError
	return errors.Is(err, errDamaged) || !errors.As(err, &path) && !errors.Is(err, errNewer) && !noSpace(err)
}

// replace sets the damaged file aside and begins a new one with what can be read of the old one, and
// what is missing there of the last good copy.
func replace(path string, wait time.Duration, damage error) (*store, contents, []string, error) {
	saved, older := salvage(path), salvage(path+".bak")
	from := sourceOf(saved, older)
	if saved == nil {
		saved = &contents{}
	}
	saved.complete(older)
	aside := path + ".damaged-" + time.Now().UTC().Format("20060102T150405.000")
	aside, err := safefile.PublishBeside(path, aside)
	if err != nil {
		return nil, contents{}, nil, &StoreError{Path: path, Err: err}
	}
	s, _, err := openQueue(path, wait)
	if err != nil {
		return nil, contents{}, nil, &StoreError{Path: path, Err: err}
	}
	if err := s.write(saved.all()); err != nil {
		_ = s.close()
		return nil, contents{}, nil, &StoreError{Path: path, Err: err}
	}
	c, err := s.load()
	if err != nil {
		_ = s.close()
		return nil, contents{}, nil, &StoreError{Path: path, Err: err}
	}
	notice := fmt.Sprintf("The list of uploads was damaged (%v). The damaged file is kept as %s. "+
		"%s %d uploads and %d lines of history were restored.", damage, aside, from, len(c.jobs), len(c.history))
	return s, c, []string{notice}, nil
}

// sourceOf says where what is restored comes from.
func sourceOf(saved, older *contents) string {
	switch {
	case saved != nil && older != nil:
		return "From it and its last good copy,"
	case saved != nil:
		return "From it,"
	case older != nil:
		return "From its last good copy,"
	}
	return "Nothing in it can be read, and there is no good copy:"
}

// complete adds what only the last good copy has. Jobs of it are paused: it cannot know what was done,
// cancelled or forgotten since it was made.
func (c *contents) complete(older *contents) {
	if older == nil {
		return
	}
	if c.settings == nil {
		c.settings = map[string]json.RawMessage{}
	}
	for key, v := range older.settings {
		if c.settings[key] == nil {
			c.settings[key] = v
		}
	}
	known := map[uuid.UUID]bool{}
	for _, j := range slices.Concat(c.jobs, c.history) {
		known[j.ID] = true
	}
	for _, j := range older.history {
		if !known[j.ID] {
			known[j.ID] = true
			c.history = append(c.history, j)
		}
	}
	for _, j := range older.jobs {
		if known[j.ID] {
			continue
		}
		if j.Want == Run {
			j.Want = Hold
		}
		j.Reach = reachUnknown // more may have been sent since
		c.jobs = append(c.jobs, j)
	}
}

// all is everything that was saved, as one transaction.
func (c *contents) all() *changes {
	out := &changes{put: map[uuid.UUID]*Job{}, ended: map[uuid.UUID]*Job{}, transcripts: c.transcripts, learned: c.learned, settings: c.settings}
	for _, j := range c.jobs {
		out.put[j.ID] = j
	}
	for _, j := range c.history {
		out.ended[j.ID] = j
	}
	return out
}

// salvage reads what it can of a file that may be damaged anywhere; nil means nothing at all.
func salvage(path string) *contents {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }() // only read
	p, err := openPages(f)
	if err != nil {
		return nil
	}
	c := &contents{settings: map[string]json.RawMessage{}}
	p.bucket(p.meta.root, nil, func(path [][]byte, value []byte) {
		if len(path) == 2 {
			c.keep(path[0], path[1], value)
		}
	})
	if len(c.jobs)+len(c.history)+len(c.settings) == 0 {
		return nil
	}
	return c
}

// keep takes a record if it is a setting or a job, whole.
func (c *contents) keep(bucket, key, value []byte) {
	if string(bucket) == string(bucketSettings) {
		if json.Valid(value) {
			c.settings[string(key)] = bytes.Clone(value)
		}
		return
	}
	j := readJob(key, value)
	switch {
	case j == nil:
	case bytes.Equal(bucket, bucketJobs):
		c.jobs = append(c.jobs, j)
	case bytes.Equal(bucket, bucketHistory):
		c.history = append(c.history, j)
	}
}

func closeQuietly(db *bbolt.DB) (err error) {
	defer recoverDamage(&err)
	return db.Close()
}

func lostRecords(path string, keys []string) []string {
	if len(keys) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d entries of %s cannot be read and are left out; they stay in the file: %v", len(keys), path, keys)}
}
