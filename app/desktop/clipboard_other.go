//go:build !linux && !windows

package desktop

import (
	"context"

	"sendoff/ui/list"
)

// copiedFiles knows of no files here: the system's file manager adds the paths to what it copies only when
// it is asked to.
func copiedFiles(context.Context) (list.Copied, error) { return list.Copied{}, ErrTextOnly }
