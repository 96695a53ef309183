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

// The bytes that arrive are the bytes of one file. Before a fragment leaves, the file's beginning up to
// the fragment's end is in the job's checksum, on disk. Whenever something about the file has changed
// that need not be its content, as after a chmod, that beginning is read again and compared: the server
// has nothing of the file beyond it. The bytes themselves go from the system's cache to the network
// unseen (sendfile), so what is read here is what is sent only while nobody touches the file: that is
// looked at before the reading and after the ack. Where something has changed by then and the system tells
// of a write to the file while bytes were under way (writeWatch), it is a change whatever the file holds now:
// it may have been another one in between. Where the system does not tell of writes, or not of all of them,
// as on shares, a change that was undone again within one fragment is not seen. Nor is one that was undone
// after the program was killed in mid-fragment.

// maxReads is how often a file is read that is touched during each reading.
const maxReads = 3

// version is what a job knows of its file.
type version struct {
	source Source
	sum    Checksum  // of what was sent at least
	ahead  Checksum  // of more than that, read since the last look; zero: none
	unsent bool      // no server has anything of the file that would have to fit to the rest
	added  time.Time // when the file was queued
	tell   func()    // called before a reading that takes its time; nil: nobody wants to know
}

// longReading is how many bytes are read again without a word in the timeline.
const longReading = 1 << 30

func (w *worker) version() version {
	j := &w.job
	v := version{source: j.Source, sum: j.Checksum, unsent: j.Session.IsZero() || j.Abandoned, added: j.Added}
	v.source.Written = v.source.Written || w.flight.written()
	if v.unsent {
		v.sum = newChecksum()
	}
	return v
}

// read makes sure that the file is of this version still, and extends the checksum up to offset to. The
// caller closes what it found. Its errors are ctx's and *SourceError.
func (v version) read(ctx context.Context, to int64, beat func()) (look, error) {
	for range maxReads {
		f, now, err := v.source.open()
		if err != nil {
			return look{}, err
		}
		found, touched, err := v.readFrom(ctx, look{file: f, now: now, sum: v.sum}, to, beat)
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
	alike, err := v.check(ctx, l, beat)
	if err != nil {
		return l, false, err
	}
	if alike && v.ahead.Size > l.sum.Size {
		l.sum = v.ahead
	}
	if alike && (l.sum.Size >= to || l.sum.Algorithm == "") {
		return l, false, nil
	}
	if l.sum.Size < to && l.sum.Algorithm != "" {
		if l.sum, err = l.sum.extend(ctx, l.file, to, beat); err != nil {
			return l, false, v.unread(ctx, err)
		}
	}
	after, err := v.source.look(l.file)
	return l, after != l.now, err
}

// check compares the open file of l with the version: at once where nobody touched the file, else by
// reading again what was sent of it, which proves nothing of a file that was written to while it was sent.
// What an older program queued is known by size and time alone: there a
// change since it was queued is a doubt that nothing settles.
func (v version) check(ctx context.Context, l look, beat func()) (alike bool, _ error) {
	switch v.source.compare(l.now) {
	case untouched:
		return true, nil
	case different:
		return false, v.changed(nil)
	case doubtful:
		if v.unsent || !v.source.identified() && !l.now.Changed.After(v.added) {
			return false, nil
		}
		if v.source.Written {
			return false, v.changed(errWritten)
		}
	}
	if v.sum.Size >= longReading && v.tell != nil {
		v.tell()
	}
	sum, err := v.sum.again().extend(ctx, l.file, v.sum.Size, beat)
	if err == nil && sum != v.sum {
		err = errOther
	}
	return false, v.unread(ctx, err)
}

// errOther is content that is not what was sent.
var errOther = errors.New("the beginning of the file is not what was sent of it")

// errWritten is a file of which the server may have bytes that it does not hold any more.
var errWritten = errors.New("the file was written to while it was sent")

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
	l, err := w.read(ctx, 0)
	l.close()
	return err
}

// read is version.read for the job's file as far as anything of it was sent, or up to offset to.
func (w *worker) read(ctx context.Context, to int64) (look, error) {
	v, ahead := w.version(), w.readAhead
	v.tell = tellOf(w.job.ID, w.engine.inbox)
	w.readAhead = nil
	l, err := w.reading(ctx, func(ctx context.Context, beat func()) (look, error) {
		v.ahead = ahead.take(ctx, beat)
		return v.read(ctx, to, beat)
	})
	switch {
	case kindOfSource(err) == KindFileChanged && w.flight.begun():
		w.mixed()
	case err == nil:
		w.flight.landed()
		if l.now != w.job.Source {
			err = w.report(same{l.now})
		}
	}
	return l, err
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

// prepare makes sure that the range to be sent continues what was sent, and stores the checksum up to its
// end. Of the last one the file stays open, see arrived.
func (w *worker) prepare(ctx context.Context, r bits.Range) error {
	l, err := w.read(ctx, r.Last+1)
	if err != nil {
		l.close()
		return err
	}
	if r.Final() {
		w.release()
		w.held = l
	} else {
		l.close()
		w.readOn(ctx, l.sum, min(r.Last+1+r.Len(), r.Total))
	}
	last := r.Final() && w.job.LastFragment == LastUnsent
	reaches := w.job.Reach == reachUnknown || r.Last < w.job.Reach
	if !last && l.sum == w.job.Checksum && reaches && w.ack == nil {
		return nil
	}
	next := leaving{checksum: l.sum, reach: r.Last + 1, last: last}
	if w.ack == nil {
		return w.report(next)
	}
	ack := *w.ack
	w.ack = nil
	next.apply(&w.job, time.Now())
	return w.store(onward{ack, next})
}

// errTouched ends a fragment before it leaves: something about the file has changed since it was prepared.
var errTouched = errors.New("the file was touched just before it was to be sent")

// openUntouched opens the file for sending, if nobody has touched it since it was looked at.
func (s Source) openUntouched() (*os.File, error) { return s.openWatched(func(*os.File) {}) }

// openWatched is openUntouched; watch is called before the look.
func (s Source) openWatched(watch func(*os.File)) (*os.File, error) {
	f, _, err := s.open()
	if err != nil {
		return nil, err
	}
	watch(f)
	now, err := s.look(f)
	if err == nil && now != s {
		err = errTouched
	}
	if err != nil {
		_ = f.Close()
		return nil, err
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
		w.mixed()
		return w.version().changed(err), true
	}
	return nil, false
}
