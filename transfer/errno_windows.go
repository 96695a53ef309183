package transfer

import (
	"errors"
	"syscall"
)

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
