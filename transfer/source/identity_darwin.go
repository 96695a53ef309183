package source

import (
	"os"
	"strconv"
	"syscall"
	"time"
)

// identity is the inode of a file and when the inode last changed. A device has no number that outlives
// its being plugged in again, so it is left out.
func identity(_ string, _ *os.File, info os.FileInfo) (id string, changed time.Time) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", time.Time{}
	}
	return strconv.FormatUint(stat.Ino, 16), time.Unix(stat.Ctimespec.Unix()).UTC()
}
