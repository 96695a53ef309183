//go:build unix

package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// disconnected reports whether err means a pulled disk or an unreachable share.
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

// lockedFile reports whether err means a mandatory lock. Ordinary locks do not stop readers here.
func lockedFile(err error) bool {
	return errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EBUSY)
}

// flawOfSystem classifies errors other than missing, away and locked.
func flawOfSystem(err error) Flaw {
	var code syscall.Errno
	switch {
	case errors.Is(err, fs.ErrPermission):
		return FlawDenied
	case Starved(err):
		return FlawOwnLimit
	case !errors.As(err, &code):
		return FlawFailed
	}
	switch code { //nolint:exhaustive // for the rest the system's words are shown
	case syscall.ENOTDIR: // a part of the path is a file
		return FlawMissing
	case syscall.ENAMETOOLONG, syscall.ELOOP, syscall.EINVAL, syscall.EILSEQ:
		return FlawPath
	}
	return FlawFailed
}

// Starved reports whether the process or the system has no file descriptors or memory left.
func Starved(err error) bool {
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
