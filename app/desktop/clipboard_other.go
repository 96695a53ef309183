//go:build !linux && !windows

package desktop

import (
	"context"

	"sendoff/ui/list"
)

// copiedFiles never finds files: the system's file manager adds paths to a copy only on request.
func copiedFiles(context.Context) (list.Copied, error) { return list.Copied{}, ErrTextOnly }
