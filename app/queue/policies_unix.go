//go:build unix

package queue

import "os"

// byAdministrator reports whether a file or folder is root's and nobody else may write to it.
func byAdministrator(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && ownerOf(info) == 0 && info.Mode().Perm()&othersWrite == 0
}
