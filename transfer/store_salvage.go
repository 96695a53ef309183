package transfer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/boltfile"
	"sendoff/transfer/safefile"
)

// openStore opens or creates the queue in dir. A damaged file is renamed and kept, and what can be read of it is
// carried over; the notices say so. So damage never prevents the program from starting.
func openStore(dir string, wait time.Duration) (*store, contents, []string, error) {
	path := queuePath(dir)
	if err := makeDir(dir); err != nil {
		return nil, contents{}, nil, &StoreError{Path: path, Err: err}
	}
	s, c, err := openQueue(path, wait)
	switch {
	case err == nil:
		notices, err := s.heedCopy(&c)
		if err == nil {
			err = s.endOnce(c.twice)
		}
		if err == nil {
			err = removePartCompact(path) // nobody else may be writing it while the queue is locked
		}
		if err != nil {
			_ = s.close()
			return nil, contents{}, nil, &StoreError{Path: path, Err: err}
		}
		return s, c, slices.Concat(notices, endedTwice(path, c.twice), lostRecords(path, c.damaged)), nil
	case errors.Is(err, ErrLocked):
		return nil, contents{}, nil, err
	case !damagedFile(err):
		return nil, contents{}, nil, &StoreError{Path: path, Err: err}
	}
	return replace(path, wait, err)
}

func openQueue(path string, wait time.Duration) (*store, contents, error) {
	switch {
	case emptied(path):
		return nil, contents{}, errEmptied
	case vanished(path):
		return nil, contents{}, fmt.Errorf("%w: the file is missing", errDamaged)
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
	if err == nil {
		unclean := false
		_, err = s.setting(string(keyUnclean), &unclean)
		s.unclean.Store(unclean)
	}
	if err != nil {
		_ = db.close() // err says what was wrong
		return nil, contents{}, err
	}
	return s, c, nil
}

// emptied reports whether the queue file is empty although there was a queue: its copy or the log exists. bbolt would
// take it for a new file, and the queue would be lost silently.
func emptied(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() != 0 {
		return false
	}
	for _, trace := range []string{path + ".bak", filepath.Join(filepath.Dir(path), "log")} {
		if _, err := os.Lstat(trace); err == nil {
			return true
		}
	}
	return false
}

// vanished reports whether the queue file is missing although there was a queue: its copy, or a damaged file, exists.
// A new file would hide that the jobs are gone.
func vanished(path string) bool {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if _, err := os.Lstat(path + ".bak"); err == nil {
		return true
	}
	damaged, err := filepath.Glob(escaped(path) + ".damaged-*")
	return err == nil && len(damaged) > 0
}

// errEmptied means what emptied reports.
var errEmptied = fmt.Errorf("%w: the file is empty", errDamaged)

// lockOld takes the lock of a damaged file. So it is not replaced while its owner lives, in whose hands it may have been
// damaged. A missing file is nil.
func lockOld(path string, wait time.Duration, damage error) (*os.File, error) {
	f, err := openOwn(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	err = boltfile.Lock(f, wait)
	if errors.Is(err, boltfile.ErrHeld) || err == nil && mended(f, damage) {
		err = ErrLocked
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// mended reports whether another process has replaced or filled a damaged file before it could be locked.
func mended(f *os.File, damage error) bool {
	locked, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(f.Name())
	return err == nil && (!os.SameFile(there, locked) || there.Size() > 0 && errors.Is(damage, errEmptied))
}

// escaped returns a path as a pattern that matches only it.
func escaped(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// damagedFile reports whether err means damage, not a file that may not be opened, a full disk or a newer schema.
func damagedFile(err error) bool {
	var path *os.PathError
	return errors.Is(err, errDamaged) ||
		!errors.As(err, &path) && !errors.Is(err, errNewer) && !errors.Is(err, errNotOwn) && !noSpace(err)
}

// replace sets the damaged file aside and creates a new one. It restores what can be read of the old file, and the
// rest from the last good copy.
func replace(path string, wait time.Duration, damage error) (*store, contents, []string, error) {
	old, err := lockOld(path, wait, damage)
	if errors.Is(err, ErrLocked) {
		return nil, contents{}, nil, ErrLocked
	} else if err != nil {
		return nil, contents{}, nil, &StoreError{Path: path, Err: err}
	}
	defer func() { _ = old.Close() }() // only read; of nil it is an error without meaning
	saved, older := salvage(path), salvage(path+".bak")
	if saved.continuedBy(older) {
		saved, older = older, nil
	}
	from := sourceOf(saved, older)
	if saved == nil {
		saved = &contents{}
	}
	saved.complete(older)
	paused := saved.origin.lone && saved.pause()
	kept, err := begin(path, wait, saved, old)
	if errors.Is(err, ErrLocked) {
		return nil, contents{}, nil, err
	}
	var s *store
	var c contents
	if err == nil {
		s, c, err = openQueue(path, wait)
	}
	if err != nil {
		return nil, contents{}, nil, &StoreError{Path: path, Err: err}
	}
	notice := fmt.Sprintf("The list of uploads was damaged (%v). %s%s %d uploads and %d lines of history were restored.",
		damage, kept, from, len(c.jobs), len(c.history))
	if paused {
		notice += " The uploads are paused, because one of them may have been cancelled last: resume those that you want."
	}
	return s, c, []string{notice}, nil
}

// begin creates a queue of what was saved and atomically puts it in the place of the damaged one, old, which is locked. A
// killed program finds one of the two. kept is a sentence with the damaged file's new name.
func begin(path string, wait time.Duration, saved *contents, old *os.File) (kept string, err error) {
	fresh := path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) { // left by a killed run
		return "", err
	}
	s, _, err := openQueue(fresh, wait)
	if err != nil {
		return "", err
	}
	if err := errors.Join(s.write(saved.all()), s.close()); err != nil {
		return "", err
	}
	boltfile.LetRename(old)
	aside := path + ".damaged-" + time.Now().UTC().Format("20060102T150405.000")
	switch aside, err = safefile.KeepBeside(path, aside); {
	case err == nil:
		kept = fmt.Sprintf("The damaged file is kept as %s. ", aside)
	case !errors.Is(err, fs.ErrNotExist): // a missing file needs no other name
		return "", err
	}
	if err := os.Rename(fresh, path); err != nil {
		return "", err
	}
	return kept, syncDir(filepath.Dir(path))
}

// sourceOf returns the words for where the restored records come from.
func sourceOf(saved, older *contents) string {
	switch {
	case saved != nil && older != nil:
		return "From it and its last good copy,"
	case saved != nil:
		return "From it,"
	case older != nil:
		return "From its last good copy,"
	}
	return "Nothing can be read any more, and there is no good copy:"
}

// complete adds records that only the last good copy has. Its jobs are paused: they may have been finished, cancelled
// or forgotten since.
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
	c.endAsIn(older)
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

// endAsIn takes over the cancels and ends in the copy. A cancelled job never runs again, so the copy is right about
// them at any age.
func (c *contents) endAsIn(older *contents) {
	ended, dropped := map[uuid.UUID]bool{}, map[uuid.UUID]*Job{}
	for _, j := range older.history {
		ended[j.ID] = true
	}
	for _, j := range older.jobs {
		if j.Want == Drop {
			dropped[j.ID] = j
		}
	}
	c.jobs = slices.DeleteFunc(c.jobs, func(j *Job) bool { return j.Want != Drop && ended[j.ID] })
	for _, j := range c.jobs {
		if old := dropped[j.ID]; old != nil && j.Want != Drop {
			j.Want, j.Dropped = Drop, old.Dropped
			j.Fault, j.Attempt, j.Since, j.RetryAt = nil, 0, time.Time{}, time.Time{}
		}
	}
}

// origin is what a salvaged file says of itself.
type origin struct {
	lineage string // "" = unknown
	change  uint64 // the number of its newest change
	lone    bool   // only one head is readable
	whole   bool   // no other damage was found
}

// continuedBy reports whether a copy holds the change that c lost with one of its heads. Then the copy is the newer
// state.
func (c *contents) continuedBy(older *contents) bool {
	return c != nil && c.origin.lone && older != nil && older.origin.whole && !older.origin.lone &&
		older.origin.lineage != "" && older.origin.lineage == c.origin.lineage && older.origin.change > c.origin.change
}

// pause pauses what would run. It reports whether there was any.
func (c *contents) pause() bool {
	found := false
	for _, j := range c.jobs {
		if j.Want == Run {
			j.Want, found = Hold, true
		}
	}
	return found
}

// all returns everything that was saved, as one transaction.
func (c *contents) all() *changes {
	out := &changes{put: map[uuid.UUID]*Job{}, ended: map[uuid.UUID]*Job{}, transcripts: c.transcripts, serverStats: c.serverStats, settings: c.settings}
	for _, j := range c.jobs {
		if twin := out.put[j.ID]; twin == nil || twin.Want != Drop { // of two records of one job a cancel counts
			out.put[j.ID] = j
		}
	}
	for _, j := range c.history { // which takes it out of the queue
		out.ended[j.ID] = j
	}
	return out
}

// salvage reads what it can of a file with any damage; nil if nothing is readable.
func salvage(path string) *contents {
	f, err := openOwn(path, os.O_RDONLY)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }() // only read
	p, err := boltfile.Open(f)
	if err != nil {
		return nil
	}
	c := &contents{settings: map[string]json.RawMessage{}}
	p.Visit(func(path [][]byte, value []byte) {
		if len(path) == 2 {
			c.keep(path[0], path[1], value)
		}
	})
	if len(c.jobs)+len(c.history)+len(c.settings) == 0 {
		return nil
	}
	c.origin.change, c.origin.lone, c.origin.whole = p.Change(), p.Lone(), !p.Damaged()
	return c
}

// keep takes over a record if it is an intact setting or job.
func (c *contents) keep(bucket, key, value []byte) {
	if bytes.Equal(bucket, bucketMeta) {
		if bytes.Equal(key, keyLineage) {
			c.origin.lineage = string(value)
		}
		return
	}
	value = unsealOld(key, value)
	if bytes.Equal(bucket, bucketSettings) {
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

// endOnce stores what contents.endOnce has changed.
func (s *store) endOnce(twice []*Job) error {
	if len(twice) == 0 {
		return nil
	}
	ended := map[uuid.UUID]*Job{}
	for _, j := range twice {
		ended[j.ID] = j
	}
	return s.write(&changes{ended: ended})
}

func endedTwice(path string, twice []*Job) []string {
	if len(twice) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d uploads stood in %s as open and as ended: they stay ended.", len(twice), path)}
}

func lostRecords(path string, keys []string) []string {
	if len(keys) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d entries of %s cannot be read and are left out; they stay in the file: %v", len(keys), path, keys)}
}
