//go:build !linux && !windows

package source

import "os"

// TellsOfChanges reports whether a change of a file's content will show in what the system says of it. On this
// system it need not: what is stored through a mapping may show only when that is closed.
func TellsOfChanges(*os.File, File) bool { return false }

// NobodyWrites cannot be asked here: the file is watched instead.
func NobodyWrites(string, *os.File) bool { return false }
