package transfer

import (
	"hash"
	"io"
	"sync"

	"sendoff/transfer/source"
)

// sums are checksums of the very bytes that were sent to a server.
type sums struct {
	base source.Checksum // of what the server has, or of less
	left source.Checksum // of the furthest that was sent beyond it; zero: none
}

func (s sums) apply(j *Job) {
	if s == (sums{}) { // not known, as for jobs begun by older programs
		return
	}
	if s.left.Size <= s.base.Size && !s.left.Mixed() {
		s.left = source.Checksum{}
	}
	j.Checksum, j.Left = s.base, s.left
}

// furthest returns the checksum of all that was sent.
func (s sums) furthest() source.Checksum {
	if s.left.Size > s.base.Size || s.left.Mixed() {
		return s.left
	}
	return s.base
}

// sums returns the job's checksums, with base at Acked or before. Older programs stored one checksum, of what was
// sent or about to be.
func (j *Job) sums() sums {
	s := sums{j.Checksum, j.Left}
	if s.base.Size > j.Acked {
		s = sums{s.base.Again(), s.furthest()}
	}
	return s
}

// witness computes the checksum of what is sent. After a lost answer or connection bytes are sent again. The server
// then keeps some of each time, and which is unknown. So each time must repeat the earlier bytes; otherwise nobody
// knows what the server has.
//
// The sending goroutine calls it, and may be abandoned on a dead share. After done its bytes are not sent and not
// counted.
type witness struct {
	mu    sync.Mutex // guards the fields below against the connection
	sums             // base is where each try begins
	now   *try       // nil: done
	trail *trail     // written before the bytes are sent
}

// try is one attempt to send the bytes.
type try struct {
	witness *witness
	hash    hash.Hash
	sum     source.Checksum // of what it has seen; its state is hash's
}

// begin returns the writer for the next try.
func (w *witness) begin() io.Writer {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := &try{witness: w, sum: w.base}
	var err error
	if t.hash, err = w.base.Resume(); err != nil { // a job with such a checksum is not sent
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
			t.witness.left = t.witness.left.AsMixed()
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
	t.sum, _ = t.sum.Store(t.hash) // a resumed hash never fails either
}

func (w *witness) reached(sum source.Checksum) {
	if sum.Size > w.left.Size {
		if w.left.Mixed() {
			sum = sum.AsMixed()
		}
		w.left = sum
	}
	w.trail.write(w.left)
}

// done ends the last try. last is the checksum of what it has seen.
func (w *witness) done() (left, last source.Checksum) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.now != nil {
		last = w.now.sum
	}
	w.now = nil
	return w.left, last
}
