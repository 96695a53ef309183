package transfer

import (
	"cmp"
	"context"
	"errors"
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/readback"
	"sendoff/transfer/receipt"
	"sendoff/transfer/source"
)

// maxLookWait is the longest wait before a missing or locked file is looked for again. Looking causes no network
// traffic.
const maxLookWait = 30 * time.Second

// errMoving ends a worker whose file is still being written. The job waits with KindFileBusy.
var errMoving = errors.New("the file is still being written")

// moving: the file is changing, and nothing of it was sent. Its present state becomes the source. Such waits do not
// increase the backoff, but count against the time limit.
type moving struct{ source source.File }

func (e moving) apply(j *Job, now time.Time) {
	if j.Want == Drop {
		return
	}
	j.Source = e.source
	j.Fault = &Fault{Kind: KindFileBusy, At: now}
	j.RetryAt = now.Add(source.QuietTime)
	if j.Since.IsZero() {
		j.Since, j.Patience = now, Patience{}
	}
	j.Patience.Last, j.Patience.Wait = now, source.QuietTime
}
func (moving) durable() bool { return true }

// awaitQuiet looks at the file before its first byte is sent: a file that is still being written would arrive
// incomplete. After a session was opened, any change is a change of the source, and only that is checked.
func (w *worker) awaitQuiet(ctx context.Context) error {
	j := &w.job
	if j.LastFragment == LastAcked && !j.Abandoned && !j.Source.Unproven {
		return nil // the file is no longer needed
	}
	if !j.Started.IsZero() {
		return w.intact(ctx)
	}
	l, err := w.lookBefore(ctx)
	if err != nil {
		return err
	}
	w.hold(l)
	unchanged := l.now.Size == j.Source.Size && l.now.ModTime.Equal(j.Source.ModTime)
	if l.unwritten || unchanged && (stoodStill(j, time.Now()) || !l.now.JustWritten(time.Now())) {
		return w.takeAsItIs(l.now)
	}
	if watched := !j.Since.IsZero(); watched && w.outlasted() {
		return &source.Error{Path: j.Source.Path, Flaw: source.FlawBusy}
	} else if !watched {
		w.event(bits.EventStillWritten)
	}
	if err := w.report(moving{l.now}); err != nil {
		return err
	}
	return errMoving
}

// lookBefore looks at a file of which nothing was sent. Writers are only checked where times are finer than seconds:
// on FAT disks, unchanged times say too little.
func (w *worker) lookBefore(ctx context.Context) (look, error) {
	was := w.job.Source
	return w.reading(ctx, func(context.Context, func()) (look, error) {
		f, now, err := was.Open()
		if err != nil {
			return look{}, err
		}
		coarse, tells := now.ModTime.Nanosecond() == 0 && now.Changed.Nanosecond() == 0, source.TellsOfChanges(f, now)
		return look{file: f, now: now, tells: tells, unwritten: !coarse && (tells || source.NobodyWrites(now.Path, f))}, nil
	})
}

// outlasted reports whether the file has been watched for the job's whole time limit.
func (w *worker) outlasted() bool {
	busy := Fault{Kind: KindFileBusy}
	w.noteSleep()
	w.limitTries(&busy, source.QuietTime)
	return busy.Final
}

// takeAsItIs makes the file's present state the source.
func (w *worker) takeAsItIs(now source.File) error {
	if now == w.job.Source && w.job.Since.IsZero() {
		return nil
	}
	return w.report(unchanged{source: now})
}

// arrived completes the upload, unless the file changed while its last fragment was sent.
func (w *worker) arrived(ctx context.Context, sent int64, took time.Duration) error {
	all, err := w.stillWhole(ctx)
	if err == nil {
		closing := w.job.Target.Reply == "" || w.named != nil && w.named.URL == ""
		done := completed{closing: closing, sent: sent, took: took, named: w.named, sums: sums{base: all}, proof: w.compare(ctx, all, w.said)}
		if done.proof == nil || !done.proof.Differs() {
			return w.report(done)
		}
		w.event(bits.EventDiffers)
		done.closing = false
		if err := w.report(differed{done, false}); err != nil {
			return err
		}
		return errDiffers
	}
	if source.FlawOf(err) != source.FlawChanged {
		w.promise(unackedSent{w.job.sums()})
		return err // what was sent is unknown until the file can be looked at
	}
	if err := w.report(abandoned{bits.EventReading}); err != nil {
		return err
	}
	if err := w.report(completed{sent: sent}); err != nil {
		return err
	}
	return err
}

// stillWhole makes sure after the last ack that the server has one version of the file, and returns its checksum. The
// file may have been moved or removed by then: it is still open.
func (w *worker) stillWhole(ctx context.Context) (source.Checksum, error) {
	v, to := w.version(), w.job.Source.Size
	v.doubt = !v.tells && v.base.Algorithm != ""
	v.open = w.held
	l, err := w.read(ctx, v, to)
	w.closeOther(l)
	if flaw := source.FlawOf(err); flaw == "" || flaw == source.FlawChanged || w.held.file == nil {
		return l.sum, err
	}
	v, held := w.version(), w.held
	v.doubt = !v.tells && v.base.Algorithm != ""
	w.held = look{} // now owned by the goroutine
	l, err = w.reading(ctx, func(ctx context.Context, beat func()) (look, error) {
		defer held.close()
		now, err := v.source.Look(held.file)
		if err != nil {
			return look{}, err
		}
		found, _, err := v.readFrom(ctx, look{file: held.file, now: now}, to, beat)
		return look{sum: found.sum}, err
	})
	return l.sum, err
}

// hold keeps the file of a look open: the next ones need not open it, and see arrived.
func (w *worker) hold(l look) {
	if l.file != w.held.file {
		w.release()
	}
	w.held = l
}

// closeOther closes the file of a look unless it is the one that is kept.
func (w *worker) closeOther(l look) {
	if l.file != w.held.file {
		l.close()
	}
}

// release closes the file that is kept, in a goroutine: a dead share may block that.
func (w *worker) release() {
	if w.held.file != nil {
		go w.held.close()
	}
	w.held = look{}
}

// stoodStill reports whether the job's file has been unchanged for source.QuietTime. Only the time between two looks counts,
// so that a wrong clock, here or on a share, delays nothing for ever.
func stoodStill(j *Job, now time.Time) bool {
	return j.Fault != nil && j.Fault.Kind == KindFileBusy && now.Sub(j.Fault.At) >= source.QuietTime
}

// lookWait returns when to look again for a missing or locked file; 0 for other failures, which use the network's
// backoff.
func lookWait(kind Kind, attempt int) time.Duration {
	switch kind { //nolint:exhaustive // only files are looked for
	case KindFileBusy:
		return source.QuietTime
	case KindFileAway, KindFileCloud, KindOwnLimit, KindFileFailed, KindFileStuck:
		return backoff(attempt, source.QuietTime, maxLookWait)
	}
	return 0
}

// A server may acknowledge a whole file with the SHA-256 of what it received (RFC 9530). It is compared with that of
// what was sent, before the upload counts as done. Of what is sent to a server that has announced or shown such digests, SHA-256
// is the checksum from the start. Of a server's first digest nothing was known: then the file is read once more, and
// the checksum of what was sent proves that it is the same.

// errDiffers means that the server has received something else than what was sent.
var errDiffers = errors.New("the server has received something else than what was sent")

// codeDataError is HRESULT_FROM_WIN32(ERROR_CRC).
const codeDataError = 0x80070017

// differs is the fault of errDiffers.
func differs() Fault {
	return Fault{Kind: KindDiffers, Code: codeDataError, Context: bits.ContextRemoteFile, Final: true}
}

// digests reports whether the server of a session is to be expected to name a SHA-256.
func (w *worker) digests(s bits.Session) bool { return s.Digests || w.sizer.Digests }

// compare compares what the server says that it received with what was sent, of which all is the checksum. nil: nothing is
// known of either.
func (w *worker) compare(ctx context.Context, all source.Checksum, said bits.SHA256) *receipt.Proof {
	sent := bits.SHA256(all.SHA256())
	if said != "" && sent == "" && all.Size == w.job.Source.Size {
		sent = w.readDigest(ctx, all)
	}
	if sent == "" && said == "" {
		return nil
	}
	p := receipt.Acknowledged(sent, said, w.job.Source.Size)
	return &p
}

// readDigest returns the SHA-256 of the file, if that still is what was sent, of which all is the checksum; else "".
func (w *worker) readDigest(ctx context.Context, all source.Checksum) (d bits.SHA256) {
	if all.Size >= longReading {
		w.event(bits.EventDigesting)
	}
	l, err := w.reading(ctx, func(ctx context.Context, beat func()) (look, error) {
		sum, err := w.job.Source.SHA256(ctx, all, beat)
		return look{sum: sum}, err
	})
	if err != nil {
		w.event(bits.EventDigestUnread)
		return ""
	}
	return bits.SHA256(l.sum.SHA256())
}

// differed: the server has received something else than what was sent. closed is set if Close-Session was
// acknowledged; else the session is cancelled before another one is opened. One write stores all this, so that no end
// of the program makes an upload of it that is done.
type differed struct {
	completed
	closed bool
}

func (e differed) apply(j *Job, now time.Time) {
	e.completed.apply(j, now)
	if e.closed {
		proof := j.Proof
		lost{bits.EventDiffers}.apply(j, now)
		j.Proof = proof
	} else {
		abandoned{bits.EventDiffers}.apply(j, now)
	}
	fault := differs()
	fault.At = now
	j.Fault = &fault
}

func (differed) durable() bool { return true }

// finish ends the upload after Close-Session was acknowledged, with the digest that the Ack named. "" is none.
func (w *worker) finish(ctx context.Context, said bits.SHA256) error {
	w.sizer.Digests = said != "" || w.job.Proof != nil && w.job.Proof.Said != ""
	var proof *receipt.Proof
	if said != "" {
		proof = w.compare(ctx, w.job.Checksum, said)
	}
	if found, err := w.readBack(ctx, cmp.Or(proof, w.job.Proof)); err != nil {
		return err
	} else if found != nil {
		proof = found
	}
	if proof != nil && proof.Differs() {
		return w.differs(proof)
	}
	// The loop stores the outcome and frees the lane in one turn. Should that fail, it keeps the outcome itself.
	w.conclude(finished{proof})
	return nil
}

// differs keeps an upload from counting as done after Close-Session.
func (w *worker) differs(p *receipt.Proof) error {
	w.event(bits.EventDiffers)
	if err := w.report(differed{completed{proof: p}, true}); err != nil {
		return err
	}
	return errDiffers
}

// readBack compares what the server has with what was sent, if the card wants that and known does not settle it. Where it is
// not possible the upload stays as it is: the server has acknowledged all of it. nil: nothing new was found out. Its error
// is ctx's: the next worker compares then.
func (w *worker) readBack(ctx context.Context, known *receipt.Proof) (*receipt.Proof, error) {
	if !w.card().Verify || known != nil && known.By != receipt.ByNothing {
		return nil, nil
	}
	w.phase(Comparing)
	w.event(bits.EventComparing)
	found, compared := w.compareHeld(ctx, known)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if !compared {
		w.event(bits.EventNotCompared)
		return nil, nil
	}
	if known != nil {
		found.Said = cmp.Or(found.Said, known.Said)
	}
	return &found, nil
}

// compareHeld compares what the server has now; false if that is not possible.
func (w *worker) compareHeld(ctx context.Context, known *receipt.Proof) (receipt.Proof, bool) {
	j := w.job
	j.Proof = known
	sent, err := w.engine.sentBy(ctx, &j)
	if err != nil {
		return receipt.Proof{}, false
	}
	found, err := readback.Compare(ctx, w.client, w.client.URL, sent, func(int64) {})
	return found.Proof, err == nil && found.By != receipt.ByNothing
}
