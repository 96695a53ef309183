package main

import (
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// endWatches ends the looking out for changes in folders, all of which is the toolkit's: a signal makes the
// toolkit leave without doing so, and a folder that is removed under its eyes it makes again. The numbers of the
// files stay taken, by one from which nothing comes.
func endWatches() {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return // a folder more is left behind
	}
	defer null.Close() //nolint:errcheck // nothing was written
	const files = "/proc/self/fd"
	entries, err := os.ReadDir(files)
	if err != nil {
		return // likewise
	}
	for _, e := range entries {
		if what, err := os.Readlink(filepath.Join(files, e.Name())); err != nil || what != "anon_inode:inotify" {
			continue
		}
		if number, err := strconv.Atoi(e.Name()); err == nil {
			_ = syscall.Dup3(int(null.Fd()), number, syscall.O_CLOEXEC) // the folder would be made again
		}
	}
}
