//go:build unix

package queue

import "syscall"

// openFiles is how many files this process may have open at once. The runtime of the language has raised the limit
// as far as the system allows.
func openFiles() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 256 // what the smallest of the systems grants
	}
	return uint64(limit.Cur) //nolint:unconvert // signed on some systems
}
