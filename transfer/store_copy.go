package transfer

import (
	"fmt"
	"os"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"sendoff/transfer/boltfile"
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
