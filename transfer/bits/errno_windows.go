package bits

import (
	"errors"
	"syscall"
)

// SystemTimedOut reports whether the system's own time-out ended the connection: WSAETIMEDOUT. Windows does not use
// the ETIMEDOUT of package syscall.
func SystemTimedOut(err error) bool { return errors.Is(err, syscall.Errno(10060)) }
