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

	"sendoff/transfer/safefile"
	"sendoff/transfer/source"
)

// A program that is killed within a fragment leaves bytes on the server without a stored ack. Their checksum is in a
// file beside the queue, one per sending job. It is written before the bytes are sent and never synced, so it costs
// little. It survives the program but not a power failure: bytes sent before that are trusted only while the file is
// unchanged.

// trail is that file, open for writing. A nil trail may be used and does nothing.
type trail struct {
	file *os.File
	key  []byte
}

// trailSize is the length of the file in bytes. Records are padded, so that a shorter one overwrites a longer one.
const trailSize = 256

const trailPrefix = "sent-"

func (e *Engine) trailPath(id uuid.UUID) string {
	return filepath.Join(e.options.Dir, trailPrefix+id.String())
}

// trailKey ties a trail to the job's session.
func trailKey(j *Job) []byte { return slices.Concat(j.ID[:], []byte(j.Session.ID)) }

// openTrail creates the job's trail. Without one, as on a full disk, a kill counts as a power failure.
func (w *worker) openTrail() *trail {
	f, err := openSoleTrail(w.engine.trailPath(w.job.ID))
	if err != nil {
		w.engine.log.Debug("no trail is kept of what is sent", "error", err)
		return nil
	}
	return &trail{f, trailKey(&w.job)}
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
		_, _ = t.file.WriteAt(append(sealed, bytes.Repeat([]byte(" "), pad)...), 0)
	}
}

func (t *trail) close() {
	if t != nil {
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
	record := unseal(trailKey(&w.job), bytes.TrimRight(raw[:n], " "))
	var c source.Checksum
	if record == nil || json.Unmarshal(record, &c) != nil || c.Algorithm != w.job.Checksum.Algorithm {
		return
	}
	if s := w.job.sums(); c.Size > s.furthest().Size || c.Mixed() {
		w.promise(unackedSent{sums{s.base, c}})
	}
}

// endTrail removes the trail of a finished upload.
func (w *worker) endTrail() { _ = os.Remove(w.engine.trailPath(w.job.ID)) }

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
