//go:build unix

package main

import (
	"errors"
	"os"
	"syscall"
)

// checkPrivate makes sure that a folder is the user's own and closed to others.
func checkPrivate(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || int(stat.Uid) != os.Getuid() || info.Mode().Perm()&0o077 != 0 {
		return errors.New("it is not private")
	}
	return nil
}
