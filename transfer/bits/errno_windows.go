package bits

import (
	"errors"
	"syscall"
)

// SystemTimedOut reports whether the system's own time-out ended the connection: WSAETIMEDOUT. Windows does not use
// the ETIMEDOUT of package syscall.
func SystemTimedOut(err error) bool { return errors.Is(err, syscall.Errno(10060)) }

// SystemCut reports whether the other side, or something on the way, cut the connection: WSAECONNRESET,
// WSAECONNABORTED, ERROR_NETNAME_DELETED.
func SystemCut(err error) bool {
	return errors.Is(err, syscall.Errno(10054)) || errors.Is(err, syscall.Errno(10053)) || errors.Is(err, syscall.Errno(64)) ||
		errors.Is(err, syscall.ECONNRESET)
}
