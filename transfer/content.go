package transfer

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
)

// The bytes that arrive are the bytes of one file. What leaves for a server goes through a checksum, the very bytes
// that leave (witness.go). Whenever something about the file has changed that need not be its content, as after a
// chmod, the file is read again as far as anything of it was sent, and compared: it makes no difference then what it
// held in between. The system's word that nothing has changed is enough where a change cannot be hidden from it
// (tellsOfChanges); elsewhere the whole file is read again and compared before a job is done.

// maxReads is how often a file is read that is touched during each reading.
const maxReads = 3

// version is what a job knows of its file.
type version struct {
	source Source
	sums
	tells  bool      // nothing can have changed that the system does not tell
	doubt  bool      // compare it whatever the system says
	unsent bool      // no server has anything of the file that would have to fit to the rest
	added  time.Time // when the file was queued
	tell   func()    // called before a reading that takes its time; nil: nobody wants to know
}

// longReading is how many bytes are read again without a word in the timeline.
const longReading = 1 << 30

func (w *worker) version() version {
	j := &w.job
	v := version{source: j.Source, sums: j.sums(), tells: j.Tells, unsent: j.Session.IsZero() || j.Abandoned, added: j.Added}
	if v.unsent {
		v.sums = sums{base: newChecksum()}
	}
	return v
}

// read makes sure that the file is of this version still, and extends the checksum up to offset to, which is what
// a server has of it. The caller closes what it found. Its errors are ctx's and *SourceError.
func (v version) read(ctx context.Context, to int64, beat func()) (look, error) {
	for range maxReads {
		f, now, err := v.source.open()
		if err != nil {
			return look{}, err
		}
		found, touched, err := v.readFrom(ctx, look{file: f, now: now}, to, beat)
		if err == nil && !touched {
			return found, nil
		}
		found.close()
		if err != nil {
			return look{}, err
		}
	}
	return look{}, v.changed(nil)
}

// readFrom is read on an open file. touched asks for another look.
func (v version) readFrom(ctx context.Context, l look, to int64, beat func()) (_ look, touched bool, err error) {
	l.tells = v.tells
	if v.unsent || v.source.compare(l.now) != untouched {
		l.tells, l.afresh = tellsOfChanges(l.file, l.now), true
	}
	read, err := v.check(ctx, l, to, beat)
	if err != nil {
		return l, false, err
	}
	l.sum = v.base
	if v.left.Size <= to {
		l.sum = v.furthest()
	}
	if l.sum.Size < to && l.sum.Algorithm != "" {
		if l.sum, err = l.sum.extend(ctx, l.file, to, beat); err != nil {
			return l, false, v.unread(ctx, err)
		}
		read = true
	}
	if !read && !l.afresh {
		return l, false, nil
	}
	after, err := v.source.look(l.file)
	return l, after != l.now, err
}

// check compares the open file of l with the version, of which a server has what comes before offset to: at once
// where nobody can have touched the file, else by reading again what was sent of it. What an older program queued
// is known by size and time alone: there a change since it was queued is a doubt that nothing settles.
func (v version) check(ctx context.Context, l look, to int64, beat func()) (read bool, _ error) {
	if !v.unsent && (v.source.Written || v.left.mixed()) {
		return false, v.changed(errMixed)
	}
	switch v.source.compare(l.now) {
	case untouched:
		if !v.doubt || v.unsent {
			return false, nil
		}
	case different:
		return false, v.changed(nil)
	case doubtful:
		if v.unsent || !v.source.identified() && !l.now.Changed.After(v.added) {
			return false, nil
		}
		if to > v.furthest().Size {
			return false, v.changed(errUnseen)
		}
	}
	sent := v.furthest()
	if sent.Size >= longReading && v.tell != nil {
		v.tell()
	}
	sum, err := sent.again().extend(ctx, l.file, sent.Size, beat)
	if err == nil && sum != sent {
		err = errOther
	}
	return true, v.unread(ctx, err)
}

// errOther is content that is not what was sent.
var errOther = errors.New("the beginning of the file is not what was sent of it")

// errMixed is a file of which more than one version may have left for the server.
var errMixed = errors.New("the file was written to while it was sent")

// errUnseen is a server that has bytes which nobody knows any more, of a file that was touched since they left.
var errUnseen = errors.New("what the server has of the file was not noted before the program or the computer ended")

func (v version) changed(err error) error {
	return &SourceError{Path: v.source.Path, Kind: KindFileChanged, Err: err}
}

// unread is the error of a read that brought no checksum, or another one.
func (v version) unread(ctx context.Context, err error) error {
	switch {
	case err == nil, ctx.Err() != nil:
		return err
	case errors.Is(err, errOther), errors.Is(err, errChecksum):
		return v.changed(err)
	case errors.Is(err, errCut):
		if now, err := statSource(v.source.Path); err == nil && now.Size != v.source.Size {
			return v.changed(nil)
		}
		return &SourceError{Path: v.source.Path, Kind: KindFileSize}
	}
	return v.source.unread(err)
}

// intact makes sure that the job's file has the content still that was sent of it, and takes note of what
// else changed about it, without a word.
func (w *worker) intact(ctx context.Context) error {
	l, err := w.read(ctx, w.version(), 0)
	l.close()
	return err
}

// read is version.read for the job's file, of which the server has what comes before offset to.
func (w *worker) read(ctx context.Context, v version, to int64) (look, error) {
	v.tell = tellOf(w.job.ID, w.engine.inbox)
	l, err := w.reading(ctx, func(ctx context.Context, beat func()) (look, error) { return v.read(ctx, to, beat) })
	if err == nil && (l.now != w.job.Source || l.tells != w.job.Tells) {
		err = w.report(same{source: l.now, tells: l.tells, unseen: l.afresh && !v.unsent && w.unseen()})
	}
	return l, err
}

// unseen tells whether bytes may have left that no checksum is of.
func (w *worker) unseen() bool {
	sent := w.job.sums().furthest()
	return sent.Algorithm != "" && (w.job.Reach == reachUnknown || w.job.Reach > sent.Size)
}

// proves makes sure that the server has no bytes that left unseen before the file was touched. What was touched
// was compared with what was seen alone.
func (w *worker) proves(received int64) error {
	if w.job.Unseen && received > w.job.sums().furthest().Size {
		return w.version().changed(errUnseen)
	}
	return nil
}

// tellOf makes the note of a long reading. It may come from a reading that was left behind, and so knows no
// worker.
func tellOf(id uuid.UUID, in *inbox) func() {
	return func() {
		in.put(message{id: id, note: &bits.Note{
			At: time.Now(), Kind: bits.NoteEvent, Event: bits.EventReading,
		}})
	}
}

// prepare makes sure that the range to be sent continues what was sent. Of the last one the file stays open, see
// arrived.
func (w *worker) prepare(ctx context.Context, r bits.Range) error {
	l, err := w.read(ctx, w.version(), r.First)
	if err != nil {
		l.close()
		return err
	}
	if r.Final() {
		w.release()
		w.held = l
	} else {
		l.close()
	}
	known := sums{l.sum, w.job.sums().left}
	last := r.Final() && w.job.LastFragment == LastUnsent
	reaches := w.job.Reach == reachUnknown || r.Last < w.job.Reach
	if !last && l.sum == w.job.Checksum && reaches && w.ack == nil {
		return nil
	}
	next := leaving{sums: known, reach: r.Last + 1, last: last}
	if w.ack == nil {
		return w.report(next)
	}
	ack := *w.ack
	w.ack = nil
	next.apply(&w.job, time.Now())
	return w.store(onward{ack, next})
}

// witness sees what leaves of the coming fragment; nil: the job was begun without checksums.
func (w *worker) witness() *witness {
	if w.job.Checksum.Algorithm == "" {
		return nil
	}
	return &witness{sums: w.job.sums(), trail: w.trail}
}

// saw takes note of what a fragment has shown.
func (w *worker) saw(x *witness) {
	if x == nil {
		return
	}
	w.job.Left, w.last = x.done()
}

// sumsAt are the checksums when the server has received so much. Where none is of just that, the file is read
// again from where the next shorter one ends, and what leaves after that has to lead to the longer one.
func (w *worker) sumsAt(received int64) sums {
	s := w.job.sums()
	left := s.furthest()
	for _, c := range []Checksum{w.last, left} {
		if c.Size == received && c.Algorithm != "" && !c.mixed() {
			return sums{c, left}
		}
	}
	if received < s.base.Size {
		return sums{s.base.again(), left}
	}
	return sums{s.base, left}
}

// errTouched ends a fragment before it leaves: something about the file has changed since it was prepared.
var errTouched = errors.New("the file was touched just before it was to be sent")

// openUntouched opens the file for sending, if nobody has touched it since it was looked at.
func (s Source) openUntouched() (*os.File, error) {
	f, now, err := s.open()
	if err != nil {
		return nil, err
	}
	if now != s {
		_ = f.Close()
		return nil, errTouched
	}
	return f, nil
}

// sourceBroke reports whether a fragment failed because of its file, and what that means for the
// conversation: nil goes on with it.
func (w *worker) sourceBroke(ctx context.Context, err error) (_ error, ours bool) { //nolint:revive // error is the answer here, not a failure
	if kindOfSource(err) != "" {
		return err, true
	}
	if stuck, ok := errors.AsType[*bits.StuckError](err); ok {
		w.engine.behind.add(w.job.Source.Path, stuck.Back)
		return &SourceError{Path: w.job.Source.Path, Kind: KindFileStuck}, true
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return w.job.Source.unread(path), true
	}
	// A file that shrank while it was read ends the request the same way as a broken connection.
	if changed := w.intact(ctx); changed != nil {
		return changed, true
	}
	switch {
	case errors.Is(err, errTouched):
		if w.touched++; w.touched > maxReads {
			return w.version().changed(nil), true
		}
		return nil, true
	case errors.Is(err, bits.ErrShort): // it was short for a moment, and what was sent is not to be trusted
		w.promise(written{})
		return w.version().changed(err), true
	}
	return nil, false
}
