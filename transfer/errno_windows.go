package transfer

import (
	"errors"
	"syscall"
)

// overdue: WSAETIMEDOUT. The ETIMEDOUT of package syscall is no number that Windows uses.
func overdue(err error) bool { return errors.Is(err, syscall.Errno(10060)) }

// lineCut: WSAECONNRESET, WSAECONNABORTED, ERROR_NETNAME_DELETED.
func lineCut(err error) bool {
	return errors.Is(err, syscall.Errno(10054)) || errors.Is(err, syscall.Errno(10053)) || errors.Is(err, syscall.Errno(64)) ||
		errors.Is(err, syscall.ECONNRESET)
}

// noWayOut: WSAENETUNREACH, WSAENETDOWN, WSAEADDRNOTAVAIL.
func noWayOut(err error) bool {
	return errors.Is(err, syscall.Errno(10051)) || errors.Is(err, syscall.Errno(10050)) || errors.Is(err, syscall.Errno(10049))
}

const (
	errorDiskFull       = syscall.Errno(112)
	errorHandleDiskFull = syscall.Errno(39)
)

// noSpace reports a full disk.
func noSpace(err error) bool {
	return errors.Is(err, errorDiskFull) || errors.Is(err, errorHandleDiskFull)
}
