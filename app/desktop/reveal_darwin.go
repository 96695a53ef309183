package desktop

import (
	"context"
	"os/exec"
)

// reveal selects a file in Finder, which outlives this program.
func reveal(ctx context.Context, path string) error {
	return open(exec.CommandContext(context.WithoutCancel(ctx), "open", "-R", path))
}
