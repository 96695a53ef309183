//go:build linux || darwin

package queue

import "golang.org/x/sys/unix"

// freeSpace is what this user may still write to a folder's disk, in bytes.
func freeSpace(dir string) (bytes uint64, known bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true // no block has a negative size
}
