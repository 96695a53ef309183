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
)

// HomeError says why there is no home folder that the queue could be in when --dir names no folder; nil = there is
// one. Without this, a service that was started without HOME would get a second queue below the root of the disk.
func HomeError() error {
	if runtime.GOOS == "windows" || os.Getenv("XDG_DATA_HOME") != "" {
		return nil // the home is not asked for
	}
	home := os.Getenv("HOME")
	if !filepath.IsAbs(home) {
		return Unavailable("%s", tr("the queue has no place, because HOME names no folder; name a folder for it with --dir"))
	}
	if info, err := os.Stat(home); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return Unavailable(tr("the queue has no place, because the home folder %s is not there; name a folder for it with --dir"), home)
	}
	return nil
}

// housed makes sure that there is a home, if the queue is to be in it.
func (c *Config) housed() error {
	if !c.Homed {
		return nil
	}
	return HomeError()
}

// Placed makes sure that the queue has a place, and that the place is nobody else's. Nothing may be read from the
// folder of the queue, or written to it, before.
func (c *Config) Placed() error {
	if err := c.housed(); err != nil {
		return err
	}
	return c.Unkept(checkFolder(c.Dir))
}

// Unkept says of a folder that cannot be made, read or written to what else can be done. Other errors stay.
func (c *Config) Unkept(err error) error {
	if errors.Is(err, safefile.ErrNotPlain) {
		return Unavailable(tr("the queue cannot be kept in %s, because queue.db there is a link or no file; move that away, or name another folder for it with --dir"), c.Dir)
	}
	var said UnavailableError
	var cause syscall.Errno
	if errors.As(err, &said) || errors.Is(err, transfer.ErrLocked) || !errors.As(err, &cause) {
		return err
	}
	for _, known := range []error{fs.ErrPermission, fs.ErrNotExist, syscall.EROFS, syscall.ENOTDIR} {
		if errors.Is(cause, known) {
			return Unavailable(tr("the queue cannot be kept in %s: %s; name another folder for it with --dir"), c.Dir, tr(cause.Error()))
		}
	}
	return err
}
