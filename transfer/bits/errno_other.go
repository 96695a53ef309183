//go:build !windows

package bits

import (
	"errors"
	"syscall"
)

// timedOut reports that the system has given up on a connection that takes no bytes.
func timedOut(err error) bool { return errors.Is(err, syscall.ETIMEDOUT) }
