//go:build !linux && !darwin && !windows

package source

import (
	"os"
	"time"
)

// identity is not asked for on this system: size and time of a file have to do.
func identity(string, *os.File, os.FileInfo) (id string, changed time.Time) { return "", time.Time{} }
