//go:build unix

package transfer

import (
	"errors"
	"io/fs"
	"path/filepath"
	"syscall"
	"testing"
)

// TestKindsOfFailedReads: what can come back is waited for, what cannot is not.
func TestKindsOfFailedReads(t *testing.T) {
	there := Source{Path: filepath.Join(t.TempDir(), "x.bin")}
	gone := Source{Path: filepath.Join(there.Path, "folder", "x.bin")}
	for _, c := range []struct {
		source Source
		err    error
		kind   Kind
		final  bool
	}{
		{there, syscall.EIO, KindFileFailed, false},
		{gone, syscall.EIO, KindFileAway, false},
		{there, errors.New("invalid argument"), KindFileFailed, true},
		{there, fs.ErrPermission, KindFileDenied, true},
	} {
		got := FaultOf(c.source.unread(&fs.PathError{Op: "read", Path: c.source.Path, Err: c.err}))
		if got.Kind != c.kind || got.Final != c.final || got.Detail != c.err.Error() {
			t.Errorf("%v: %+v", c.err, got)
		}
	}
}
