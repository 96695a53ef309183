package bits

import (
	"io"
	"os"
	"syscall"
)

// body sends the bytes up to end of a file from where the file stands. It has SyscallConn so that the
// net package may use sendfile on it; sendfile moves the file's own offset, so Read asks for it
// instead of counting.
type body struct {
	file *os.File
	end  int64
}

var _ syscall.Conn = (*body)(nil)

// newBody takes over f; Close closes it.
func newBody(f *os.File, r Range) (*body, error) {
	if _, err := f.Seek(r.First, io.SeekStart); err != nil {
		return nil, err
	}
	return &body{file: f, end: r.Last + 1}, nil
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

// SyscallConn makes sendfile possible.
func (b *body) SyscallConn() (syscall.RawConn, error) { return b.file.SyscallConn() }

// Close closes the file. A sendfile that is still running on it ends first.
func (b *body) Close() error { return b.file.Close() }
