//go:build !windows

package bits

import (
	"errors"
	"syscall"
)

// SystemTimedOut reports whether the system's own time-out ended the connection.
func SystemTimedOut(err error) bool { return errors.Is(err, syscall.ETIMEDOUT) }

// SystemCut reports whether the other side, or something on the way, cut the connection.
func SystemCut(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
