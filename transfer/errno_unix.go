//go:build unix

package transfer

import (
	"errors"
	"syscall"
)

// connCut reports a connection that the other side, or something on the way, has cut.
func connCut(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// noRoute reports that this computer has no network that leads to an address.
func noRoute(err error) bool {
	return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.ENETDOWN) || errors.Is(err, syscall.EADDRNOTAVAIL)
}

// noSpace reports a full disk or a used-up quota.
func noSpace(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }
