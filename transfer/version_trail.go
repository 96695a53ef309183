package transfer

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sendoff/transfer/lanes"
	"sendoff/transfer/safefile"
	"sendoff/transfer/source"
)

// A program that is killed within a fragment leaves bytes on the server without a stored ack. Their checksum is in a
// file beside the queue, one per sending job. It is written before the bytes are sent and never synced, so it costs
// little. It survives the program but not a power failure: bytes sent before that are trusted only while the file is
// unchanged.

// Making and removing a file costs more than sending a small one. So small files share one, in which each worker has a
// place of its own.

// trail is a record of such a file, open for writing. A nil trail may be used and does nothing.
type trail struct {
	file   *os.File
	at     int64 // offset of the record
	key    []byte
	shared bool // the file stays open
}

// trailSize is the length of the file in bytes. Records are padded, so that a shorter one overwrites a longer one.
const trailSize = 512

const trailPrefix = "sent-"

func (e *Engine) trailPath(id uuid.UUID) string {
	return filepath.Join(e.options.Dir, trailPrefix+id.String())
}

// trailKey ties a trail to the job's session.
func trailKey(j *Job) []byte { return slices.Concat(j.ID[:], []byte(j.Session.ID)) }

// openTrail creates the job's trail. Without one, as on a full disk, a kill counts as a power failure.
func (w *worker) openTrail() *trail {
	t := &trail{key: trailKey(&w.job), at: int64(w.lane) * trailSize, shared: w.small}
	var err error
	if t.shared {
		t.file, err = w.engine.sharedTrail()
	} else {
		t.file, err = openSoleTrail(w.engine.trailPath(w.job.ID))
	}
	if err != nil {
		w.engine.log.Debug("no trail is kept of what is sent", "error", err)
		return nil
	}
	return t
}

// sharedTrailName is the file that small files share.
const sharedTrailName = trailPrefix + "small"

func (e *Engine) sharedTrailPath() string { return filepath.Join(e.options.Dir, sharedTrailName) }

// followSharedTrail takes over what killed workers have sent of small files. It is on disk before a new worker writes
// over it.
func (e *Engine) followSharedTrail(jobs []*Job) error {
	f, err := openOwn(e.sharedTrailPath(), os.O_RDONLY)
	if err != nil {
		return nil //nolint:nilerr // there is none, or it is not ours
	}
	raw := make([]byte, (maxLane+1)*trailSize)
	n, _ := f.ReadAt(raw, 0)
	_ = f.Close() // only read
	found := changes{put: map[uuid.UUID]*Job{}}
	for _, j := range jobs {
		if j.Session.IsZero() || j.Source.Size > lanes.Small {
			continue
		}
		for record := range slices.Chunk(raw[:n], trailSize) {
			if left, ok := j.followed(record); ok {
				sums{j.sums().base, left}.apply(j)
				found.put[j.ID] = j
			}
		}
	}
	if len(found.put) > 0 {
		err = e.store.write(&found)
	} else {
		err = nil
	}
	if err == nil {
		err = os.Remove(e.sharedTrailPath())
	}
	return err
}

// endSharedTrail closes the file at the end of the engine. It is removed unless it may say more than the queue.
func (e *Engine) endSharedTrail() {
	if _, err := os.Lstat(e.sharedTrailPath()); err != nil {
		return
	}
	f, err := e.sharedTrail()
	if err != nil {
		return
	}
	_ = f.Close()
	for _, ids := range e.loop.sessions {
		for _, id := range ids {
			if e.loop.entries[id].job().Source.Size <= lanes.Small {
				return
			}
		}
	}
	_ = os.Remove(e.sharedTrailPath())
}

// openSoleTrail opens or creates a trail. A link, or a file with another name too, is replaced: writing to it would
// change someone else's file.
func openSoleTrail(path string) (*os.File, error) {
	f, err := safefile.OpenSole(path, os.O_RDWR|os.O_CREATE)
	if errors.Is(err, safefile.ErrNotPlain) {
		return safefile.Renew(path)
	} else if err != nil {
		return nil, err
	}
	if err := safefile.Trusted(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (t *trail) write(c source.Checksum) {
	if t == nil {
		return
	}
	record, err := json.Marshal(c)
	if err != nil {
		return
	}
	sealed := seal(t.key, record)
	if pad := trailSize - len(sealed); pad >= 0 {
		_, _ = t.file.WriteAt(append(sealed, bytes.Repeat([]byte(" "), pad)...), t.at)
	}
}

func (t *trail) close() {
	if t != nil && !t.shared {
		_ = t.file.Close()
	}
}

// followTrail takes over what a killed worker has sent in the job's session.
func (w *worker) followTrail() {
	if w.job.Session.IsZero() || w.job.Checksum.Algorithm == "" {
		return
	}
	f, err := openOwn(w.engine.trailPath(w.job.ID), os.O_RDONLY)
	if err != nil {
		return
	}
	defer f.Close() //nolint:errcheck // only read
	raw := make([]byte, trailSize)
	n, _ := f.ReadAt(raw, 0)
	if left, ok := w.job.followed(raw[:n]); ok {
		w.promise(unackedSent{sums{w.job.sums().base, left}})
	}
}

// followed reads a record. It reports whether that is of the job's session and says more than the job.
func (j *Job) followed(raw []byte) (left source.Checksum, more bool) {
	record := unseal(trailKey(j), bytes.TrimRight(raw, " "))
	if record == nil || json.Unmarshal(record, &left) != nil || left.Algorithm != j.Checksum.Algorithm {
		return source.Checksum{}, false
	}
	return left, left.Size > j.sums().furthest().Size || left.Mixed()
}

// endTrail removes the trail of a finished upload.
func (w *worker) endTrail() {
	if !w.small {
		_ = os.Remove(w.engine.trailPath(w.job.ID))
	}
}

// sweepTrails removes the trails of jobs that are not in the queue.
func (e *Engine) sweepTrails(known func(uuid.UUID) bool) {
	all, err := os.ReadDir(e.options.Dir)
	if err != nil {
		return
	}
	for _, entry := range all {
		name, ok := strings.CutPrefix(entry.Name(), trailPrefix)
		if !ok || !entry.Type().IsRegular() {
			continue
		}
		if id, err := uuid.Parse(name); err == nil && !known(id) {
			_ = os.Remove(filepath.Join(e.options.Dir, entry.Name()))
		}
	}
}
