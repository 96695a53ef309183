package transfer

import (
	"hash"
	"io"
	"sync"
)

// sums are the checksums of what went to a server, of the very bytes that left.
type sums struct {
	base Checksum // of what it has, or of less
	left Checksum // of the furthest that has left beyond that; zero: none
}

func (s sums) apply(j *Job) {
	if s == (sums{}) { // nothing is known, as of jobs that older programs began
		return
	}
	if s.left.Size <= s.base.Size && !s.left.mixed() {
		s.left = Checksum{}
	}
	j.Checksum, j.Left = s.base, s.left
}

// furthest is of all that has left.
func (s sums) furthest() Checksum {
	if s.left.Size > s.base.Size || s.left.mixed() {
		return s.left
	}
	return s.base
}

// sums are the job's, with base at Acked or before. Older programs kept one checksum, as far as bytes had left
// or were about to.
func (j *Job) sums() sums {
	s := sums{j.Checksum, j.Left}
	if s.base.Size > j.Acked {
		s = sums{s.base.again(), s.furthest()}
	}
	return s
}

// mixedState is the state of a checksum that nothing can be equal to: more than one version of those bytes has
// left.
const mixedState = "mixed"

func (c Checksum) mixed() bool { return c.State == mixedState }

// witness makes the checksum of what leaves. Bytes may leave more than once, when an answer was lost or a
// connection died; then the server keeps some of each time, and nobody knows which. So a later time has to be
// like the earlier one as far as that came: if it is not, nobody knows what the server has.
//
// It is called by the goroutine that sends, which may be left behind at a dead share. What that sees after done
// does not leave, and does not count.
type witness struct {
	mu    sync.Mutex // guards what is below: the worker asks, the connection tells
	sums             // base is where each try begins
	now   *try       // nil: done
	trail *trail     // written before the bytes leave
}

// try is one time that bytes leave.
type try struct {
	witness *witness
	hash    hash.Hash
	sum     Checksum // of what it has shown; its state is that of hash
}

// begin is called for each try.
func (w *witness) begin() io.Writer {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := &try{witness: w, sum: w.base}
	var err error
	if t.hash, err = w.base.resume(); err != nil { // a job with such a checksum is not sent
		return io.Discard
	}
	w.now = t
	return t
}

// Write never fails.
func (t *try) Write(p []byte) (int, error) {
	n := len(p)
	t.witness.mu.Lock()
	defer t.witness.mu.Unlock()
	if t.witness.now != t {
		return n, nil
	}
	if again := t.witness.left.Size - t.sum.Size; again > 0 && again <= int64(n) {
		t.add(p[:again])
		if t.sum != t.witness.left {
			t.witness.left.State = mixedState
		}
		p = p[again:]
	}
	t.add(p)
	t.witness.reached(t.sum)
	return n, nil
}

func (t *try) add(p []byte) {
	_, _ = t.hash.Write(p) // never fails
	t.sum.Size += int64(len(p))
	t.sum, _ = t.sum.store(t.hash) // nor does this, of a hash that was resumed
}

func (w *witness) reached(sum Checksum) {
	if sum.Size > w.left.Size {
		if w.left.mixed() {
			sum.State = mixedState
		}
		w.left = sum
	}
	w.trail.write(w.left)
}

// done ends the last try. last is of what it has shown.
func (w *witness) done() (left, last Checksum) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.now != nil {
		last = w.now.sum
	}
	w.now = nil
	return w.left, last
}
