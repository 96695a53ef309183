//go:build unix

package transfer

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"sendoff/transfer/source"
)

// TestKindsOfFailedReads: failures that may end are retried, others are not.
func TestKindsOfFailedReads(t *testing.T) {
	there := source.File{Path: filepath.Join(t.TempDir(), "x.bin")}
	gone := source.File{Path: filepath.Join(there.Path, "folder", "x.bin")}
	for _, c := range []struct {
		source source.File
		err    error
		kind   Kind
		final  bool
	}{
		{there, syscall.EIO, KindFileFailed, false},
		{gone, syscall.EIO, KindFileAway, false},
		{there, errors.New("invalid argument"), KindFileFailed, true},
		{there, fs.ErrPermission, KindFileDenied, true},
	} {
		got := FaultOf(c.source.Unread(&fs.PathError{Op: "read", Path: c.source.Path, Err: c.err}))
		if got.Kind != c.kind || got.Final != c.final || got.Detail != c.err.Error() {
			t.Errorf("%v: %+v", c.err, got)
		}
	}
}

// TestOutOfDescriptors is no lack of rights and not final, for a file and for a connection.
func TestOutOfDescriptors(t *testing.T) {
	for _, full := range []error{syscall.EMFILE, syscall.ENFILE} {
		file := FaultOf(source.File{Path: "/x"}.Unread(&fs.PathError{Op: "open", Path: "/x", Err: full}))
		line := FaultOf(&net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("socket", full)})
		for _, f := range []Fault{file, line} {
			if f.Kind != KindOwnLimit || f.Final {
				t.Errorf("%v: %+v", full, f)
			}
		}
	}
}
