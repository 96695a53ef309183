//go:build unix

package queue

import "syscall"

// openFiles is how many files this process may have open at once. Go's runtime has raised the soft limit as far as
// allowed.
func openFiles() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 256 // the smallest default of the supported systems
	}
	return uint64(limit.Cur) //nolint:unconvert // signed on some systems
}
