package transfer

import (
	"errors"
	"syscall"
)

// connCut reports whether the other side, or something on the way, cut the connection: WSAECONNRESET,
// WSAECONNABORTED, ERROR_NETNAME_DELETED.
func connCut(err error) bool {
	return errors.Is(err, syscall.Errno(10054)) || errors.Is(err, syscall.Errno(10053)) || errors.Is(err, syscall.Errno(64)) ||
		errors.Is(err, syscall.ECONNRESET)
}

// noRoute reports whether no network of this computer leads to the address: WSAENETUNREACH, WSAENETDOWN,
// WSAEADDRNOTAVAIL.
func noRoute(err error) bool {
	return errors.Is(err, syscall.Errno(10051)) || errors.Is(err, syscall.Errno(10050)) || errors.Is(err, syscall.Errno(10049))
}

const (
	errorDiskFull       = syscall.Errno(112)
	errorHandleDiskFull = syscall.Errno(39)
)

// noSpace reports whether the disk is full.
func noSpace(err error) bool {
	return errors.Is(err, errorDiskFull) || errors.Is(err, errorHandleDiskFull)
}
