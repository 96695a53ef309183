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

// Trusted reports as an error that another user could have written an open file of the program's own, or may.
func Trusted(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case ok && int(stat.Uid) != os.Geteuid():
		return errors.New("it belongs to another user")
	case info.Mode().Perm()&0o022 != 0:
		return errors.New("others may write to it")
	case ok && info.Size() == 0 && stat.Nlink > 1: // it would be filled, and be read under the other name
		return errors.New("it has another name too")
	}
	return nil
}
