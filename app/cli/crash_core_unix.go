//go:build unix

package cli

import "syscall"

// forbidCore keeps the memory of a process that crashes, passwords and all, from the disk. Where it is not allowed,
// the system decides as for any program.
func forbidCore() {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &limit); err == nil {
		limit.Cur = 0
		_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &limit)
	}
}
