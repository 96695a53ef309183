package bits

import (
	"errors"
	"syscall"
)

// SystemTimedOut: WSAETIMEDOUT. The ETIMEDOUT of package syscall is no number that Windows uses.
func SystemTimedOut(err error) bool { return errors.Is(err, syscall.Errno(10060)) }
