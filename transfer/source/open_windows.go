package source

import (
	"io/fs"
	"os"
	"syscall"
)

// openShared opens a file for reading and lets others delete, rename and change it, unlike os.Open: the owner must
// not be disturbed by an upload.
func openShared(path string) (*os.File, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	const share = syscall.FILE_SHARE_READ | syscall.FILE_SHARE_WRITE | syscall.FILE_SHARE_DELETE
	h, err := syscall.CreateFile(name, syscall.GENERIC_READ, share, nil, syscall.OPEN_EXISTING, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	return os.NewFile(uintptr(h), path), nil
}

// openWaiting is openShared: here no file in a folder has to be waited for.
func openWaiting(path string) (*os.File, error) { return openShared(path) }
