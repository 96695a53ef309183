//go:build unix

package receiver

import (
	"errors"
	"io/fs"
	"syscall"
)

// held is never so: a file is replaced under the eyes of who has it open, and keeps its content for them.
func held(string, hold) bool { return false }

// sharing reports whether err says that a program has the file open. The shares of Windows servers say so.
func sharing(err error) bool {
	return errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.ETXTBSY)
}

// writable asks the system whether files can be made in a folder, so that a client hears of it before
// it has sent everything. Who may is decided again when the file gets its name.
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
