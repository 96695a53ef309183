//go:build unix

package cli

import "syscall"

// forbidCore disables core dumps, which would contain passwords. If that is not allowed, the system's default
// applies.
func forbidCore() {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &limit); err == nil {
		limit.Cur = 0
		_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &limit)
	}
}
