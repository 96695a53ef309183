//go:build unix

package main

import "syscall"

// roomIn is how many bytes a file system has free; 0 if it is not there.
func roomIn(dir string) int64 {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0
	}
	return int64(s.Bavail) * int64(s.Bsize) //nolint:unconvert // other systems have other types
}
