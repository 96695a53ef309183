//go:build !linux && !windows

package transfer

import "os"

// nobodyWrites cannot be asked here: the file is watched instead.
func nobodyWrites(string, *os.File) bool { return false }
