//go:build unix

package transfer

import (
	"errors"
	"syscall"
)

// disconnected tells what a system says of a disk that was pulled or a share that is not there.
func disconnected(err error) bool {
	for _, away := range []error{
		syscall.EIO, syscall.ENODEV, syscall.ENXIO, syscall.ESTALE, syscall.ENOTCONN, syscall.EHOSTDOWN, syscall.ETIMEDOUT,
	} {
		if errors.Is(err, away) {
			return true
		}
	}
	return false
}

// lockedFile: files of these systems are not locked against readers, but a mandatory lock answers so.
func lockedFile(err error) bool {
	return errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EBUSY)
}
