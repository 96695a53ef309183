package safefile

import (
	"errors"
	"io/fs"
	"os"
)

// open ignores sole: on Windows, making a hard link needs rights to the file.
func open(path string, flags int, _ bool) (*os.File, error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, notPlain("open", path)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return os.OpenFile(path, flags, 0o600)
}

// Trusted takes every file: the access list of its folder, which it inherits, keeps other users out.
func Trusted(*os.File) error { return nil }
