package receiver

import (
	"errors"
	"io/fs"
	"syscall"
)

// Windows error numbers that package syscall does not name.
const (
	errorSharingViolation = syscall.Errno(32)
	errorLockViolation    = syscall.Errno(33)
	errorUserMappedFile   = syscall.Errno(1224)
)

// sharing reports whether err says that a program has the file open.
func sharing(err error) bool {
	return errors.Is(err, errorSharingViolation) || errors.Is(err, errorLockViolation) || errors.Is(err, errorUserMappedFile)
}

// held opens the file with the access that replacing it needs, or with full access. Windows refuses that when another
// program has the file open without sharing it. Nothing is changed. Missing rights do not count as held.
func held(path string, how hold) bool {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return false
	}
	const (
		remove      = 0x00010000 // DELETE, which a rename needs
		openReparse = 0x00200000 // FILE_FLAG_OPEN_REPARSE_POINT
		writeData   = 0x00000002 // FILE_WRITE_DATA
	)
	access, share := uint32(remove), uint32(syscall.FILE_SHARE_READ|syscall.FILE_SHARE_WRITE|syscall.FILE_SHARE_DELETE)
	if how == openAtAll {
		access, share = remove|writeData, 0
	}
	h, err := syscall.CreateFile(name, access, share, nil, syscall.OPEN_EXISTING, openReparse, 0)
	if err != nil {
		return sharing(err)
	}
	_ = syscall.CloseHandle(h)
	return false
}

// writable is always true: finding out would need a new file, which programs that watch the folder would see.
func writable(string) bool { return true }

// sameDevice is always true: a FileInfo does not say. The move itself will fail.
func sameDevice(fs.FileInfo, fs.FileInfo) bool { return true }
