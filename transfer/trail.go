package transfer

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// A program that is killed in the middle of a fragment leaves a server that has bytes of which no ack was stored.
// What these were is in a file beside the queue, one for each job whose bytes are under way. It is written before
// the bytes leave and never synced, so that it costs next to nothing. It outlives the program, but not a failure
// of the power: bytes that left before one are believed to be those of the file only while nothing about it has
// changed since.

// trail is that file, open for writing. All of it may be asked of a nil trail.
type trail struct {
	file *os.File
	key  []byte
}

// trailSize is the length of the file. A record is padded, so that a shorter one leaves nothing of a longer.
const trailSize = 256

const trailPrefix = "sent-"

func (e *Engine) trailPath(id uuid.UUID) string {
	return filepath.Join(e.options.Dir, trailPrefix+id.String())
}

// trailKey ties a trail to the session that it is of.
func trailKey(j *Job) []byte { return slices.Concat(j.ID[:], []byte(j.Session.ID)) }

// openTrail makes the job's trail. Without one, as on a full disk, a kill is like a failure of the power.
func (w *worker) openTrail() *trail {
	f, err := openOwn(w.engine.trailPath(w.job.ID), os.O_RDWR|os.O_CREATE)
	if err != nil {
		w.engine.log.Debug("no trail is kept of what is sent", "error", err)
		return nil
	}
	return &trail{f, trailKey(&w.job)}
}

func (t *trail) write(c Checksum) {
	if t == nil {
		return
	}
	record, err := json.Marshal(c)
	if err != nil {
		return
	}
	sealed := seal(t.key, record)
	if pad := trailSize - len(sealed); pad >= 0 {
		_, _ = t.file.WriteAt(append(sealed, bytes.Repeat([]byte(" "), pad)...), 0)
	}
}

func (t *trail) close() {
	if t != nil {
		_ = t.file.Close()
	}
}

// followTrail takes over what a worker that was killed has sent in the job's session.
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
	record := unseal(trailKey(&w.job), bytes.TrimRight(raw[:n], " "))
	var c Checksum
	if record == nil || json.Unmarshal(record, &c) != nil || c.Algorithm != w.job.Checksum.Algorithm {
		return
	}
	if s := w.job.sums(); c.Size > s.furthest().Size || c.mixed() {
		w.promise(strayed{sums{s.base, c}})
	}
}

// endTrail forgets what was sent: nothing of the job will be asked for any more.
func (w *worker) endTrail() { _ = os.Remove(w.engine.trailPath(w.job.ID)) }

// sweepTrails removes the trails of jobs that the queue does not have.
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
