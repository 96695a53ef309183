//go:build unix

package transfer

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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

// kindOfSystem is the class of what is neither missing nor away nor held.
func kindOfSystem(err error) Kind {
	var code syscall.Errno
	switch {
	case errors.Is(err, fs.ErrPermission):
		return KindFileDenied
	case starved(err):
		return KindOwnLimit
	case !errors.As(err, &code):
		return KindFileFailed
	}
	switch code { //nolint:exhaustive // the rest is told in the system's words
	case syscall.ENOTDIR: // a part of the path is a file
		return KindFileMissing
	case syscall.ENAMETOOLONG, syscall.ELOOP, syscall.EINVAL, syscall.EILSEQ:
		return KindFilePath
	}
	return KindFileFailed
}

// starved reports that the process or the system has no open files or no memory left.
func starved(err error) bool {
	for _, full := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.ENOBUFS} {
		if errors.Is(err, full) {
			return true
		}
	}
	return false
}

// mountRoot reports whether a disk or a share is mounted at a folder.
func mountRoot(dir string) bool {
	here, ok := device(dir)
	above, too := device(filepath.Dir(dir))
	return ok && too && here != above
}

func device(path string) (uint64, bool) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return uint64(stat.Dev), true //nolint:unconvert // its type differs between systems
}
