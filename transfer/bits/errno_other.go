//go:build !windows

package bits

import (
	"errors"
	"syscall"
)

// overdue reports the system's own verdict on a line that takes no bytes.
func overdue(err error) bool { return errors.Is(err, syscall.ETIMEDOUT) }
