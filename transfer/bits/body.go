package bits

import (
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// StuckError is the error of a fragment whose file was not read in Options.Stall: a disk or a share does not
// answer. The read cannot be ended; Back is closed when it ends by itself, if ever. Nothing of the fragment
// touches its session from then on.
type StuckError struct{ Back <-chan struct{} }

func (*StuckError) Error() string { return "the disk or share with the file does not answer" }

// ErrShort is the error of a fragment whose file ended before the fragment did: somebody cut the
// file while it was sent.
var ErrShort = errors.New("the file is shorter than it was")

// body is the bytes up to end of a file from where the file stands. Each of them goes through this program's
// memory, where the witness sees it before it leaves: sendfile and TransmitFile would send what the file holds at
// some later moment. So it has Read and Close, and nothing that the net package could read around.
type body struct {
	file    *os.File
	end     int64
	witness io.Writer    // is given each byte before it leaves; nil: nobody looks
	gone    atomic.Int64 // offset of the next byte to be given away
	waiting []byte       // what was read, and seen, and is to go next
	memory  []byte       // that waiting is in
	close   sync.Once
	closed  chan struct{} // closed by Close; what is below may be read from then on
	short   bool          // the file does not reach end
	whole   bool          // all of it was given away

	stall time.Duration // how long one read of the file may take
	stuck func()        // called when one takes longer; nil: nobody watches
}

// newBody takes over f; Close closes it.
func newBody(f *os.File, r Range) (*body, error) {
	if _, err := f.Seek(r.First, io.SeekStart); err != nil {
		return nil, err
	}
	b := &body{file: f, end: r.Last + 1, closed: make(chan struct{})}
	b.gone.Store(r.First)
	return b, nil
}

// Read is for who has a buffer, as crypto/tls has.
func (b *body) Read(p []byte) (int, error) {
	if len(b.waiting) > 0 {
		n := copy(p, b.waiting)
		b.went(n)
		return n, nil
	}
	n, err := b.fetch(p)
	b.gone.Add(int64(n))
	return n, err
}

// next is what goes next, at most want bytes and at least one, or io.EOF. It stays the next until went is told
// otherwise, so that what a line has not taken is not read again, when the file may hold something else.
func (b *body) next(want int64) ([]byte, error) {
	if len(b.waiting) == 0 {
		if b.memory == nil {
			b.memory = make([]byte, min(maxStep, max(b.end-b.gone.Load(), 0)))
		}
		n, err := b.fetch(b.memory[:min(want, int64(len(b.memory)))])
		if err != nil {
			return nil, err
		}
		b.waiting = b.memory[:n]
	}
	return b.waiting[:min(want, int64(len(b.waiting)))], nil
}

// went takes note that n bytes of what next returned have left.
func (b *body) went(n int) {
	b.waiting = b.waiting[n:]
	b.gone.Add(int64(n))
}

// fetch reads the file into p and shows the witness what it has read.
func (b *body) fetch(p []byte) (int, error) {
	left := b.end - b.gone.Load()
	if left <= 0 {
		return 0, io.EOF
	}
	stop := b.watch()
	n, err := b.file.Read(p[:min(left, int64(len(p)))])
	stop()
	if n > 0 && b.witness != nil {
		_, _ = b.witness.Write(p[:n]) // it can stop nothing
	}
	return n, err
}

// watch calls stuck unless what it returns is called before the stall time is over.
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
		b.whole = b.gone.Load() >= b.end
		err = b.file.Close()
		close(b.closed)
	})
	return err
}
