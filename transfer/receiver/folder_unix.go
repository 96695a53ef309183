//go:build unix

package receiver

import (
	"io/fs"
	"syscall"
)

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
