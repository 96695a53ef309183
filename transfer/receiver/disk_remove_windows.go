package receiver

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// remove removes one of the receiver's own files. Some foreign file systems answer os.Root's call with
// ERROR_INVALID_FUNCTION. There it uses the older call.
func remove(state *os.Root, name string) error {
	err := state.Remove(name)
	if errors.Is(err, syscall.Errno(1)) {
		return os.Remove(filepath.Join(state.Name(), name))
	}
	return err
}
