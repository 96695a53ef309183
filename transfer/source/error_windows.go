package source

import (
	"errors"
	"slices"
	"syscall"
)

// disconnected reports whether err means a pulled disk or an unreachable share: ERROR_NOT_READY, ERROR_BAD_NETPATH,
// ERROR_DEV_NOT_EXIST, ERROR_NETNAME_DELETED, ERROR_BAD_NET_NAME, ERROR_SEM_TIMEOUT, ERROR_NO_SUCH_DEVICE,
// ERROR_DEVICE_NOT_CONNECTED, ERROR_NETWORK_UNREACHABLE.
func disconnected(err error) bool {
	var code syscall.Errno
	return errors.As(err, &code) && slices.Contains([]syscall.Errno{21, 53, 55, 64, 67, 121, 433, 1167, 1231}, code)
}

// lockedFile reports whether another program has locked the file: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
func lockedFile(err error) bool {
	var code syscall.Errno
	return errors.As(err, &code) && (code == 32 || code == 33)
}

// flawOfSystem classifies errors other than missing, away and locked.
func flawOfSystem(err error) Flaw {
	var code syscall.Errno
	switch {
	case !errors.As(err, &code):
		return FlawFailed
	case code == syscall.EINVAL: // the library's own word for a NUL in a name
		return FlawPath
	}
	return flawOfWin32(uint32(code))
}

// Starved reports whether the process or the system has no handles or memory left. 10024 and 10055 are WSAEMFILE and
// WSAENOBUFS.
func Starved(err error) bool {
	var code syscall.Errno
	return errors.As(err, &code) && (flawOfWin32(uint32(code)) == FlawOwnLimit || code == 10024 || code == 10055)
}

// mountRoot is always false: the drive letter of a pulled disk disappears too.
func mountRoot(string) bool { return false }
