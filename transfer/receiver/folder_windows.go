package receiver

import (
	"errors"
	"io/fs"
	"syscall"
)

// Errors of Windows that package syscall has no names for.
const (
	errorSharingViolation = syscall.Errno(32)
	errorLockViolation    = syscall.Errno(33)
	errorUserMappedFile   = syscall.Errno(1224)
)

// sharing reports whether err says that a program has the file open.
func sharing(err error) bool {
	return errors.Is(err, errorSharingViolation) || errors.Is(err, errorLockViolation) || errors.Is(err, errorUserMappedFile)
}

// held asks for the file what replacing it asks for, or for all of it. The system refuses that where another
// program has opened the file and not agreed. Nothing is changed, and a lack of rights is no hold.
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
	if how == atAll {
		access, share = remove|writeData, 0
	}
	h, err := syscall.CreateFile(name, access, share, nil, syscall.OPEN_EXISTING, openReparse, 0)
	if err != nil {
		return sharing(err)
	}
	_ = syscall.CloseHandle(h)
	return false
}

// writable cannot be told beforehand without making a file, which whoever watches the folder would see.
func writable(string) bool { return true }

// sameDevice cannot be told from what a FileInfo has; the move itself will tell.
func sameDevice(fs.FileInfo, fs.FileInfo) bool { return true }
