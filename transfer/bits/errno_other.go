//go:build !windows

package bits

import (
	"errors"
	"syscall"
)

// SystemTimedOut reports whether the system's own time-out ended the connection.
func SystemTimedOut(err error) bool { return errors.Is(err, syscall.ETIMEDOUT) }
