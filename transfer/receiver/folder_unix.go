//go:build unix

package receiver

import "syscall"

// writable asks the system whether files can be made in a folder, so that a client hears of it before
// it has sent everything. Who may is decided again when the file gets its name.
func writable(folder string) bool {
	const writeAndSearch = 2 | 1
	return syscall.Access(folder, writeAndSearch) == nil
}
