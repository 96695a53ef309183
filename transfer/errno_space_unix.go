//go:build unix

package transfer

import (
	"errors"
	"syscall"
)

// noSpace reports a full disk or a used-up quota.
func noSpace(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }
