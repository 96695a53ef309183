package transfer

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// The bytes that arrive belong to one version of the file. Every byte that is sent goes through a checksum first
// (version_witness.go). When something about the file changes that need not be its content, such as a chmod, what was sent of
// it is read again and compared. What the file held in between does not matter then. Where the system reports every
// change (source.TellsOfChanges), its word that nothing changed is enough. Elsewhere the whole file is read again
// before a job is done.

// maxReads is how often a file is read again that changes during each reading.
const maxReads = 3

// version is what a job knows of its file.
type version struct {
	source source.File
	sums
	tells      bool      // the system reports every change of the file
	doubt      bool      // compare the content whatever the system says
	unsent     bool      // no server has bytes of the file that the rest would have to fit
	added      time.Time // when the file was queued
	onLongRead func()    // called before a long reading; nil: not needed
	open       look      // the file as an earlier look has left it open, which belongs to the caller; zero = none
}

// longReading is how many bytes are read again without a note in the transcript.
const longReading = 1 << 30

func (w *worker) version() version {
	j := &w.job
	v := version{source: j.Source, sums: j.sums(), tells: j.Tells, unsent: j.Session.IsZero() || j.Abandoned, added: j.Added}
	if v.unsent {
		v.sums = sums{base: source.NewChecksum()}
	}
	return v
}

// read makes sure that the file is still this version, and extends the checksum to offset to, which is how much a
// server has. The caller closes the look, whose file may be that of v.open. Its errors are ctx's and *source.Error.
func (v version) read(ctx context.Context, to int64, beat func()) (look, error) {
	for range maxReads {
		f, now, err := v.at()
		if err != nil {
			return look{}, err
		}
		found, touched, err := v.readFrom(ctx, look{file: f, now: now}, to, beat)
		if err == nil && !touched {
			return found, nil
		}
		if found.file != v.open.file {
			found.close()
		}
		v.open = look{}
		if err != nil {
			return look{}, err
		}
	}
	return look{}, v.changed(nil)
}

// at opens the file at the path, unless that is the one that is open, as it was. Opening costs more than asking. Only
// of a system that reports every change is that known without opening: shares answer from what they remember.
func (v version) at() (*os.File, source.File, error) {
	if v.open.file != nil && v.open.tells {
		if now, err := v.source.Again(); err == nil && now == v.open.now {
			return v.open.file, now, nil
		}
	}
	return v.source.Open()
}

// readFrom is read on an open file. touched means that the file changed meanwhile: read it again.
func (v version) readFrom(ctx context.Context, l look, to int64, beat func()) (_ look, touched bool, err error) {
	l.tells = v.tells
	if v.unsent || v.source.Compare(l.now) != source.Untouched {
		l.tells, l.afresh = source.TellsOfChanges(l.file, l.now), true
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
		if l.sum, err = l.sum.Extend(ctx, l.file, to, beat); err != nil {
			return l, false, v.unread(ctx, err)
		}
		read = true
	}
	if !read && !l.afresh {
		return l, false, nil
	}
	after, err := v.source.Look(l.file)
	return l, after != l.now, err
}

// check compares the open file of l with the version; a server has the bytes before offset to. An untouched file
// passes at once. Otherwise what was sent of it is read again. Jobs of older programs know only size and time: a
// change since such a job was queued cannot be resolved.
func (v version) check(ctx context.Context, l look, to int64, beat func()) (read bool, _ error) {
	if !v.unsent && (v.source.Written || v.left.Mixed()) {
		return false, v.changed(errMixed)
	}
	switch v.source.Compare(l.now) {
	case source.Untouched:
		if !v.doubt || v.unsent {
			return false, nil
		}
	case source.Different:
		return false, v.changed(nil)
	case source.Doubtful:
		if v.unsent || !v.source.Identified() && !l.now.Changed.After(v.added) {
			return false, nil
		}
		if to > v.furthest().Size {
			return false, v.changed(errUnseen)
		}
	}
	sent := v.furthest()
	if sent.Size >= longReading && v.onLongRead != nil {
		v.onLongRead()
	}
	sum, err := sent.Again().Extend(ctx, l.file, sent.Size, beat)
	if err == nil && sum != sent {
		err = errOther
	}
	return true, v.unread(ctx, err)
}

// errOther means that the content is not what was sent.
var errOther = errors.New("the beginning of the file is not what was sent of it")

// errMixed means that bytes of more than one version may have been sent.
var errMixed = errors.New("the file was written to while it was sent")

// errUnseen means that the server has bytes without a known checksum, of a file that has changed since.
var errUnseen = errors.New("what the server has of the file was not noted before the program or the computer ended")

func (v version) changed(err error) error {
	return &source.Error{Path: v.source.Path, Flaw: source.FlawChanged, Err: err}
}

// unread returns the error of a read that gave no checksum, or a different one.
func (v version) unread(ctx context.Context, err error) error {
	switch {
	case err == nil, ctx.Err() != nil:
		return err
	case errors.Is(err, errOther), errors.Is(err, source.ErrChecksum):
		return v.changed(err)
	case errors.Is(err, source.ErrCut):
		if now, err := source.At(v.source.Path); err == nil && now.Size != v.source.Size {
			return v.changed(nil)
		}
		return &source.Error{Path: v.source.Path, Flaw: source.FlawSize}
	}
	return v.source.Unread(err)
}

// intact makes sure that the file still has the content that was sent. Other changes to it are recorded silently.
func (w *worker) intact(ctx context.Context) error {
	l, err := w.read(ctx, w.version(), 0)
	l.close()
	return err
}

// read is version.read for the job's file; the server has the bytes before offset to.
func (w *worker) read(ctx context.Context, v version, to int64) (look, error) {
	v.onLongRead = noteReading(w.job.ID, w.engine.inbox)
	l, err := w.reading(ctx, func(ctx context.Context, beat func()) (look, error) { return v.read(ctx, to, beat) })
	if err == nil && (l.now != w.job.Source || l.tells != w.job.Tells) {
		err = w.report(unchanged{source: l.now, tells: l.tells, unseen: l.afresh && !v.unsent && w.unseen()})
	}
	return l, err
}

// unseen reports whether bytes without a checksum may have been sent.
func (w *worker) unseen() bool {
	sent := w.job.sums().furthest()
	return sent.Algorithm != "" && (w.job.Reach == reachUnknown || w.job.Reach > sent.Size)
}

// ensureSeen makes sure that the server has no bytes that were sent without a checksum before the file changed: the
// comparison does not cover them.
func (w *worker) ensureSeen(received int64) error {
	if w.job.Unseen && received > w.job.sums().furthest().Size {
		return w.version().changed(errUnseen)
	}
	return nil
}

// noteReading returns a function that notes a long reading. An abandoned reading may call it, so it uses no worker.
func noteReading(id uuid.UUID, in *inbox) func() {
	return func() {
		in.put(message{id: id, note: &bits.Note{
			At: time.Now(), Kind: bits.NoteEvent, Event: bits.EventReading,
		}})
	}
}

// prepare makes sure that the coming range continues what was sent. For the last range the file stays open, see
// arrived.
func (w *worker) prepare(ctx context.Context, r bits.Range) error {
	v := w.version()
	v.open = w.held
	l, err := w.read(ctx, v, r.First)
	if err == nil && r.Final() {
		w.hold(l)
	} else {
		w.closeOther(l)
	}
	if err != nil {
		return err
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
	return w.store(ackedAndLeaving{ack, next})
}

// witness returns the witness of the coming fragment; nil if the job has no checksums.
func (w *worker) witness() *witness {
	if w.job.Checksum.Algorithm == "" {
		return nil
	}
	return &witness{sums: w.job.sums(), trail: w.trail}
}

// saw records what a fragment's witness saw.
func (w *worker) saw(x *witness) {
	if x == nil {
		return
	}
	w.job.Left, w.last = x.done()
}

// sumsAt returns the checksums for a server that has received so much. If there is none for just that offset, the
// file is read again from the next shorter one, and what is sent then must lead to the longer one.
func (w *worker) sumsAt(received int64) sums {
	s := w.job.sums()
	left := s.furthest()
	for _, c := range []source.Checksum{w.last, left} {
		if c.Size == received && c.Algorithm != "" && !c.Mixed() {
			return sums{c, left}
		}
	}
	if received < s.base.Size {
		return sums{s.base.Again(), left}
	}
	return sums{s.base, left}
}

// sourceBroke reports whether a fragment failed because of its file. Then the error is what that means; nil: go on.
func (w *worker) sourceBroke(ctx context.Context, err error) (_ error, ours bool) { //nolint:revive // error is the answer here, not a failure
	if source.FlawOf(err) != "" {
		return err, true
	}
	if stuck, ok := errors.AsType[*bits.StuckError](err); ok {
		w.engine.behind.add(w.job.Source.Path, stuck.Back)
		return &source.Error{Path: w.job.Source.Path, Flaw: source.FlawStuck}, true
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return w.job.Source.Unread(path), true
	}
	// A file that shrinks while it is read ends the request like a broken connection.
	if changed := w.intact(ctx); changed != nil {
		return changed, true
	}
	switch {
	case errors.Is(err, source.ErrTouched):
		if w.touched++; w.touched > maxReads {
			return w.version().changed(nil), true
		}
		return nil, true
	case errors.Is(err, bits.ErrShort): // it was shorter for a moment: what was sent cannot be trusted
		w.promise(mixedSent{})
		return w.version().changed(err), true
	}
	return nil, false
}
