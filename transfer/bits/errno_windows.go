package bits

import (
	"errors"
	"syscall"
)

// overdue: WSAETIMEDOUT. The ETIMEDOUT of package syscall is no number that Windows uses.
func overdue(err error) bool { return errors.Is(err, syscall.Errno(10060)) }
