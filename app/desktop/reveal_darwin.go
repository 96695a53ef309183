package desktop

import (
	"context"
	"os/exec"
)

// reveal has Finder select a file. Finder outlives the window that it was opened from.
func reveal(ctx context.Context, path string) error {
	return open(exec.CommandContext(context.WithoutCancel(ctx), "open", "-R", path))
}
