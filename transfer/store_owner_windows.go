package transfer

import (
	"errors"
	"fmt"
	"os"

	"sendoff/transfer/safefile"
)

// openOwn opens or creates a file in the queue's folder, and follows no link. The folder's access list, which its
// files inherit, keeps other users out.
func openOwn(path string, flag int) (*os.File, error) {
	f, err := safefile.Open(path, flag)
	if errors.Is(err, safefile.ErrNotPlain) {
		return nil, fmt.Errorf("%w: %w", errNotOwn, err)
	}
	return f, err
}
