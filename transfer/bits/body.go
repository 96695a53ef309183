package bits

import (
	"errors"
	"io"
	"os"
	"sync"
	"syscall"
)

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
	if left := b.end - at; int64(len(p)) > left {
		p = p[:left]
	}
	return b.file.Read(p)
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
		err = b.file.Close()
		close(b.closed)
	})
	return err
}
