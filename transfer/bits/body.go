package bits

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"sync"
	"syscall"
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

// body sends the bytes up to end of a file from where the file stands. It has SyscallConn so that the
// net package may use sendfile on it; sendfile moves the file's own offset, so Read asks for it
// instead of counting.
type body struct {
	file   *os.File
	end    int64
	close  sync.Once
	closed chan struct{} // closed by Close; what is below may be read from then on
	short  bool          // the file does not reach end
	whole  bool          // all of it was read

	stall time.Duration // how long one read of the file may take
	stuck func()        // called when one takes longer; nil: nobody watches
}

var _ syscall.Conn = (*body)(nil)

// newBody takes over f; Close closes it.
func newBody(f *os.File, r Range) (*body, error) {
	if _, err := f.Seek(r.First, io.SeekStart); err != nil {
		return nil, err
	}
	return &body{file: f, end: r.Last + 1, closed: make(chan struct{})}, nil
}

func (b *body) Read(p []byte) (int, error) {
	at, err := b.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0, err
	}
	if at >= b.end {
		return 0, io.EOF
	}
	defer b.watch(0)()
	if left := b.end - at; int64(len(p)) > left {
		p = p[:left]
	}
	return b.file.Read(p)
}

// watch calls stuck unless what it returns is called before the stall time and so much more are over.
func (b *body) watch(more time.Duration) (stop func() bool) {
	if b.stuck == nil {
		return func() bool { return true }
	}
	return time.AfterFunc(b.stall+more, b.stuck).Stop
}

// unread gives the error of a sendfile that failed to read the form of one of a read. No connection fails
// with these.
func (b *body) unread(err error) error {
	if b == nil {
		return err
	}
	for _, read := range readFailures {
		if errors.Is(err, read) {
			return &fs.PathError{Op: "read", Path: b.file.Name(), Err: read}
		}
	}
	return err
}

// at is where the file stands, -1 for no body.
func (b *body) at() int64 {
	if b == nil {
		return -1
	}
	at, err := b.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return -1
	}
	return at
}

// rewind puts the file to offset to and reports whether it stands there.
func (b *body) rewind(to int64) bool {
	if b == nil {
		return false
	}
	at, err := b.file.Seek(to, io.SeekStart)
	return err == nil && at == to
}

// SyscallConn makes sendfile possible.
func (b *body) SyscallConn() (syscall.RawConn, error) { return b.file.SyscallConn() }

// Close closes the file. A sendfile that is still running on it ends first.
func (b *body) Close() (err error) {
	b.close.Do(func() {
		if info, err := b.file.Stat(); err == nil {
			b.short = info.Size() < b.end
		}
		b.whole = b.at() >= b.end
		err = b.file.Close()
		close(b.closed)
	})
	return err
}
