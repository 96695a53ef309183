package bits

import (
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// StuckError is the error of a fragment whose file could not be read within Options.Stall: a disk or a share does not
// answer. The read cannot be aborted. Back is closed when it ends by itself, if ever. The fragment no longer touches its
// session.
type StuckError struct{ Back <-chan struct{} }

func (*StuckError) Error() string { return "the disk or share with the file does not answer" }

// ErrShort is the error of a fragment whose file ended before the fragment did: the file was truncated meanwhile.
var ErrShort = errors.New("the file is shorter than it was")

// body is the bytes of a file from its current offset up to end. Every byte passes through this program's memory,
// where the witness sees it before it is sent. sendfile and TransmitFile would send what the file holds at some later
// moment. So body has only Read and Close, and nothing that the net package could use to bypass them.
type body struct {
	file    *os.File
	first   int64 // offset of its first byte
	end     int64
	witness io.Writer    // gets each byte before it is sent; nil: none
	offset  atomic.Int64 // offset of the next byte to hand out
	fetched atomic.Int64 // offset of the next byte to read from the file
	pending []byte       // bytes read and witnessed, to be sent next
	buf     []byte       // the buffer of pending
	close   sync.Once
	closed  chan struct{} // closed by Close; then the fields below may be read
	short   bool          // the file does not reach end
	whole   bool          // all of it was handed out

	stall time.Duration // how long one read of the file may take
	stuck func()        // called when a read takes longer; nil: not watched
}

// newBody returns the body of range r and takes ownership of f. Close closes f.
func newBody(f *os.File, r Range) (*body, error) {
	if _, err := f.Seek(r.First, io.SeekStart); err != nil {
		return nil, err
	}
	b := &body{file: f, first: r.First, end: r.Last + 1, closed: make(chan struct{})}
	b.offset.Store(r.First)
	b.fetched.Store(r.First)
	return b, nil
}

// readAhead is how many bytes are read at once for callers with a small buffer of their own. A read has its watch and
// its witness, which cost more than copying.
const readAhead = 256 << 10

// Read serves callers with a buffer of their own, such as crypto/tls.
func (b *body) Read(p []byte) (int, error) {
	ahead, err := b.next(readAhead)
	n := copy(p, ahead)
	b.sent(n)
	return n, err
}

// next returns the bytes to send next: at least one, at most want, or io.EOF. They stay the next ones until sent is
// called. So bytes that the connection did not take are not read from the file again, which may have changed.
func (b *body) next(want int64) ([]byte, error) {
	if len(b.pending) == 0 {
		if b.buf == nil {
			b.buf = make([]byte, min(maxStep, max(b.end-b.offset.Load(), 0)))
		}
		n, err := b.fetch(b.buf[:min(want, int64(len(b.buf)))])
		if err != nil {
			return nil, err
		}
		b.pending = b.buf[:n]
	}
	return b.pending[:min(want, int64(len(b.pending)))], nil
}

// sent records that n bytes of next's result were sent.
func (b *body) sent(n int) {
	b.pending = b.pending[n:]
	b.offset.Add(int64(n))
}

// fetch reads from the file into p and shows it to the witness.
func (b *body) fetch(p []byte) (int, error) {
	left := b.end - b.offset.Load()
	if left <= 0 {
		return 0, io.EOF
	}
	stop := b.watch()
	n, err := b.file.Read(p[:min(left, int64(len(p)))])
	stop()
	b.fetched.Add(int64(n))
	if n > 0 && b.witness != nil {
		_, _ = b.witness.Write(p[:n]) // a witness cannot stop the upload
	}
	return n, err
}

// watch calls stuck after the stall time, unless the returned function is called first.
func (b *body) watch() (stop func() bool) {
	if b.stuck == nil {
		return func() bool { return true }
	}
	return time.AfterFunc(b.stall, b.stuck).Stop
}

// Close closes the file.
func (b *body) Close() (err error) {
	b.close.Do(func() {
		if info, err := b.file.Stat(); err == nil {
			b.short = info.Size() < b.end
		}
		b.whole = b.offset.Load() >= b.end
		err = b.file.Close()
		close(b.closed)
	})
	return err
}
