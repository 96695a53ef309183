package queue

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"sendoff/transfer"
	"sendoff/transfer/safefile"
	"sendoff/ui/words"
)

// HomeError says why there is no home folder for a queue without --dir; nil = there is one. Without this check a
// service started without HOME would make a second queue below the root of the disk.
func HomeError() error {
	if runtime.GOOS == "windows" || os.Getenv("XDG_DATA_HOME") != "" {
		return nil // the home is not needed
	}
	home := os.Getenv("HOME")
	if !filepath.IsAbs(home) {
		return Unavailable("%s", words.Tr("the queue has no place, because HOME names no folder; name a folder for it with --dir"))
	}
	if info, err := os.Stat(home); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return Unavailable(words.Tr("the queue has no place, because the home folder %s is not there; name a folder for it with --dir"), home)
	}
	return nil
}

// checkHome checks that there is a home, if the queue is to be in it.
func (c *Config) checkHome() error {
	if !c.Homed {
		return nil
	}
	return HomeError()
}

// Placed checks that the queue has a folder that no other user controls, and that this process may open enough files
// to use it. Call it before anything in the folder is read or written.
func (c *Config) Placed() error {
	if err := c.checkFiles(); err != nil {
		return err
	}
	if err := c.checkHome(); err != nil {
		return err
	}
	return c.Unkept(checkFolder(c.Dir))
}

// Unkept adds advice to an error about a folder that cannot be made, read or written to. Other errors are returned
// as they are.
func (c *Config) Unkept(err error) error {
	if errors.Is(err, safefile.ErrNotPlain) {
		return Unavailable(words.Tr("the queue cannot be kept in %s, because queue.db there is a link or no file; move that away, or name another folder for it with --dir"), c.Dir)
	}
	var said UnavailableError
	var cause syscall.Errno
	if errors.As(err, &said) || errors.Is(err, transfer.ErrLocked) || !errors.As(err, &cause) {
		return err
	}
	for _, known := range []error{fs.ErrPermission, fs.ErrNotExist, syscall.EROFS, syscall.ENOTDIR} {
		if errors.Is(cause, known) {
			return Unavailable(words.Tr("the queue cannot be kept in %s: %s; name another folder for it with --dir"), c.Dir, words.Tr(cause.Error()))
		}
	}
	return err
}
