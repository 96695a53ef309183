//go:build !windows

package source

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// openShared opens a file for reading. It may still be deleted and renamed. Unlike os.Open it does not ask the system
// whether one can wait for the file's bytes, which takes five calls and is no for every ordinary file.
func openShared(path string) (*os.File, error) {
	for {
		fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		if err == nil {
			return os.NewFile(uintptr(fd), path), nil
		}
		if !errors.Is(err, syscall.EINTR) { // a share may be interrupted
			return nil, &fs.PathError{Op: "open", Path: path, Err: err}
		}
	}
}

// openWaiting is openShared for a file that may have to be waited for.
func openWaiting(path string) (*os.File, error) { return os.Open(path) }
