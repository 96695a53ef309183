//go:build unix

package transfer

import (
	"errors"
	"syscall"
)

// noRoute reports whether no network of this computer leads to the address.
func noRoute(err error) bool {
	return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.ENETDOWN) || errors.Is(err, syscall.EADDRNOTAVAIL)
}

// noSpace reports whether the disk is full or the quota used up.
func noSpace(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }
