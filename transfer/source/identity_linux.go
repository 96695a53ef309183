package source

import (
	"os"
	"strconv"
	"syscall"
	"time"
)

// identity returns the inode of a file and its change time. Device numbers are left out: they change when a disk is
// plugged in again.
func identity(_ string, _ *os.File, info os.FileInfo) (id string, changed time.Time) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", time.Time{}
	}
	return strconv.FormatUint(stat.Ino, 16), time.Unix(stat.Ctim.Unix()).UTC()
}
