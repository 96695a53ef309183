//go:build unix

package transfer

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"sendoff/transfer/safefile"
)

// openOwn opens or creates a file in the queue's folder. It follows no link, does not wait for a fifo, and refuses
// another user's file: that user could add jobs and read what is written.
func openOwn(path string, flag int) (*os.File, error) {
	f, err := safefile.Open(path, flag)
	if errors.Is(err, safefile.ErrNotPlain) {
		return nil, fmt.Errorf("%w: %w", errNotOwn, err)
	}
	if err != nil {
		return nil, err
	}
	if err := checkOwn(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func checkOwn(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case ok && int(stat.Uid) != os.Geteuid():
		return fmt.Errorf("%w: it belongs to another user", errNotOwn)
	case info.Mode().Perm()&0o022 != 0:
		return fmt.Errorf("%w: others may write to it", errNotOwn)
	case ok && info.Size() == 0 && stat.Nlink > 1: // an empty one would become a queue
		return fmt.Errorf("%w: it has another name too", errNotOwn)
	}
	return nil
}
