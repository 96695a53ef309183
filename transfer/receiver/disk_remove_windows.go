package receiver

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// remove removes one of the receiver's own files. os.Root asks for it in a way that some file systems
// which are not Windows' own answer with ERROR_INVALID_FUNCTION; those are asked in the older way.
func remove(state *os.Root, name string) error {
	err := state.Remove(name)
	if errors.Is(err, syscall.Errno(1)) {
		return os.Remove(filepath.Join(state.Name(), name))
	}
	return err
}
