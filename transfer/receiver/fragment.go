package receiver

import (
	"errors"
	"hash"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"sendoff/transfer/bits"
)

// fragment answers a Fragment ([MC-BUP] 3.2.5.2.6).
func (x *exchange) fragment() (answer, error) {
	rng, err := bits.ParseRange(x.req.Header.Get(bits.HeaderContentRange))
	if err != nil {
		return answer{}, malformedError("content range missing or malformed")
	}
	if rng.Len() != x.req.ContentLength {
		return answer{}, malformedError("content range and content length differ")
	}
	if c := x.req.Header.Get(bits.HeaderContentEncoding); c != "" && !strings.EqualFold(c, "identity") {
		return answer{}, malformedError("unknown content encoding")
	}
	rd := x.o.newReading(x.rc)
	s, err := x.session(x.req.Context(), rd)
	if err != nil {
		return answer{}, err
	}
	defer func() {
		s.leave(rd)
		x.closeAfter = rd.wasAborted()
	}()
	if err := x.o.checkPlace(s.rec, rng); err != nil {
		return answer{}, err
	}
	switch {
	case s.rec.State == open:
		err = x.take(s, rd, rng)
	case x.o.Application != nil && !s.rec.Told: // the process ended before it could tell
		err = x.conclude(s)
	}
	a := answer{received: at(s.rec.Received)}
	if s.rec.State == complete {
		a.reply, a.digest = x.replyURL(s.rec), s.rec.Digest
	}
	return a, err
}

// checkPlace reports an error if a fragment does not fit the session as it stands.
func (o *Options) checkPlace(rec record, rng bits.Range) error {
	switch {
	case rec.State == ended:
		return errNoSession
	case rec.Total >= 0 && rng.Total != rec.Total:
		return malformedError("the size of the upload has changed")
	case rec.State == open && over(rng.Total, o.account(rec.User).MaxSize):
		return &refusal{status: http.StatusInternalServerError, code: bits.CodeTooLarge, why: "upload too large"}
	case o.MaxFragment > 0 && rng.Len() > o.MaxFragment:
		return &refusal{status: http.StatusRequestEntityTooLarge, why: "fragment too large"}
	}
	return nil
}

// over reports whether a size is above a limit, of which 0 is none.
func over(size, limit int64) bool { return limit > 0 && size > limit }

// take stores the bytes of a fragment and publishes the file when nothing is missing. Bytes that the session already
// has are skipped, never written again. If it has all of them, only the publishing is repeated.
func (x *exchange) take(s *session, rd *reading, rng bits.Range) error {
	if x.r.disk.moved(s.rec) {
		return x.conclude(s)
	}
	f, rec, err := x.r.disk.data(s.rec)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // what counts was synced
	s.set(rec)
	if rng.First > rec.Received {
		return &refusal{
			status: http.StatusRequestedRangeNotSatisfiable, received: at(rec.Received), why: "gap between fragments",
		}
	}
	if rec.Total < 0 || rng.Last >= rec.Received {
		rec.Total = rng.Total
		if err := x.store(s, rec, input{rd, f, rng, rec.hashed()}); err != nil {
			return err
		}
	}
	if s.rec.Received < s.rec.Total {
		return nil
	}
	if err := f.Close(); err != nil {
		return err
	}
	return x.conclude(s)
}

// publish gives a complete upload its name, and records for the log that it has.
func (x *exchange) publish(s *session) error {
	err := x.publishAs(s)
	x.complete = err == nil
	return err
}

// input is the body of a fragment and the file it goes to.
type input struct {
	rd  *reading
	f   *os.File // positioned at the session's offset
	rng bits.Range
	sum hash.Hash // of the bytes before that offset; nil = not known
}

// store copies the body and makes the new offset durable. A body that is cut short counts as far as it came. After a
// failed write nothing of it counts.
func (x *exchange) store(s *session, rec record, in input) error {
	n, cut := x.copyBody(in, rec.Received-in.rng.First)
	if cut != nil && !errors.Is(cut, errCut) {
		return errors.Join(cut, in.f.Truncate(rec.Received))
	}
	if err := syncFile(in.f); err != nil {
		return err
	}
	rec.Received += n
	rec.keepHash(in.sum)
	rec.Touched = time.Now()
	rec.Moving = x.o.Overwrite && rec.Received == rec.Total
	if n > 0 || cut == nil {
		if err := x.r.disk.append(rec); err != nil {
			return err
		}
		s.set(rec)
	}
	x.taken = n
	return cut
}

// copyBody skips the first skip bytes of the body and writes the rest. It returns the number of bytes written, and
// errCut if the body ended early.
func (x *exchange) copyBody(in input, skip int64) (written int64, err error) {
	var buf buffer
	defer buf.release()
	x.bodyRead = true
	for left := in.rng.Len(); left > 0; {
		room := buf.room()
		n, err := in.rd.read(x.req.Body, room[:min(left, int64(len(room)))])
		buf.took(n)
		left -= int64(n)
		skipped := min(skip, int64(n))
		skip -= skipped
		m, werr := in.f.Write(room[skipped:n])
		written += int64(m)
		if in.sum != nil {
			_, _ = in.sum.Write(room[skipped : int(skipped)+m]) // never fails
		}
		if werr != nil {
			return written, werr
		}
		if err != nil && left > 0 {
			return written, errCut
		}
	}
	return written, x.bodyEnd()
}

// bodyEnd reads the end of a body whose bytes are all there, so that the connection can be kept.
func (x *exchange) bodyEnd() error {
	var one [1]byte
	if n, err := x.req.Body.Read(one[:]); n > 0 || err != nil && !errors.Is(err, io.EOF) {
		return errCut
	}
	return nil
}

// publishAs gives a complete upload its name. After that the session only waits for Close-Session.
func (x *exchange) publishAs(s *session) error {
	r := x.r
	rec := s.rec
	moving := func() error {
		if rec.Moving {
			return nil
		}
		rec.Moving = true
		s.set(rec)
		return r.disk.append(rec)
	}
	if err := r.disk.publish(rec, x.o.Overwrite, moving); err != nil {
		return err
	}
	rec.State = complete
	// The file has its name. After a restart recover finds that out even without this line.
	err := r.disk.append(rec)
	r.change(s, rec)
	return errors.Join(err, r.disk.discardData(rec.ID))
}
