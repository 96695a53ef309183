//go:build unix

package receiver

import (
	"errors"
	"io/fs"
	"syscall"
)

// held is always false: on Unix an open file can be replaced, and its readers keep the old content.
func held(string, hold) bool { return false }

// sharing reports whether err says that a program has the file open. Mounted shares of Windows servers report this.
func sharing(err error) bool {
	return errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.ETXTBSY)
}

// writable reports whether files can be created in a folder. It is asked early, so that a client learns of it before
// it has sent everything. Publishing checks again.
func writable(folder string) bool {
	const writeAndSearch = 2 | 1
	return syscall.Access(folder, writeAndSearch) == nil
}

// sameDevice reports whether a file can move between two folders without being copied.
func sameDevice(a, b fs.FileInfo) bool {
	x, ok := a.Sys().(*syscall.Stat_t)
	y, ok2 := b.Sys().(*syscall.Stat_t)
	return !ok || !ok2 || x.Dev == y.Dev
}
