//go:build !windows

package bits

import (
	"errors"
	"syscall"
)

// SystemTimedOut reports that the system has given up on a connection that takes no bytes.
func SystemTimedOut(err error) bool { return errors.Is(err, syscall.ETIMEDOUT) }
