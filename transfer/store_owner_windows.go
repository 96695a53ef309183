package transfer

import (
	"errors"
	"fmt"
	"os"

	"sendoff/transfer/safefile"
)

// openOwn opens a file of the queue's folder, or makes it, and follows no link. Whose it is follows from the
// folder's access list, which files in it inherit.
func openOwn(path string, flag int) (*os.File, error) {
	f, err := safefile.Open(path, flag)
	if errors.Is(err, safefile.ErrNotPlain) {
		return nil, fmt.Errorf("%w: %w", errNotOwn, err)
	}
	return f, err
}
