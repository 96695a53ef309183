package bits

import (
	"errors"
	"syscall"
)

// timedOut: WSAETIMEDOUT. The ETIMEDOUT of package syscall is no number that Windows uses.
func timedOut(err error) bool { return errors.Is(err, syscall.Errno(10060)) }
