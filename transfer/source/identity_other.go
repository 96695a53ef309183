//go:build !linux && !darwin && !windows

package source

import (
	"os"
	"time"
)

// identity returns nothing: on this system only size and time are compared.
func identity(string, *os.File, os.FileInfo) (id string, changed time.Time) { return "", time.Time{} }
