//go:build unix

package transfer

import (
	"errors"
	"syscall"
)

// overdue reports the system's own verdict on a line that takes no bytes.
func overdue(err error) bool { return errors.Is(err, syscall.ETIMEDOUT) }

// lineCut reports a connection that the other side, or something on the way, has cut.
func lineCut(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// noWayOut reports that this computer has no network that leads to an address.
func noWayOut(err error) bool {
	return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.ENETDOWN) || errors.Is(err, syscall.EADDRNOTAVAIL)
}

// noSpace reports a full disk or a used-up quota.
func noSpace(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }
