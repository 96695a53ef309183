//go:build unix

package transfer

import (
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"sendoff/transfer/bits"
)

// TestErrorsOfTheSystem: which ones mean that a connection was cut, and which that no network leads there.
func TestErrorsOfTheSystem(t *testing.T) {
	for err, c := range map[error]struct{ cut, route bool }{
		syscall.ECONNRESET: {true, false}, syscall.EPIPE: {true, false}, syscall.ENETUNREACH: {false, true}, syscall.ENETDOWN: {false, true},
		syscall.EADDRNOTAVAIL: {false, true}, syscall.ETIMEDOUT: {}, syscall.ECONNREFUSED: {}, syscall.EIO: {},
	} {
		wrapped := fmt.Errorf("write: %w", &fs.PathError{Op: "write", Path: "x", Err: err})
		if bits.SystemCut(wrapped) != c.cut || noRoute(wrapped) != c.route {
			t.Errorf("%v: cut %t, no route %t", err, bits.SystemCut(wrapped), noRoute(wrapped))
		}
	}
}

// TestFullDisk: a disk without room, or a quota that is used up, and no other error of it.
func TestFullDisk(t *testing.T) {
	for err, full := range map[error]bool{syscall.ENOSPC: true, syscall.EDQUOT: true, syscall.EIO: false, nil: false} {
		if noSpace(&fs.PathError{Op: "write", Path: "x", Err: err}) != full {
			t.Errorf("%v: no space: %t", err, !full)
		}
	}
}
