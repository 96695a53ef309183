package transfer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"sendoff/transfer/pack"
)

// contents is everything loaded from the queue file.
type contents struct {
	jobs        []*Job
	history     []*Job
	transcripts map[uuid.UUID]*transcript // of jobs in the queue; those of outcomes are read on request
	serverStats map[string]ServerStats
	settings    map[string]json.RawMessage // of a salvaged file; otherwise they are read by name
	twice       []*Job                     // outcomes of jobs that stood in the queue too
	damaged     []string                   // keys of unreadable records, which stay in the file
	origin      origin                     // of a salvaged file
}

// load reads everything. An unreadable record is listed in damaged and left where it is.
func (s *store) load() (c contents, err error) {
	c = contents{transcripts: map[uuid.UUID]*transcript{}, serverStats: map[string]ServerStats{}}
	err = s.db.view(func(tx *bbolt.Tx) error {
		c.jobs = loadJobs(tx.Bucket(bucketJobs), &c.damaged)
		c.history = loadJobs(tx.Bucket(bucketHistory), &c.damaged)
		c.endOnce()
		loadTranscripts(tx.Bucket(bucketTranscripts), &c)
		_ = tx.Bucket(bucketSettings).ForEach(func(k, v []byte) error { // the function returns no error
			if unseal(k, v) == nil {
				c.damaged = append(c.damaged, fmt.Sprintf("setting %q", k))
			}
			return nil
		})
		return tx.Bucket(bucketServerStats).ForEach(func(k, v []byte) error {
			var l ServerStats
			if json.Unmarshal(unseal(k, v), &l) == nil { // lost statistics are learned again
				c.serverStats[string(k)] = l
			}
			return nil
		})
	})
	return c, err
}

// endOnce removes jobs from the queue that have an outcome. No transaction leaves both, and an ended job never runs
// again.
func (c *contents) endOnce() {
	open := map[uuid.UUID]bool{}
	for _, j := range c.jobs {
		open[j.ID] = true
	}
	for _, j := range c.history {
		if open[j.ID] {
			c.twice = append(c.twice, j)
			c.jobs = slices.DeleteFunc(c.jobs, func(other *Job) bool { return other.ID == j.ID })
		}
	}
}

func loadJobs(b *bbolt.Bucket, damaged *[]string) []*Job {
	var jobs []*Job
	_ = b.ForEach(func(k, v []byte) error { // the function returns no error
		if j := readJob(k, unseal(k, v)); j != nil {
			jobs = append(jobs, j)
		} else {
			*damaged = append(*damaged, fmt.Sprintf("%x", k))
		}
		return nil
	})
	return jobs
}

// readJob reads one record; nil if it is no job or has another job's key. Up to schema 3 a record was JSON.
func readJob(key, value []byte) *Job {
	if pack.Is(value) {
		return readPacked(key, value)
	}
	j := &Job{Reach: reachUnknown}
	if json.Unmarshal(value, j) != nil || !bytes.Equal(key, j.ID[:]) {
		return nil
	}
	j.Sent, j.Target.URL = j.Acked, asciiAddress(j.Target.URL)
	return j
}

func readPacked(key, value []byte) *Job {
	id, err := uuid.FromBytes(key)
	if err != nil {
		return nil
	}
	j, err := unpack(id, string(value))
	if err != nil {
		return nil
	}
	return j
}

func loadTranscripts(b *bbolt.Bucket, c *contents) {
	_ = b.ForEach(func(k, v []byte) error { // the function returns no error
		if unseal(k, v) == nil {
			c.damaged = append(c.damaged, fmt.Sprintf("transcript %x", k))
		}
		return nil
	})
	for _, j := range c.jobs {
		if t := readTranscript(b, j.ID); t != nil {
			c.transcripts[j.ID] = t
		}
	}
}

// readTranscript returns nil for a missing or unreadable transcript.
func readTranscript(b *bbolt.Bucket, id uuid.UUID) *transcript {
	t := new(transcript)
	if json.Unmarshal(unseal(id[:], b.Get(id[:])), &t.lines) != nil {
		return nil
	}
	return t
}

// transcript returns the transcript of one job, nil if there is none.
func (s *store) transcript(id uuid.UUID) (t *transcript, err error) {
	err = s.db.view(func(tx *bbolt.Tx) error {
		t = readTranscript(tx.Bucket(bucketTranscripts), id)
		return nil
	})
	return t, err
}

// changes is what one transaction writes.
type changes struct {
	put         map[uuid.UUID]*Job // into the queue
	ended       map[uuid.UUID]*Job // out of the queue, into the history
	forgotten   []uuid.UUID        // out of the history
	reopened    []uuid.UUID        // out of the history, into the queue with put
	transcripts map[uuid.UUID]*transcript
	serverStats map[string]ServerStats
	settings    map[string]json.RawMessage
	secrets     bool // it removes values that must not stay in free pages
}

func (c *changes) empty() bool {
	return len(c.put)+len(c.ended)+len(c.forgotten)+len(c.transcripts)+len(c.serverStats)+len(c.settings) == 0
}

// write commits all of c or nothing.
func (s *store) write(c *changes) error {
	return s.update(func(tx *bbolt.Tx) error {
		jobs, history, transcripts := tx.Bucket(bucketJobs), tx.Bucket(bucketHistory), tx.Bucket(bucketTranscripts)
		var failed error
		try := func(err error) { failed = errors.Join(failed, err) }
		for _, id := range c.reopened {
			try(history.Delete(id[:]))
		}
		for _, id := range inFileOrder(c.put) {
			try(putJob(jobs, c.put[id]))
		}
		for _, id := range inFileOrder(c.transcripts) {
			try(putJSON(transcripts, id[:], c.transcripts[id].lines))
		}
		for _, id := range inFileOrder(c.ended) {
			j := c.ended[id]
			try(jobs.Delete(id[:]))
			try(putJob(history, j))
			if !j.Outcome.keepsTranscript() {
				try(transcripts.Delete(id[:]))
			}
		}
		for _, id := range c.forgotten {
			try(history.Delete(id[:]))
			try(transcripts.Delete(id[:]))
		}
		for server, l := range c.serverStats {
			if l == (ServerStats{}) {
				try(tx.Bucket(bucketServerStats).Delete([]byte(server)))
				continue
			}
			try(putJSON(tx.Bucket(bucketServerStats), []byte(server), l))
		}
		for key, v := range c.settings {
			try(putJSON(tx.Bucket(bucketSettings), []byte(key), v))
		}
		if c.secrets {
			try(putJSON(tx.Bucket(bucketSettings), keyUnclean, true))
			s.unclean.Store(true)
		}
		return failed
	})
}

// keyUnclean is the setting of a file whose free pages may hold secrets.
var keyUnclean = []byte("unclean")

// inFileOrder returns the keys in the order of the file: bbolt adds to a page's end at once, and else moves what follows.
func inFileOrder[T any](records map[uuid.UUID]T) []uuid.UUID {
	return slices.SortedFunc(maps.Keys(records), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
}

func putJob(b *bbolt.Bucket, j *Job) error {
	p := packers.Get().(*packer) // the pool holds nothing else
	defer packers.Put(p)
	return b.Put(j.ID[:], seal(j.ID[:], p.pack(j, false)))
}

func putJSON(b *bbolt.Bucket, key []byte, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return b.Put(key, seal(key, raw))
}

// setting reads a setting into v; found is false if it was never written.
func (s *store) setting(key string, v any) (found bool, err error) {
	err = s.db.view(func(tx *bbolt.Tx) error {
		stored := tx.Bucket(bucketSettings).Get([]byte(key))
		if stored == nil {
			return nil
		}
		found = true
		raw := unseal([]byte(key), stored)
		if raw == nil {
			return fmt.Errorf("%w: setting %q", errDamaged, key)
		}
		return json.Unmarshal(raw, v)
	})
	return found, err
}

func (s *store) putSetting(key string, v any) error {
	return s.update(func(tx *bbolt.Tx) error { return putJSON(tx.Bucket(bucketSettings), []byte(key), v) })
}
