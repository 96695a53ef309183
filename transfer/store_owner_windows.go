package transfer

import (
	"fmt"
	"os"
)

// openOwn opens a file of the queue's folder, or makes it, and follows no link. Whose it is follows from the
// folder's access list, which files in it inherit.
func openOwn(path string, flag int, mode os.FileMode) (*os.File, error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: it is a link, or no file", errNotOwn)
	}
	return os.OpenFile(path, flag, mode)
}
