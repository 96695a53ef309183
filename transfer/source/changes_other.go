//go:build !linux && !windows

package source

import "os"

// TellsOfChanges is always false: on this system stores through a mapping may show only when it is closed.
func TellsOfChanges(*os.File, File) bool { return false }

// NobodyWrites is always false: this system cannot say, so the file is watched instead.
func NobodyWrites(string, *os.File) bool { return false }
