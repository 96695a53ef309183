//go:build unix

package safefile

import (
	"errors"
	"os"
	"syscall"
)

// notPlainErrnos are the errors for opening a link (EMLINK on FreeBSD), a folder, or a pipe without a reader.
var notPlainErrnos = []syscall.Errno{syscall.ELOOP, syscall.EMLINK, syscall.EISDIR, syscall.ENXIO}

func open(path string, flags int, sole bool) (*os.File, error) {
	f, err := os.OpenFile(path, flags|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0o600)
	for _, no := range notPlainErrnos {
		if errors.Is(err, no) {
			return nil, notPlain("open", path)
		}
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		if stat, ok := info.Sys().(*syscall.Stat_t); !info.Mode().IsRegular() || sole && ok && stat.Nlink != 1 {
			err = notPlain("open", path)
		}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
