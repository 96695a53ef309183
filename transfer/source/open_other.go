//go:build !windows

package source

import "os"

// openShared opens a file for reading. It may still be deleted and renamed.
func openShared(path string) (*os.File, error) { return os.Open(path) }
